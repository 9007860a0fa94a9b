import { scryptSync } from 'node:crypto';
import { expect, test, vi } from 'vitest';

import { isPassphrase, makePassphraseEntry, parsePassphraseEntry } from '../../../source/services/access/passphrase.ts';

// Each try is meant to cost half a second of a machine with nothing else to do.
vi.setConfig({ testTimeout: 60_000 });

const bytes = (text: string) => Buffer.from(text);

test('an entry knows its passphrase and no other', async () => {
	const entry = await makePassphraseEntry(bytes('correct horse'));

	expect(entry).toMatch(/^\$scrypt\$ln=16,r=8,p=2\$/);
	expect(await isPassphrase(entry, bytes('correct horse'))).toBe(true);
	expect(await isPassphrase(entry, bytes('correct horses'))).toBe(false);
});

test('two entries of one passphrase differ', async () => {
	expect(await makePassphraseEntry(bytes('same'))).not.toBe(await makePassphraseEntry(bytes('same')));
});

test('a name that is not listed is never right', async () => {
	expect(await isPassphrase(null, bytes(''))).toBe(false);
});

test('the cost is that of the entry', async () => {
	const salt = Buffer.alloc(16, 7);
	const hash = scryptSync('old', salt, 32, { N: 2 ** 12, r: 4, p: 1 });
	const unpadded = (each: Buffer) => each.toString('base64').replaceAll('=', '');

	const entry = `$scrypt$ln=12,r=4,p=1$${unpadded(salt)}$${unpadded(hash)}`;

	expect(await isPassphrase(entry, bytes('old'))).toBe(true);
});

test.each([
	'',
	'hunter2',
	'$scrypt$ln=24,r=32,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
	'$scrypt$ln=5,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
])('is no entry that can be tried: %s', (text) => {
	expect(parsePassphraseEntry(text)).toBeNull();
});
