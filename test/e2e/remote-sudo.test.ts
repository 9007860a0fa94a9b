import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { confirm, eventually, filterList, readDialog } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import type { SshHosts } from '../support/ssh-hosts.ts';
import {
	putDoasForSudo,
	shownByProcesses,
	startSudoHosts,
	sudoHostRequirements,
	writtenIn,
} from '../support/sudo-hosts.ts';

const password = 'battery staple \\ $(id)';
/** As it travels. */
const inOctal = [...Buffer.from(password)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');

/** Looks at what processes show, on either side, until root runs that command on a host. */
async function watchUntilRootRuns(hosts: SshHosts, command: string): Promise<void> {
	const deadline = performance.now() + 20_000;
	let status = 1;
	while (status !== 0 && performance.now() < deadline) {
		const seen = shownByProcesses();
		expect(seen).not.toContain(password);
		expect(seen).not.toContain(inOctal);
		// The same words stand in the arguments of sudo before it runs them.
		status = await hosts.inside(`pgrep -u root -f '^${command}' >/dev/null`);
	}
	expect(status).toBe(0);
}

describeWhen(sudoHostRequirements, 'an act as root on another host', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSudoHosts(
			[
				{ name: 'free' },
				{ name: 'asks', sudoPassword: password },
				{ name: 'one', sudoPassword: password, sshd: ['MaxSessions 1'] },
				{ name: 'unlisted', sudoPassword: password },
				{ name: 'narrow', sudoPassword: password },
				{ name: 'tty', sudoPassword: password },
			],
			[
				't-free ALL=(root) NOPASSWD: ALL',
				't-asks ALL=(root) ALL',
				't-one ALL=(root) ALL',
				't-narrow ALL=(root) NOPASSWD: /usr/bin/whoami',
				'Defaults:t-tty requiretty',
				't-tty ALL=(root) ALL',
			],
		);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);
	const asRoot = (host: string, ...command: readonly string[]) =>
		['run', '-H', host, '--sudo', '--yes', '--', ...command] as const;
	/** The newest record of what was begun. */
	const lastBegun = async () =>
		(await opsdash('history', 'export')).stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(JSON.parse(line).body ?? 'null'))
			.filter((body) => body?.kind === 'begun')
			.at(-1);

	test('asks nothing where sudo asks nothing, and is recorded as root’s', async () => {
		const ran = await opsdash(...asRoot('free', 'id', '-un'));
		expect(ran).toMatchObject({ exitCode: 0, stdout: 'root\n' });
		expect(await lastBegun()).toMatchObject({
			host: 'free',
			asUser: 'root',
			argv: ['sudo', '-H', '--', 'id', '-un'],
			operation: { asRoot: true },
		});
	});

	test('asks for the password there, gives it to sudo alone, and leaves it nowhere on either side', async () => {
		const marker = '98761';
		await using screen = terminal('--debug', `${home.path}/debug`, ...asRoot('asks', 'sleep', marker));
		await screen.waitFor('Password of t-asks for sudo on asks');
		expect(shownByProcesses()).not.toContain(password);
		screen.paste(password);
		screen.press('enter');
		await watchUntilRootRuns(hosts, `sleep ${marker}`);
		await hosts.inside(`pkill -u root -f '^sleep ${marker}'`);
		await screen.exited();
		expect(screen.written).not.toContain(password);
		expect(writtenIn(home.path)).not.toContain(password);
		expect(writtenIn(home.path)).not.toContain(inOctal);
		expect(await lastBegun()).toMatchObject({ host: 'asks', asUser: 'root', target: 'sleep' });
	});

	test('asks a person again after a wrong password, and gives up after the third', async () => {
		await using screen = terminal(...asRoot('asks', 'id', '-u'));
		for (let attempt = 1; attempt <= 3; attempt++) {
			await screen.waitFor((rows) => rows.join('\n').split('Password of t-asks').length > attempt);
			screen.paste('wrong');
			screen.press('enter');
		}
		expect(await screen.exited()).toMatchObject({ exitCode: 4 });
		expect(screen.screen().join('\n')).toContain('sudo did not take the password');
	});

	test('runs once after a password that was mistyped, its stdin empty', async () => {
		await using screen = terminal(...asRoot('asks', 'wc', '-c'));
		await screen.waitFor('Password of t-asks');
		screen.paste('wrong');
		screen.press('enter');
		await screen.waitFor('That was not taken. Password of t-asks');
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 0 });
		expect(screen.screen().join('\n')).toContain('\n0\n');
	});

	test('runs nothing when no password is given, or there is nobody to ask', async () => {
		await using screen = terminal(...asRoot('asks', 'id', '-u'));
		await screen.waitFor('Password of t-asks');
		screen.press('ctrl+c');
		expect(await screen.exited()).toMatchObject({ exitCode: 1 });
		expect(await opsdash(...asRoot('asks', 'id'))).toMatchObject({
			exitCode: 4,
			stderr: expect.stringContaining('there is no terminal to ask on'),
		});
	});

	test('needs one session of the server only', async () => {
		await using screen = terminal(...asRoot('one', 'id', '-u'));
		await screen.waitFor('Password of t-one');
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 0 });
		expect(screen.screen().join('\n')).toContain('\n0\n');
	});

	test.each([
		['tty', /sudo wants a terminal \(requiretty\)/],
		['narrow', /sudo does not allow this user that command|sudo asks for a password, and there is no terminal/],
	])('on %s ends with one sentence and status 4', async (host, sentence) => {
		const { stderr, exitCode } = await opsdash(...asRoot(host, 'id', '-u'));
		expect(stderr.trim().split('\n')).toHaveLength(1);
		expect(stderr).toMatch(sentence);
		expect(exitCode).toBe(4);
	});

	test('says who is in no sudoers file', async () => {
		await using screen = terminal(...asRoot('unlisted', 'id', '-u'));
		await screen.waitFor('Password of t-unlisted');
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 4 });
		expect(screen.screen().join('\n')).toContain('is not in the sudoers file');
	});

	test.each(['asks', 'one'])('on %s signals a process of another user, held from before the question', async (host) => {
		await hosts.inside("{ sleep 98763 & }; until pgrep -f '^sleep 98763' >/dev/null; do sleep 0.1; done");
		// As the host numbers it: its processes have a namespace of their own.
		const pid = (await opsdash(...asRoot('free', 'pgrep', '-f', '^sleep 98763'))).stdout.trim();
		expect((await opsdash('kill', pid, '-H', host, '--yes')).exitCode).toBe(4);
		await using screen = terminal('kill', pid, '-H', host, '--yes', '--sudo');
		await screen.waitFor(`Password of t-${host}`);
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 0 });
		expect(screen.screen().join('\n')).toContain('TERM was sent to');
	});

	test.each(['asks', 'one'])('is a key in the question of the console: on %s', async (host) => {
		const mark = host === 'one' ? '98766' : '98767';
		await hosts.inside(`{ sleep ${mark} & }; until pgrep -f '^sleep ${mark}' >/dev/null; do sleep 0.1; done`);
		await using screen = terminal(host, '--tab', 'top', '--interval', '1');
		await screen.waitFor(/● live[\s\S]*sshd/);
		await filterList(screen, `sleep ${mark}`);
		await screen.waitFor(new RegExp(`› .*root.*sleep ${mark}`));
		screen.press('k');
		await screen.waitFor(/Signal to \d+ sleep/);
		await readDialog();
		screen.press('enter');
		await screen.waitFor('as root (sudo)');
		screen.press('s');
		await screen.waitFor('sudo -H --');
		await confirm(screen);
		await screen.waitFor(`sudo on ${host} asks for the password of t-${host}`);
		await readDialog();
		screen.paste(password);
		screen.press('enter');
		await screen.waitFor(/TERM was sent to \d+ sleep/);
		await eventually(async () => expect(await hosts.inside(`pgrep -f '^sleep ${mark}' >/dev/null`)).toBe(1));
		screen.press('q');
		expect((await screen.exited()).exitCode).toBe(0);
		expect(screen.written).not.toContain(password);
		expect(await lastBegun()).toMatchObject({ host, asUser: 'root', type: 'signal' });
	});
});

