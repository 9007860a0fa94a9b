import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { readDialog } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import type { SshHosts } from '../support/ssh-hosts.ts';
import {
	putDoasForSudo,
	shownByProcesses,
	startSudoHosts,
	sudoHostRequirements,
	writtenIn,
} from '../support/sudo-hosts.ts';

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

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);
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

	test('is a key of the console, which says so in its first line; the key leads back', async () => {
		await using screen = terminal('always', '--tab', 'top');
		await screen.waitFor(/● live[\s\S]*sshd/);
		screen.press('#');
		await screen.waitFor(/asks for the password of t-always[\s\S]*seeing always as root/);
		await readDialog();
		screen.paste('wrong');
		screen.press('enter');
		await screen.waitFor(/That was not taken/);
		await readDialog();
		screen.paste(password);
		screen.press('enter');
		await screen.waitFor(/ root by sudo [\s\S]*● live[\s\S]*sshd/);
		// All that is looked at comes through sessions that are open by then.
		for (const tab of ['3', '4', '1', '2']) {
			screen.press(tab);
			await screen.waitFor(/ root by sudo [\s\S]*● live/);
		}
		expect(screen.screen().join('\n')).not.toContain('asks for the password');
		screen.press('#');
		await screen.waitFor((rows) => !rows.join('\n').includes('root by sudo') && rows.join('\n').includes('● live'));
		screen.press('q');
		expect((await screen.exited()).exitCode).toBe(0);
		expect(screen.written).not.toContain(password);
	});

	test('is asked for from the start with --become, and says why it is not given', async () => {
		await using screen = terminal('unlisted', '--become', '--tab', 'top');
		await screen.waitFor(/asks for the password of t-unlisted/);
		await readDialog();
		screen.paste(password);
		screen.press('enter');
		await screen.waitFor(/is not in the sudoers file[\s\S]*/);
		await screen.waitFor(/● live/);
		screen.press('q');
		await screen.exited();
		expect((await history())[0]).toMatchObject({ host: 'unlisted', status: 'refused' });
	});

	test('acts there as root without asking again, recorded as root’s', async () => {
		await using screen = terminal('free', '--become', '--tab', 'top');
		await hosts.inside('sleep 98764 &');
		await screen.waitFor(/ root by sudo [\s\S]*● live/);
		screen.press('/');
		for (const letter of '98764') screen.press(letter);
		screen.press('enter');
		await screen.waitFor((rows) => rows.some((line) => line.includes('sleep 98764')));
		screen.press('k');
		await screen.waitFor('TERM');
		await readDialog();
		screen.press('enter');
		await screen.waitFor(/kill[\s\S]*root/);
		await readDialog();
		screen.press('y');
		await screen.waitFor('TERM was sent to');
		screen.press('q');
		await screen.exited();
	});

	test('ends with its connection, and leaves no process of root behind', async () => {
		await opsdash('top', '-H', 'free', '--become', '--json');
		// sudo ends right behind the shell that it waits for.
		const isGone = 'for i in $(seq 300); do pgrep -u root -f opsdash-root >/dev/null || break; sleep 0.1; done';
		expect(await hosts.inside(`${isGone}; ! pgrep -u root -f opsdash-root >/dev/null`)).toBe(0);
	});
});

const doasRequirements = { ...sudoHostRequirements, packages: [...sudoHostRequirements.packages, 'mksh'] };

describeWhen(doasRequirements, 'another host seen as root through doas', () => {
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
			],
			[],
		);
		await putDoasForSudo(hosts, ['permit nopass t-free', 'permit t-asks', 'permit t-one']);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);

	test('asks nothing where doas asks nothing', async () => {
		const rooted = JSON.parse((await opsdash('top', '-H', 'free', '--become', '--json')).stdout);
		expect(rooted.ok).toBe(true);
	});

	test.each(['asks', 'one'])('on %s asks once for the password, and leaves it nowhere', async (name) => {
		await using screen = terminal('-H', name, 'top', '--become', '--lines', '5', '--debug', `${home.path}/debug`);
		await screen.waitFor(`Password of t-${name} for doas on ${name}`);
		screen.paste('wrong');
		screen.press('enter');
		await screen.waitFor(`That was not taken. Password of t-${name} for doas on ${name}`);
		screen.paste(password);
		screen.press('enter');
		let shown = '';
		let isOver = false;
		const exited = screen.exited().finally(() => {
			isOver = true;
		});
		while (!isOver) {
			shown += shownByProcesses().includes(password) ? 'shown' : '';
			await new Promise((resolve) => setImmediate(resolve));
		}
		expect(await exited).toMatchObject({ exitCode: 0 });
		expect(shown).toBe('');
		expect(screen.written).not.toContain(password);
		expect(writtenIn(home.path)).not.toContain(password);
	});

	test('gives its shell the password where mksh is /bin/sh, which has no printf of its own', async () => {
		await hosts.inside('mount --bind /usr/bin/mksh "$(realpath /bin/sh)"');
		await using screen = terminal('-H', 'asks', 'top', '--become', '--lines', '5');
		await screen.waitFor('Password of t-asks for doas on asks');
		screen.paste(password);
		screen.press('enter');
		let shown = '';
		let isOver = false;
		const exited = screen.exited().finally(() => {
			isOver = true;
		});
		while (!isOver) {
			shown += shownByProcesses().includes(password) ? 'shown' : '';
			await new Promise((resolve) => setImmediate(resolve));
		}
		await hosts.inside('umount "$(realpath /bin/sh)"');
		expect(await exited).toMatchObject({ exitCode: 0 });
		expect(shown).toBe('');
	});

	test.each([
		['asks', /doas asks for a password, and there is no terminal to ask on/],
		['unlisted', /doas does not allow this user that command/],
	])('on %s says why not', async (name, sentence) => {
		const { stderr, exitCode } = await opsdash('top', '-H', name, '--become');
		expect(stderr).toMatch(sentence);
		expect(exitCode).toBe(4);
	});

	test('ends with its connection, and leaves nothing of it behind', async () => {
		const left = 'pgrep -f "opsdash-root|script -q" >/dev/null';
		const isGone = `for i in $(seq 300); do ${left} || break; sleep 0.1; done`;
		expect(await hosts.inside(`${isGone}; ! ${left}`)).toBe(0);
	});
});
