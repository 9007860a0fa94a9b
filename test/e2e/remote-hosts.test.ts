import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostsCli } from '../support/hosts-cli.ts';
import { openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import type { RunResult } from '../support/run.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { openRelay } from '../support/tcp-relay.ts';

type Document = {
	readonly schema: string;
	readonly host: string;
	readonly ok: boolean;
	readonly data: { readonly checks?: ReadonlyArray<{ readonly name: string; readonly state: string }> } | null;
	readonly problems: ReadonlyArray<{ readonly code: string; readonly message: string }>;
};

describeWhen(sshRequirements, 'hosts by ssh, from the command line', () => {
	let hosts: SshHosts;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		hosts = await startSshHosts([
			{ name: 'web' },
			{ name: 'behind', through: 'web' },
			{ name: 'one', sshd: ['MaxSessions 1'] },
			{ name: 'password', password: 'secret', banner: 'be \u001B[31mgood\n' },
			{ name: 'locked', password: 'secret' },
			// One for each test: a connection is shared for some seconds after its last user.
			{ name: 'desk', password: 'secret' },
			{ name: 'bastion', password: 'secret' },
			{ name: 'inner', through: 'bastion' },
			{ name: 'other', through: 'bastion' },
			{ name: 'unknown', knownKey: 'none' },
			{ name: 'changed', knownKey: 'wrong' },
			{ name: 'denied', sshd: ['AuthorizedKeysFile none'] },
		]);
	});
	afterAll(async () => {
		await hosts?.stop();
		home?.[Symbol.dispose]();
	});

	const { opsdash, terminal } = createHostsCli(
		() => hosts,
		() => home,
	);
	const documentOf = ({ stdout }: RunResult) => JSON.parse(stdout) as Document;

	test('doctor finds a host sound, through a jump host too', async () => {
		const ran = await opsdash('doctor', 'behind', '--json');
		const document = documentOf(ran);
		expect(document).toMatchObject({ schema: 'opsdash/doctor/1', host: 'behind', ok: true });
		expect(document.data?.checks?.filter(({ state }) => state === 'broken')).toEqual([]);
		expect(document.data?.checks?.map(({ name }) => name)).toEqual([
			'ssh configuration',
			'name',
			'connection',
			'ssh server',
			'host key',
			'sign-in',
			'sessions',
			'login shell',
			'/bin/sh',
			'awk',
			'/proc',
			'other processes',
			'service manager',
			'journal',
			'acting as root',
			'clock',
		]);
		expect(ran.exitCode).toBe(0);
	});

	test('doctor tells of a server with one session, and what that costs', async () => {
		const { stdout, exitCode } = await opsdash('doctor', 'one');
		expect(stdout).toMatch(
			/^sessions +missing +one at a time: acts and slow figures wait for the live ones\n +Raise MaxSessions/m,
		);
		expect(exitCode).toBe(0);
	});

	test.each([
		['denied', 'sign-in', /was refused/],
		['changed', 'host key', /has changed \(it now shows ED25519 SHA256:/],
		['unknown', 'host key', /is not known yet/],
		['nowhere.invalid', 'name', /is not known/],
	])('doctor %s stops at the %s with status 3', async (host, step, message) => {
		const { stdout, exitCode } = await opsdash('doctor', host);
		const last = stdout.trimEnd().split('\n').at(-2) ?? '';
		expect(last.startsWith(step)).toBe(true);
		expect(last).toMatch(message);
		expect(exitCode).toBe(3);
	});

	test('a host that cannot be reached is a document and status 3', async () => {
		const ran = await opsdash('top', '-H', 'denied', '--json');
		expect(documentOf(ran)).toMatchObject({
			schema: 'opsdash/top/1',
			host: 'denied',
			ok: false,
			data: null,
			problems: [{ code: 'unreachable' }],
		});
		expect(ran.exitCode).toBe(3);
	});

	test.each([
		[['wbe'], 2, /"wbe" is neither a verb nor a host/],
		[['top', '-H', '-oProxyCommand=id'], 2, /./],
		[['top', '-H', 'a b'], 2, /cannot be the name of a host/],
		[['doctor', 'web', 'more'], 2, /one word too many/],
		[['denied'], 3, /sign-in to denied failed/],
		[['t-web@127.0.0.1:1'], 3, /refused the connection/],
	])('%j: status %i', async (args, status, message) => {
		const { stderr, exitCode } = await opsdash(...args);
		expect(stderr).toMatch(message);
		expect(exitCode).toBe(status);
	});

	test('a password is asked for by ssh on the terminal, and once', async () => {
		await using screen = terminal('doctor', 'password');
		await screen.waitFor(/t-password@[\d.]+'s password:/);
		screen.press('secret', 'enter');
		await screen.waitFor(/sign-in +fine +with a person/);
		expect((await screen.exited()).exitCode).toBe(0);
		// The banner was shown, and could not drive the terminal.
		expect(screen.written).toContain('be ');
		expect(screen.written).not.toContain('\u001B[31mgood');
		expect(hosts.logOf('password').split('Accepted password')).toHaveLength(2);
	});

	test('a wrong password ends in one sentence', async () => {
		await using screen = terminal('top', '-H', 'locked');
		for (let attempt = 1; attempt <= 3; attempt++) {
			await screen.waitFor((rows) => rows.join('\n').split('password:').length > attempt);
			screen.press('wrong', 'enter');
		}
		await screen.waitFor(/opsdash: the sign-in to locked failed/);
		expect((await screen.exited()).exitCode).toBe(3);
	});

	test('an unknown key is shown and asked about, and refused when the answer is no', async () => {
		await using screen = terminal('doctor', 'unknown');
		await screen.waitFor(/ED25519 key fingerprint is SHA256:[\s\S]*continue connecting/);
		screen.press('no', 'enter');
		await screen.exited();
		expect(readFileSync(hosts.knownHostsFile, 'utf8')).not.toContain(`[${hosts.addressOf('unknown').host}]`);
	});

	test('an unknown key that was accepted is known from then on', async () => {
		await using screen = terminal('doctor', 'unknown');
		await screen.waitFor(/continue connecting/);
		screen.press('yes', 'enter');
		await screen.waitFor(/sign-in +fine/);
		await screen.exited();
		expect((await opsdash('doctor', 'unknown')).exitCode).toBe(0);
	});

	test('views, a snapshot and a command of another host, as the user there', async () => {
		const top = documentOf(await opsdash('top', '-H', 'behind', '--json'));
		expect(top).toMatchObject({ schema: 'opsdash/top/1', host: 'behind', ok: true });
		const snapshot = documentOf(await opsdash('web', '--json'));
		expect(snapshot).toMatchObject({ schema: 'opsdash/snapshot/1', host: 'web', ok: true });
		const ran = await opsdash('run', '-H', 'web', '--yes', '--json', '--', 'id', '-un');
		expect(JSON.parse(ran.stdout).data.hosts).toMatchObject([{ host: 'web', status: 'succeeded', stdout: 't-web\n' }]);
	});

	test('an act there is recorded with the host, its key and the user there', async () => {
		await opsdash('run', '-H', 'web', '--yes', '--', 'true');
		const { stdout } = await opsdash('history', 'export');
		const bodies = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(JSON.parse(line).body ?? 'null'));
		const begun = bodies.filter((body) => body?.kind === 'begun' && body.argv[0] === 'true').at(-1);
		expect(begun).toMatchObject({ host: 'web', asUser: 't-web', hostKey: expect.stringMatching(/^SHA256:/) });
	});

	test('files go there and back, are recorded, and ask before they replace', async () => {
		writeFileSync(`${home.path}/file`, 'content\n');
		const put = await opsdash('put', '-H', 'one', `${home.path}/file`, 'there', '--yes');
		expect(put.stderr).toMatch(/there is there \(8B, SHA-256 [0-9a-f]{64}\)/);
		const get = await opsdash('get', '-H', 'one', 'there', `${home.path}/back`, '--yes');
		expect(get.exitCode).toBe(0);
		expect(readFileSync(`${home.path}/back`, 'utf8')).toBe('content\n');
		const refused = await opsdash('put', '-H', 'one', `${home.path}/file`, 'there');
		expect(refused.stderr).toMatch(/asks before it acts/);
		expect(refused.exitCode).toBe(2);
		const shown = await opsdash('put', '-H', 'one', `${home.path}/file`, 'there', '--dry-run');
		expect(shown.stdout).toMatch(/It replaces a file of 8B/);
		const { stdout } = await opsdash('history', '--type', 'copy', '--json');
		expect(JSON.parse(stdout).data.entries).toMatchObject([
			{ host: 'one', argv: ['get', 'there', `${home.path}/back`], status: 'succeeded' },
			{ host: 'one', argv: ['put', `${home.path}/file`, 'there'], status: 'succeeded' },
		]);
	});

	test('a file that is not there is status 5', async () => {
		const { stderr, exitCode } = await opsdash('get', '-H', 'web', 'missing', '.', '--yes');
		expect(stderr).toMatch(/missing on web does not exist/);
		expect(exitCode).toBe(5);
	});

	test('progress is drawn on a terminal', async () => {
		writeFileSync(`${home.path}/large`, Buffer.alloc(150_000_000, 'x'));
		await using screen = terminal('put', '-H', 'web', `${home.path}/large`, 'large', '--yes');
		await screen.waitForWritten('%');
		await screen.waitFor(/large is there/, { timeoutMs: 20_000 });
		expect(screen.written).toMatch(/\[#*-*\] +\d+% {2}[\d.]+[KM]/);
		expect((await screen.exited()).exitCode).toBe(0);
	});

	test('the console opens on another host, after a password where one is needed', async () => {
		await using screen = terminal('desk', '--tab', 'top');
		await screen.waitFor(/password:/);
		screen.press('secret', 'enter');
		await screen.waitFor(/desk {2}Debian[\s\S]*● live[\s\S]*sshd/);
		screen.press('q');
		expect((await screen.exited()).exitCode).toBe(0);
	});

	test('a host that needed a password is not signed in to again without one', async () => {
		await using relay = await openRelay(hosts.addressOf('locked'));
		hosts.addAlias('far', 'locked', ['HostName 127.0.0.1', `Port ${relay.port}`]);
		await using screen = terminal('far', '--tab', 'top');
		await screen.waitFor(/password:/);
		screen.press('secret', 'enter');
		await screen.waitFor(/far {2}Debian[\s\S]*● live[\s\S]*sshd/);
		const before = relay.connections;
		relay.cut();
		// The last figures stay.
		await screen.waitFor(/✗ sign in again[\s\S]*sshd/);
		relay.mend();
		screen.press('1');
		await screen.waitFor(/✗ sign in again/);
		expect(relay.connections).toBe(before);
		screen.press('q');
		await screen.exited();
	});

	// Where a server allows one session, the shell gets a connection of its own.
	test.each(['web', 'one'])('a shell on %s is one key away, and recorded', async (name) => {
		await using screen = terminal(name, '--tab', 'top');
		await screen.waitFor(/● live[\s\S]*sshd/);
		screen.press('$');
		await screen.waitFor(/\$ *$/m);
		screen.press('id -un', 'enter');
		await screen.waitFor(new RegExp(`^t-${name}$`, 'm'));
		screen.press('exit', 'enter');
		await screen.waitFor(/● live[\s\S]*sshd/);
		screen.press('q');
		await screen.exited();
		const { stdout } = await opsdash('history', '--type', 'shell', '--json');
		expect(JSON.parse(stdout).data.entries[0]).toMatchObject({ type: 'shell', host: name, status: 'succeeded' });
	});

	test('a server with one session serves a second program beside the console', async () => {
		await using screen = terminal('one', '--tab', 'top');
		await screen.waitFor(/● live[\s\S]*sshd/);
		const [ran, looked] = [
			await opsdash('run', '-H', 'one', '--yes', '--', 'id', '-un'),
			await opsdash('top', '-H', 'one', '--json'),
		];
		expect(ran).toMatchObject({ exitCode: 0, stdout: 't-one\n' });
		expect(documentOf(looked)).toMatchObject({ ok: true, host: 'one' });
		writeFileSync(`${home.path}/beside`, 'content\n');
		const put = await opsdash('put', '-H', 'one', `${home.path}/beside`, 'beside', '--yes');
		expect(put.stderr).toMatch(/beside is there/);
		await screen.waitFor('● live');
		screen.press('q');
		expect((await screen.exited()).exitCode).toBe(0);
	});

	test('one password for a bastion opens every host behind it', async () => {
		expect((await opsdash('doctor', 'other')).exitCode).toBe(3);
		await using screen = terminal('inner', '--tab', 'top');
		await screen.waitFor(/t-bastion@[\d.]+'s password:/);
		screen.press('secret', 'enter');
		await screen.waitFor(/inner {2}Debian[\s\S]*● live/);
		expect((await opsdash('doctor', 'other')).exitCode).toBe(0);
		expect(hosts.logOf('bastion').split('Accepted password')).toHaveLength(2);
		screen.press('q');
		await screen.exited();
	});
});
