import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../../source/services/access/read-policy.ts';
import { nobody, openTemporaryDirectory } from '../../support/program.ts';
import { testWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';

const owner = process.getuid?.() ?? 0;

function place(text: string | null, mode = 0o644) {
	const home = openTemporaryDirectory();
	const directory = join(home.path, 'opsdash');
	mkdirSync(directory, { mode: 0o755 });
	chmodSync(directory, 0o755);
	const path = join(directory, 'access.yaml');
	if (text !== null) {
		writeFileSync(path, text);
		chmodSync(path, mode);
	}
	return { path, directory, [Symbol.dispose]: () => home[Symbol.dispose]() };
}

async function failureOf(path: string): Promise<string> {
	const policy = await readPolicy({ path, owner });
	return policy.ok ? 'taken' : policy.error.message;
}

describe('the file', () => {
	test('counts when its owner alone may write it', async () => {
		using placed = place('default: operator\n');
		expect(await readPolicy({ path: placed.path, owner })).toMatchObject({ ok: true, value: { default: 'operator' } });
	});

	test('may be absent, and its directory too', async () => {
		using placed = place(null);
		expect(await readPolicy({ path: placed.path, owner })).toEqual({ ok: true, value: null });
		expect(await readPolicy({ path: `${placed.directory}/none/access.yaml`, owner })).toEqual({
			ok: true,
			value: null,
		});
	});

	test('does not count when others may write it or its directory', async () => {
		using loose = place('default: admin\n', 0o664);
		expect(await failureOf(loose.path)).toContain('may be written by others than root');
		using placed = place('default: admin\n');
		chmodSync(placed.directory, 0o777);
		expect(await failureOf(placed.path)).toContain('may be written by others than root');
	});

	test('does not count through a symbolic link', async () => {
		using placed = place(null);
		using other = place('default: admin\n');
		symlinkSync(other.path, placed.path);
		expect(await failureOf(placed.path)).toContain('is a symbolic link');
	});

	test('is not waited for where it is a pipe or a directory', async () => {
		using placed = place(null);
		expect((await run('mkfifo', [placed.path])).exitCode).toBe(0);
		chmodSync(placed.path, 0o644);
		expect(await failureOf(placed.path)).toContain('is not a regular file');
		using directory = place(null);
		mkdirSync(directory.path, { mode: 0o755 });
		expect(await failureOf(directory.path)).toContain('is not a regular file');
	});

	testWhen({ root: true }, 'does not count when somebody else owns it', async () => {
		using placed = place('default: admin\n');
		chownSync(placed.path, nobody, nobody);
		expect(await failureOf(placed.path)).toContain(`belongs to uid ${nobody} and not to root`);
	});
});
