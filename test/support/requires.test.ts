import { describe, expect, test } from 'vitest';
import { nobody } from './program.ts';
import { selectMissing, testWhen } from './requires.ts';
import { run } from './run.ts';

describe('requirements of a test', () => {
	test('are met by nothing being required, and by a command that is there', () => {
		expect(selectMissing({})).toEqual([]);
		expect(selectMissing({ commands: ['sh'] })).toEqual([]);
	});

	test('name what is missing', () => {
		expect(selectMissing({ commands: ['no-such-command', 'sh'] })).toEqual(['command no-such-command']);
	});

	test('refuse a package that nobody would install', () => {
		expect(() => selectMissing({ packages: ['no-such-package'] })).toThrow(/debian-packages\.txt/);
	});
});

describe('a command run for a test', () => {
	test('gives status and output, whatever the status', async () => {
		const result = await run('/bin/sh', ['-c', 'cat; echo problem >&2; exit 4'], { input: 'text' });

		expect(result).toEqual({ exitCode: 4, signal: null, stdout: 'text', stderr: 'problem\n' });
	});

	test('is killed at its deadline', async () => {
		await expect(run('/bin/sh', ['-c', 'exec sleep 60'], { timeoutMs: 50 })).rejects.toThrow(/did not end in time/);
	});

	test('has an environment without what test runners set', async () => {
		const { stdout } = await run('/usr/bin/env', [], { env: { EXTRA: '1' } });

		expect(stdout).toMatch(/^EXTRA=1$/m);
		expect(stdout).not.toMatch(/^(CI|NODE_ENV|VITEST\w*|NODE_OPTIONS|npm_\w+)=/m);
	});

	testWhen({ root: true }, 'runs as another user, without root’s groups', async () => {
		const { stdout } = await run('/usr/bin/id', ['-u'], { uid: nobody, cwd: '/' });
		const { stdout: groups } = await run('/usr/bin/id', ['-G'], { uid: nobody, cwd: '/' });

		expect([stdout.trim(), groups.trim()]).toEqual([String(nobody), String(nobody)]);
	});
});
