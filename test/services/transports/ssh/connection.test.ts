import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWhen } from '../../../support/requires.ts';
import { connectionEnd, type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openShell, openSshBench, runIn, type SshBench, stateOf } from '../../../support/ssh-setup.ts';
import { openRelay } from '../../../support/tcp-relay.ts';

const packages = [...sshRequirements.packages, 'tcsh', 'fish'];
const bannerLine = '\u001B[2Jbanner\n';
const noise = `${'x'.repeat(1000)}\n`.repeat(1000);

// Logins on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describeWhen({ root: true, packages }, 'a connection to a real sshd', () => {
	let hosts: SshHosts;
	let bench: SshBench;

	beforeAll(async () => {
		hosts = await startSshHosts([
			{ name: 'web' },
			{ name: 'behind', through: 'web' },
			{ name: 'password', password: 'secret' },
			{ name: 'denied', sshd: ['AuthorizedKeysFile none'] },
			{ name: 'changed', knownKey: 'wrong' },
			{ name: 'unknown', knownKey: 'none', client: ['StrictHostKeyChecking no'] },
			{ name: 'one', sshd: ['MaxSessions 1'] },
			{ name: 'narrow', sshd: ['MaxStartups 1'] },
			{ name: 'nologin', loginShell: '/usr/sbin/nologin' },
			{ name: 'csh', loginShell: '/usr/bin/tcsh', files: { '.cshrc': 'echo good morning\n' } },
			{ name: 'fish', loginShell: '/usr/bin/fish' },
			{
				name: 'noisy',
				loginShell: '/bin/bash',
				files: { '.bashrc': `cat ~/noise; TMOUT=1; export TMOUT\n`, noise: `${noise}\u001B]0;owned\u0007` },
				banner: bannerLine.repeat(23_000),
			},
			// An ssh packet holds 256 KiB; a longer banner ends the connection, for ssh as well, and sshd sends none of more than 1 MB.
			{ name: 'verbose', banner: bannerLine.repeat(30_000) },
			{ name: 'greeting', sshd: ['PrintMotd yes'], files: { '.ssh/rc': 'cat ~/noise\n', noise } },
			{ name: 'forced', sshd: ['ForceCommand cat ~/noise >&2; exec sh -c "$SSH_ORIGINAL_COMMAND"'], files: { noise } },
			{ name: 'files', sshd: ['ForceCommand internal-sftp'] },
			{
				name: 'hostile',
				sshd: ['AuthorizedKeysFile none'],
				banner: 'Permission denied (\u001B]52;c;b3duZWQ=\u0007).\n',
			},
			{ name: 'eager', client: ['RemoteCommand echo mine', 'RequestTTY force', 'LocalForward 1 127.0.0.1:1'] },
		]);
	});
	beforeAll(() => {
		bench = openSshBench(hosts);
	});
	beforeAll(async () => {
		await hosts.inside('yes "welcome, all of you" | head -c 1000000 >/etc/motd');
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
	});

	const shellOn = async (name: string) => openShell(bench.connectionTo(name));

	test.each([
		'web',
		'csh',
		'fish',
		'noisy',
		'eager',
		'greeting',
		'forced',
	])('%s gives a /bin/sh that answers alone', async (name) => {
		expect(await runIn(await shellOn(name), 'echo "in $0"\n')).toBe('in /bin/sh\n');
	});

	test('what a login shell prints first is dropped and counted', async () => {
		const connection = bench.connectionTo('noisy');
		(await openShell(connection)).kill();
		expect(connection.noise()?.bytes).toBeGreaterThan(1_000_000);
		expect(connection.noise()?.sample).toMatch(/^x+$/);
	});

	test('what a shell sends with the word that it runs is not lost', async () => {
		const shell = await shellOn('web');
		const sent = runIn(shell, `i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done\n`);
		expect((await sent).trim().split('\n')).toHaveLength(3000);
	});

	test.each([
		['denied', 'signed-out', /^the sign-in to denied failed: t-denied@\S+ was refused/],
		['password', 'signed-out', /publickey, password/],
		['unknown', 'signed-out', /^the host key of unknown is not known yet/],
		['changed', 'failed', /^the host key of changed has changed \(it now shows ED25519 SHA256:/],
		['verbose', 'failed', /^the connection to verbose was ended from the other side$/],
		['nowhere.invalid', 'failed', /^the name nowhere\.invalid is not known/],
		['ssh://t-web@127.0.0.1:1', 'failed', /refused the connection: nothing listens on 127\.0\.0\.1 port 1$/],
	])('%s: %s', async (name, state, message) => {
		const connection = bench.connectionTo(name);
		const opened = await connection.open('live');
		expect(opened.ok ? 'a shell' : opened.error).toMatchObject({ code: 'unreachable' });
		expect(opened.ok ? '' : opened.error.message).toMatch(message);
		expect(opened.ok ? '' : opened.error.hint).toBeTruthy();
		expect(connection.state().state).toBe(state);
	});

	test.each([
		['nologin', /let this user in, but started no \/bin\/sh \(status 1\): This account is currently not available\.$/],
		['files', /started no \/bin\/sh \(status 1\): This service allows sftp connections only\.$/],
	])('%s says what it started instead of a shell', async (name, message) => {
		const opened = await bench.connectionTo(name).open('live');
		expect(opened.ok ? '' : opened.error.message).toMatch(message);
	});

	test('a refused sign-in is asked for once, and not again by itself', async () => {
		const before = hosts.logOf('denied').split('Connection from').length;
		const connection = bench.connectionTo('denied', { keepsTrying: true });
		await connection.connect();
		for (let again = 0; again < 3; again++) await connection.open('live');
		expect(hosts.logOf('denied').split('Connection from')).toHaveLength(before + 1);
		expect(connection.state().state).toBe('signed-out');
	});

	test('a hostile banner is quoted without what would drive a terminal', async () => {
		const opened = await bench.connectionTo('hostile').open('live');
		expect(opened.ok ? '' : JSON.stringify(opened.error)).toMatch(/sign-in to hostile failed/);
		expect(opened.ok ? '' : opened.error.message).not.toMatch(/[\0-\u001F\u007F-\u009F]/);
	});

	test('sessions share one sign-in, and so do other programs of this user', async () => {
		const first = bench.connectionTo('csh');
		const second = bench.connectionTo('csh');
		const shells = [await openShell(first), await openShell(first), await openShell(second)];
		expect(hosts.logOf('csh').split('Accepted publickey').length - 1).toBeLessThanOrEqual(2);
		const before = hosts.logOf('csh').split('Accepted publickey').length;
		shells.push(await openShell(first));
		expect(hosts.logOf('csh').split('Accepted publickey')).toHaveLength(before);
		for (const shell of shells) shell.kill();
	});

	test('one sign-in per jump host, whatever is behind it', async () => {
		const web = bench.connectionTo('web');
		const behind = bench.connectionTo('behind');
		expect(await runIn(await openShell(behind), 'echo here\n')).toBe('here\n');
		const before = hosts.logOf('web').split('Accepted publickey').length;
		const other = bench.connectionTo(`t-behind@${hosts.addressOf('behind').host}:22022`);
		await Promise.all([web.connect(), other.connect()]);
		const again = bench.connectionTo('behind', { setup: { ...bench.setup } });
		await behind.close();
		expect(await runIn(await openShell(again), 'echo again\n')).toBe('again\n');
		// `web` itself is another account's connection of its own: one more at most.
		expect(hosts.logOf('web').split('Accepted publickey').length - before).toBeLessThanOrEqual(1);
	});

	test('a server with one session: the second is refused in a sentence, never by a second sign-in', async () => {
		const connection = bench.connectionTo('one');
		const shell = await openShell(connection);
		const second = await connection.open('act');
		expect(second.ok ? '' : second.error).toMatchObject({
			code: 'unavailable',
			message: 'one allows one session at a time, and no more is free',
		});
		expect(connection.sessionLimit()).toBe(1);
		shell.end();
		await shell.ended;
		expect(await runIn(await openShell(connection), 'echo after\n')).toBe('after\n');
		expect(hosts.logOf('one').split('Accepted publickey')).toHaveLength(2);
	});

	test('a server that takes one sign-in at a time is waited for', async () => {
		const busy = connect(hosts.addressOf('narrow'));
		await new Promise((resolve) => busy.once('data', resolve));
		const connection = bench.connectionTo('narrow');
		const connecting = connection.connect();
		await hosts.waitForLog('narrow', 'MaxStartups');
		busy.destroy();
		expect((await connecting).ok).toBe(true);
	});

	test('a live connection of the user’s own is used', async () => {
		const socket = `${hosts.directory}/own-%C`;
		hosts.addAlias('mine', 'fish', [`ControlPath ${socket}`]);
		const own = ['-F', hosts.configFile, '-o', 'BatchMode=yes', '-o', 'ControlMaster=yes', '-o', 'ControlPersist=20'];
		spawnSync('ssh', [...own, '-N', 'mine'], { stdio: 'ignore' });
		const before = hosts.logOf('fish').split('Accepted publickey').length;
		expect(await runIn(await shellOn('mine'), 'echo shared\n')).toBe('shared\n');
		expect(hosts.logOf('fish').split('Accepted publickey')).toHaveLength(before);
		spawnSync('ssh', ['-F', hosts.configFile, '-O', 'exit', 'mine'], { stdio: 'ignore' });
	});

	test('a socket that a killed master left is no hindrance', async () => {
		await using own = openSshBench(hosts);
		const first = own.connectionTo('csh');
		await first.connect();
		const path = first.socket() ?? '';
		await first.close();
		await vi.waitFor(() => expect(existsSync(path)).toBe(false), 20_000);
		const listen = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
		spawnSync(process.execPath, ['-e', listen, path]);
		expect(existsSync(path)).toBe(true);
		expect(await runIn(await openShell(own.connectionTo('csh')), 'echo anew\n')).toBe('anew\n');
	});

	test('the connection ends by itself once nobody holds it', async () => {
		await using own = openSshBench(hosts);
		const connection = own.connectionTo('fish');
		await connection.connect();
		expect(readdirSync(own.setup.directory).some((name) => /^[0-9a-f]{40}$/.test(name))).toBe(true);
		const ended = hosts.logOf('fish').split(connectionEnd).length;
		await connection.close();
		await hosts.waitForLog('fish', connectionEnd, ended);
		await vi.waitFor(
			() => expect(readdirSync(own.setup.directory).some((name) => /^[0-9a-f]{40}$/.test(name))).toBe(false),
			10_000,
		);
	});

	test('a link that falls silent is noticed, and the connection comes back with it', async () => {
		await using relay = await openRelay(hosts.addressOf('web'));
		hosts.addAlias('far', 'web', ['HostName 127.0.0.1', `Port ${relay.port}`]);
		const connection = bench.connectionTo('far');
		const shell = await openShell(connection);
		relay.stall();
		await stateOf(connection, 'reconnecting');
		await shell.ended;
		relay.flow();
		await stateOf(connection, 'live');
		expect(await runIn(await openShell(connection), 'echo back\n')).toBe('back\n');
	});

	test('a link that is cut is tried again until it is back', async () => {
		await using relay = await openRelay(hosts.addressOf('web'), { delayMs: 20 });
		hosts.addAlias('cut', 'web', ['HostName 127.0.0.1', `Port ${relay.port}`]);
		const connection = bench.connectionTo('cut');
		await connection.connect();
		const attempts = new Promise<void>((resolve) =>
			connection.onState((now) => now.state === 'reconnecting' && now.attempt >= 3 && resolve()),
		);
		relay.cut();
		await attempts;
		// While an attempt is planned nobody waits for it.
		const opened = await connection.open('live');
		expect(opened.ok ? '' : opened.error.code).toBe('unreachable');
		relay.mend();
		await stateOf(connection, 'live');
	});

	test('a host that is down at the start is live once it is up', async () => {
		await hosts.signal('web', 'KILL');
		const connection = bench.connectionTo('web', { keepsTrying: true });
		expect((await connection.connect()).ok).toBe(false);
		expect(connection.state().state).toBe('reconnecting');
		await hosts.restart('web');
		await stateOf(connection, 'live');
	});
});