describeWhen(sudoHostRequirements, 'an act as root on a host without sudo', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSudoHosts(
			[{ name: 'free' }, { name: 'asks', sudoPassword: password }, { name: 'unlisted' }],
			[],
		);
		await putDoasForSudo(hosts, ['permit nopass t-free', 'permit t-asks']);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);

	test('goes through doas where that asks nothing', async () => {
		const run = (...args: readonly string[]) => opsdash('run', '-H', 'free', '--sudo', ...args);
		expect(await run('--yes', '--', 'id', '-un')).toMatchObject({ exitCode: 0, stdout: 'root\n' });
		expect((await run('--dry-run', '--', 'id')).stdout).toContain('doas -- id');
	});

	test('asks for the password there on a terminal of doas’s own, and leaves it nowhere on either side', async () => {
		await using screen = terminal('run', '-H', 'asks', '--sudo', '--yes', '--', 'sleep', '98762');
		await screen.waitFor('Password of t-asks for doas on asks');
		screen.paste(password);
		screen.press('enter');
		await watchUntilRootRuns(hosts, 'sleep 98762');
		await hosts.inside("pkill -u root -f '^sleep 98762'");
		await screen.exited();
		expect(screen.written).not.toContain(password);
		expect(writtenIn(home.path)).not.toContain(password);
	});

	test('runs once after a password that was mistyped, its stdin empty', async () => {
		await using screen = terminal('run', '-H', 'asks', '--sudo', '--yes', '--', 'wc', '-c');
		await screen.waitFor('Password of t-asks');
		screen.paste('wrong');
		screen.press('enter');
		await screen.waitFor('That was not taken. Password of t-asks');
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 0 });
		expect(screen.screen().join('\n')).toContain('\n0\n');
	});

	test.each([
		['asks', 'doas asks for a password, and there is no terminal to ask on'],
		['unlisted', 'doas does not allow this user that command'],
	])('on %s says why not', async (host, sentence) => {
		expect(await opsdash('run', '-H', host, '--sudo', '--yes', '--', 'id')).toMatchObject({
			exitCode: 4,
			stderr: expect.stringContaining(sentence),
		});
	});
});
