import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findUnwritable } from '../../../source/services/settings/find-unwritable.ts';
import { openTemporaryDirectory } from '../../support/program.ts';

test('a path that does not exist is writable where its nearest parent is, and is not created', () => {
	using directory = openTemporaryDirectory();
	const path = join(directory.path, 'a', 'b', 'c');
	expect(findUnwritable(path)).toBeNull();
	expect(existsSync(join(directory.path, 'a'))).toBe(false);
});

test('a path below a file is not writable', () => {
	expect(findUnwritable('/etc/passwd/x')).toBe('ENOTDIR');
});
