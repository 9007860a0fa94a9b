/** Names that a shell, a terminal or an eye could misread, with every verb that takes one. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { run } from '../support/run.ts';

let home: TemporaryDirectory;
beforeAll(() => {
	home = openTemporaryDirectory();
});
afterAll(() => home[Symbol.dispose]());

const opsdash = (args: readonly string[]) => run(launcher, args, { env: { HOME: home.path } });

describe('one sentence, and its exit status', () => {
	test.each([
		['a semicolon', 'a;reboot'],
		['a substitution', '$(reboot)'],
		['backquotes', '`reboot`'],
		['a space', 'a b'],
		['10,000 characters', 'x'.repeat(10_000)],
		['letters of another script', 'ѕѕh'],
		['a directory', '../ssh'],
		['a line feed', 'a\nb'],
		['an escape sequence', '\u001B[2J'],
		['a change of direction', '\u202Ehss'],
	])(
		'a name with %s is interpreted nowhere',
		async (_, name) => {
			const refused = [
				[['service', 'stop', name, '--yes'], 2],
				[['service', 'status', name], 2],
				[['service', 'cancel-job', name, '--yes'], 2],
				[['logs', name], 2],
				[['kill', '4194000', '--signal', name, '--yes'], 2],
				[['kill', name, '--yes'], 2],
				[['history', 'show', name], 5],
				[['history', 'undo', name, '--yes'], 5],
			] as const;
			for (const [args, status] of refused) {
				const { exitCode, stdout, stderr } = await opsdash(args);
				expect([args.slice(0, 2), exitCode, stdout]).toEqual([args.slice(0, 2), status, '']);
				expect(stderr).toMatch(/^opsdash: [^\p{Cc}\u202E]+\.\n$/u);
				expect(stderr.length).toBeLessThan(600);
			}
		},
		30_000,
	);

	test.each([
		[['service', 'stop', '-rf', '--yes'], 2],
		[['service', 'stop', '--yes', '--', '-rf'], 2],
		[['logs', '--', '-rf'], 2],
		[['history', 'show', '--', '-rf'], 5],
		[['history', 'show', ''], 2],
		[['history', 'undo', ''], 2],
		[['service', 'stop', ''], 2],
	] as const)('%j is no option of anything', async (args, status) => {
		const { exitCode, stderr } = await opsdash(args);
		expect(exitCode).toBe(status);
		expect(stderr).toMatch(/^opsdash: [^\n]+\n$/);
	});
});

test('an act with such a name is recorded as refused all the same', async () => {
	const { exitCode } = await opsdash(['service', 'mask', 'a;reboot', '--yes']);
	const history = await opsdash(['history', '--json']);
	const entries: ReadonlyArray<{ readonly target: string; readonly status: string }> = JSON.parse(history.stdout).data
		.entries;
	expect(exitCode).toBe(2);
	expect(entries.find(({ target }) => target === 'a;reboot')).toMatchObject({ status: 'refused' });
});
