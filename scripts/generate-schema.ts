// Writes schema/*.json from the schemas of source/documents/. A test checks that what is checked in is what this writes.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentNames, jsonSchemaOf } from '../source/documents/all-schema.ts';

const directory = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schema');

mkdirSync(directory, { recursive: true });
for (const name of readdirSync(directory)) rmSync(join(directory, name));
for (const name of documentNames) {
	writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(jsonSchemaOf(name, false), null, '\t')}\n`);
}
