import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { documentNames, jsonSchemaOf } from '../../source/documents/all-schema.ts';
import { projectRoot } from '../support/program.ts';

const directory = join(projectRoot, 'schema');

describe('the files in schema/', () => {
	test('are one for each document', () => {
		expect(readdirSync(directory).toSorted()).toEqual(documentNames.map((name) => `${name}.json`).toSorted());
	});

	test.each(documentNames)('%s is what `npm run schema` writes', (name) => {
		expect(JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8'))).toEqual(jsonSchemaOf(name, false));
	});

	test.each(documentNames)('%s takes the document of a failure, and fields that are added later', (name) => {
		const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
		const validate = ajv.compile(JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')));
		const failure = {
			schema: `opsdash/${name}/1`,
			host: 'web1',
			bootId: null,
			takenAt: '2026-11-21T08:30:00.123Z',
			ok: false,
			data: null,
			problems: [{ field: 'data', code: 'timeout', message: 'No answer', hint: null }],
			later: true,
		};
		expect(validate(failure) || validate.errors).toBe(true);
		expect(validate({ ...failure, schema: 'opsdash/other/1' })).toBe(false);
	});
});
