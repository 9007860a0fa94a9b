import { afterAll, beforeAll, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { type RunResult, run } from '../support/run.ts';
import type { SshHosts } from '../support/ssh-hosts.ts';
import { shownByProcesses, startSudoHosts, sudoHostRequirements, writtenIn } from '../support/sudo-hosts.ts';
import { openTerminal } from '../support/terminal.ts';

const password = 'horse \\ $(id) battery';

type Row = { readonly command: string | null; readonly pid: number; readonly readBytesPerSecond: number | null };

describeWhen(sudoHostRequirements, 'another host seen as root', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSudoHosts(
			[
				{ name: 'free' },
				{ name: 'asks', sudoPassword: password },
				{ name: 'always', sudoPassword: password },
				{ name: 'one', sudoPassword: password, sshd: ['MaxSessions 1'] },
				{ name: 'unlisted', sudoPassword: password },
				{ name: 'tty', sudoPassword: password },
			],
			[
				't-free ALL=(root) NOPASSWD: ALL',
				't-asks ALL=(root) ALL',
				't-always ALL=(root) ALL',
				'Defaults:t-always timestamp_timeout=0',
				't-one ALL=(root) ALL',
				'Defaults:t-tty requiretty',
				't-tty ALL=(root) ALL',
			],
		);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const environment = () => ({ HOME: home.path, XDG_STATE_HOME: `${home.path}/state` });
	const opsdash = (...args: readonly string[]): Promise<RunResult> =>
		run(launcher, ['-F', hosts.configFile, ...args], { env: environment() });
	const terminal = (...args: readonly string[]) =>
		openTerminal({ command: launcher, args: ['-F', hosts.configFile, ...args], env: environment() });
	const history = async () => JSON.parse((await opsdash('history', '--type', 'become', '--json')).stdout).data.entries;

	test('shows what is hidden from the user, and is recorded', async () => {
		const refused = (rows: readonly Row[]) => rows.filter((row) => row.readBytesPerSecond === null).length;
		const plain = JSON.parse((await opsdash('top', '-H', 'free', '--json')).stdout);
		expect(plain.problems.map(({ hint }: { hint: string }) => hint).join()).toContain('--become');
		const rooted = JSON.parse((await opsdash('top', '-H', 'free', '--become', '--json')).stdout);
		expect(rooted.ok).toBe(true);
		expect(refused(rooted.data.processes)).toBeLessThan(refused(plain.data.processes));
		expect(await history()).toMatchObject([
			{ host: 'free', status: 'succeeded', argv: ['sudo', '-H', '--', '/bin/sh'], type: 'become' },
		]);
	});

	test.each(['asks', 'always'])('on %s asks once for the password, and leaves it nowhere', async (name) => {
		await using screen = terminal('-H', name, 'top', '--become', '--lines', '5', '--debug', `${home.path}/debug`);
		await screen.waitFor(`Password of t-${name} for sudo on ${name}`);
		screen.paste(password);
		screen.press('enter');
		let shown = '';
		let isOver = false;
		const exited = screen.exited().then((end) => {
			isOver = true;
			return end;
		});
		while (!isOver) {
			shown += shownByProcesses().includes(password) ? 'shown' : '';
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(await exited).toMatchObject({ exitCode: 0 });
		expect(shown).toBe('');
		expect(screen.written.split('Password of')).toHaveLength(2);
		expect(screen.written).not.toContain(password);
		expect(writtenIn(home.path)).not.toContain(password);
	});

	test('asks again after a wrong password, and gives up after the third', async () => {
		await using screen = terminal('-H', 'asks', 'top', '--become');
		for (let attempt = 1; attempt <= 3; attempt++) {
			await screen.waitFor((rows) => rows.join('\n').split('Password of t-asks').length > attempt);
			screen.paste('wrong');
			screen.press('enter');
		}
		expect(await screen.exited()).toMatchObject({ exitCode: 4 });
		expect(screen.screen().join('\n')).toContain('sudo did not take the password');
	});

	test('needs one session of the server only', async () => {
		await using screen = terminal('-H', 'one', 'net', '--become');
		await screen.waitFor('Password of t-one');
		screen.paste('wrong');
		screen.press('enter');
		await screen.waitFor('That was not taken. Password of t-one');
		screen.paste(password);
		screen.press('enter');
		expect(await screen.exited()).toMatchObject({ exitCode: 0 });
	});

	test.each([
		[['top', '-H', 'asks'], 4, /there is no terminal to ask on/],
		[['top', '-H', 'tty'], 4, /sudo wants a terminal \(requiretty\)/],
		[['top'], 2, /This machine is seen as whoever runs opsdash. Run sudo opsdash/],
		[['service', 'restart', 'x', '-H', 'free'], 2, /an act as root takes --sudo/],
		[['run', '-H', 'free', '--', 'id'], 2, /--become/],
	])('%j --become: status %i', async ([verb = '', ...args], status, sentence) => {
		const { stderr, exitCode } = await opsdash(verb, '--become', ...args);
		expect(stderr).toMatch(sentence);
		expect(exitCode).toBe(status);
	});

	test('ends with its connection, and leaves no process of root behind', async () => {
		await opsdash('top', '-H', 'free', '--become', '--json');
		expect(await hosts.inside('! pgrep -u root -f opsdash-root >/dev/null')).toBe(0);
	});
});
