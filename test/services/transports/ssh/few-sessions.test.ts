/** Servers that allow few sessions, and other programs that have them: MaxSessions counts for each connection. */

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { noteSignIn } from '../../../../source/services/transports/ssh/host-keys.ts';
import { createSshTransport } from '../../../../source/services/transports/ssh/ssh-transport.ts';
import { describeWhen } from '../../../support/requires.ts';
import { connectionEnd, type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openShell, openSshBench, runIn, type SshBench, stateOf } from '../../../support/ssh-setup.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describeWhen(sshRequirements, 'a server that allows one session', () => {
	let hosts: SshHosts;
	let bench: SshBench;

	beforeAll(async () => {
		const names = ['shared', 'user', 'person', 'barred', 'follow', 'tail', 'asked', 'none'];
		hosts = await startSshHosts(names.map((name) => ({ name, sshd: [`MaxSessions ${name === 'none' ? 0 : 1}`] })));
		bench = openSshBench(hosts);
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
	});

	const signIns = (name: string) => hosts.logOf(name).split('Accepted publickey').length - 1;
	const transportTo = (name: string) => {
		const transport = createSshTransport(bench.connectionTo(name));
		onTestFinished(() => transport.close());
		return transport;
	};
	/** Follows what never ends, and resolves with its first line. */
	function follow(transport: ReturnType<typeof transportTo>) {
		const first = Promise.withResolvers<string>();
		const leave = new AbortController();
		onTestFinished(() => leave.abort());
		const command = { file: 'sh', args: ['-c', 'echo first; exec sleep 86400'] };
		const ended = transport.stream(command, { onLine: first.resolve }, leave.signal);
		return { first: Promise.race([first.promise, ended]), ended, leave: () => leave.abort() };
	}

	test('has one for another program of the user over a second connection, and keeps it for its life', async () => {
		const [first, second] = [bench.connectionTo('shared'), bench.connectionTo('shared')];
		const taken = await openShell(first);
		expect(await runIn(await openShell(second), 'echo second\n')).toBe('second\n');
		expect(signIns('shared')).toBe(2);
		expect(await runIn(await openShell(second), 'echo again\n')).toBe('again\n');
		expect(signIns('shared')).toBe(2);
		expect(second.hostKey()).toBe(first.hostKey());
		expect(await runIn(taken, 'echo first\n')).toBe('first\n');
	});

	test('has one beside a shell that the user opened over a connection of their own', async () => {
		hosts.addAlias('mine', 'user', [`ControlPath ${hosts.directory}/own-%C`]);
		const own = ['-F', hosts.configFile, '-o', 'BatchMode=yes', '-o', 'ControlMaster=yes', '-T', 'mine'];
		const shell = spawn('ssh', [...own, 'echo there; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
		onTestFinished(() => void shell.kill());
		await new Promise((resolve) => shell.stdout.once('data', resolve));
		expect(await runIn(await openShell(bench.connectionTo('mine')), 'echo beside\n')).toBe('beside\n');
		expect(signIns('user')).toBe(2);
	});

	test('is waited for where a second sign-in would take a person', async () => {
		const first = bench.connectionTo('person');
		const taken = await openShell(first);
		noteSignIn(first.socket() ?? '', { hostKey: first.hostKey(), wasPersonNeeded: true });
		const second = bench.connectionTo('person');
		const opening = openShell(second);
		await hosts.waitForLog('person', 'no more sessions', 8);
		taken.end();
		expect(await runIn(await opening, 'echo after\n')).toBe('after\n');
		expect(signIns('person')).toBe(1);
		// What another program was asked, this one does not do without asking either.
		await hosts.signal('person', 'KILL');
		await stateOf(second, 'signed-out');
	});

	test('that refuses a second sign-in is not asked for a third', async () => {
		const first = bench.connectionTo('barred');
		await openShell(first);
		await hosts.inside('mv "$directory/id.pub" "$directory/id.gone"');
		onTestFinished(async () => void (await hosts.inside('mv "$directory/id.gone" "$directory/id.pub"')));
		const connections = () => hosts.logOf('barred').split('Connection from').length - 1;
		for (let again = 0; again < 3; again += 1) {
			const opened = await first.open('stream');
			expect(opened.ok ? '' : opened.error.message).toMatch(
				/^barred allows one session at a time, and no more is free, and another connection (could not be made: the sign-in to barred failed|was refused)/,
			);
		}
		expect(connections()).toBe(2);
	});

	test('serves what is followed over connections of its own, beside figures and acts', async () => {
		const transport = transportTo('follow');
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		const [one, other] = [follow(transport), follow(transport)];
		expect(await one.first).toBe('first');
		expect(await other.first).toBe('first');
		expect(signIns('follow')).toBe(3);
		const acted = await transport.act('few-one', { file: 'echo', args: ['hi'] }, { timeoutMs: 20_000 });
		expect(acted).toMatchObject({ ok: true, value: { stdout: 'hi\n' } });
		const gone = hosts.logOf('follow').split(connectionEnd).length;
		one.leave();
		expect(await one.ended).toMatchObject({ ok: false, error: { code: 'cancelled' } });
		await hosts.waitForLog('follow', connectionEnd, gone);
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
	});

	test('is looked at and acted on by a program that began with following', async () => {
		const transport = transportTo('tail');
		expect(await follow(transport).first).toBe('first');
		const acted = transport.act('few-two', { file: 'echo', args: ['hi'] }, { timeoutMs: 20_000 });
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(await acted).toMatchObject({ ok: true, value: { stdout: 'hi\n' } });
	});

	test('follows nothing where that would take a person, and says so', async () => {
		const connection = bench.connectionTo('asked');
		await connection.connect();
		noteSignIn(connection.socket() ?? '', { hostKey: connection.hostKey(), wasPersonNeeded: true });
		const transport = transportTo('asked');
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(await follow(transport).ended).toMatchObject({
			ok: false,
			error: {
				code: 'unavailable',
				message:
					'asked allows one session at a time, and no more is free, and another connection would take you to sign in again',
			},
		});
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(signIns('asked')).toBe(1);
	});

	test('or none at all, says so, and is not signed in to again and again', async () => {
		const connection = bench.connectionTo('none');
		for (let again = 0; again < 2; again += 1) {
			const opened = await connection.open('live');
			expect(opened.ok ? '' : opened.error.message).toBe('none allows no further session over this connection');
		}
		expect(signIns('none')).toBe(2);
	});
});
