/**
 * What goes wrong on the way to another host, with a real sshd and everything of this program behind it.
 * Decision 8 has the whole list of faults, and which test is for which.
 */

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createSshTransport } from '../../../../source/services/transports/ssh/ssh-transport.ts';
import type { Transport } from '../../../../source/services/transports/transport.ts';
import { describeWhen } from '../../../support/requires.ts';
import { makeSmallRoots } from '../../../support/small-roots.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openSshBench, type SshBench, stateOf } from '../../../support/ssh-setup.ts';
import { openRelay } from '../../../support/tcp-relay.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const longMs = 30_000;
const packages = [...sshRequirements.packages, 'tcsh', 'fish', 'busybox', 'gawk'];
const hostile = new URL('../../../support/hostile-shell.mjs', import.meta.url).pathname;
const endlessModes = ['lines', 'frames', 'rows'] as const;
const hostileModes = [...endlessModes, 'strange'] as const;
const inRoot = (name: string) => ({ name, sshd: [`ChrootDirectory /srv/${name}`] });

describeWhen({ root: true, packages }, 'faults on the way to a host', () => {
	let hosts: SshHosts;
	let bench: SshBench;
	/** Takes as long as anything is waited for, so it is asked at the beginning. */
	let strange: Promise<readonly unknown[]>;

	beforeAll(async () => {
		hosts = await startSshHosts([
			{ name: 'web' },
			{ name: 'one', sshd: ['MaxSessions 1'] },
			{ name: 'csh', loginShell: '/usr/bin/tcsh', files: { '.cshrc': 'echo good morning\n' } },
			{ name: 'fish', loginShell: '/usr/bin/fish' },
			...['box', 'gawk', 'noawk', 'stuck', 'hidden', 'full'].map(inRoot),
			...hostileModes.map((mode) => ({ name: mode, sshd: [`ForceCommand ${process.execPath} ${hostile} ${mode}`] })),
		]);
		await makeSmallRoots(hosts, [
			{ name: 'box' },
			{ name: 'gawk', changes: ['rm $r/bin/awk; cp /usr/bin/gawk $r/bin/awk'] },
			{ name: 'noawk', changes: ['rm $r/bin/awk'] },
			{
				name: 'stuck',
				changes: ['printf "#!/bin/sh\\nexec sleep 1000\\n" >$r/bin/systemctl; chmod 755 $r/bin/systemctl'],
			},
			{ name: 'hidden', procOptions: 'hidepid=2' },
			{ name: 'full', changes: ['dd if=/dev/zero of=$r/filler bs=4k 2>/dev/null || true'] },
		]);
		bench = openSshBench(hosts);
		strange = createSshTransport(bench.connectionTo('strange')).readFiles(['/proc/uptime']);
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
	});

	function open(name: string): Transport {
		const transport = createSshTransport(bench.connectionTo(name));
		onTestFinished(() => transport.close());
		return transport;
	}

	async function openFar(alias: string, delayMs = 0) {
		const relay = await openRelay(hosts.addressOf('web'), { delayMs });
		onTestFinished(() => relay.close());
		hosts.addAlias(alias, 'web', ['HostName 127.0.0.1', `Port ${relay.port}`]);
		const connection = bench.connectionTo(alias);
		const transport = createSshTransport(connection);
		onTestFinished(() => transport.close());
		return { relay, connection, transport };
	}

	async function pidsOf(transport: Transport): Promise<ReadonlySet<number>> {
		const scan = await transport.scanProcesses({ facts: ['uid'] });
		if (!scan.ok) throw new Error(scan.error.message);
		expect(scan.value.malformed).toBe(0);
		return new Set(scan.value.processes.map(({ pid }) => pid));
	}

	test.each(['csh', 'fish', 'box', 'gawk', 'full'])('%s shows its processes, reads, runs and acts', async (name) => {
		const transport = open(name);
		expect(await pidsOf(transport)).toContain(1);
		expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
		expect(await transport.run({ file: 'id', args: ['-u'] }, { timeoutMs: longMs })).toMatchObject({ ok: true });
		const acted = await transport.act(`fault-${name}`, { file: 'echo', args: ['hi'] }, { timeoutMs: longMs });
		expect(acted).toMatchObject({ ok: true, value: { exitCode: 0, stdout: 'hi\n' } });
	});

	test('a host without awk says so in a sentence', async () => {
		const [answer] = await open('noawk').readFiles(['/proc/uptime']);
		expect(answer).toMatchObject({ ok: false, error: { message: 'there is no awk on noawk' } });
	});

	test('a host whose disk is full says it of what wants to write', async () => {
		const touched = await open('full').act(
			'fault-disk',
			{ file: 'sh', args: ['-c', 'echo x >/tmp/x'] },
			{ timeoutMs: longMs },
		);
		expect(touched).toMatchObject({ ok: true, value: { stderr: expect.stringMatching(/No space left/) } });
	});

	test('a host that hides the processes of others is known to do so', async () => {
		const scan = await open('hidden').scanProcesses({ facts: ['uid'] });
		if (!scan.ok) throw new Error(scan.error.message);
		expect(scan.value.hidden).toBeNull();
		expect(new Set(scan.value.processes.map(({ uid }) => uid)).size).toBe(1);
	});

	test('a manager that hangs costs its own answer, and figures go on beside it', async () => {
		const transport = open('stuck');
		await transport.readFiles(['/proc/uptime']);
		let isOver = false;
		const hanging = transport.run({ file: 'systemctl', args: ['list-units'] }, { timeoutMs: 3000 }).finally(() => {
			isOver = true;
		});
		let answers = 0;
		while (!isOver && answers < 5) {
			expect(await transport.readFiles(['/proc/uptime'])).toMatchObject([{ ok: true }]);
			expect((await pidsOf(transport)).size).toBeGreaterThan(1);
			answers += 1;
		}
		expect(answers).toBe(5);
		expect(isOver).toBe(false);
		expect(await hanging).toMatchObject({ ok: false, error: { code: 'timeout' } });
	});

	test('a server with one session is looked at and acted on, one after the other', async () => {
		const transport = open('one');
		const acted = transport.act('fault-one', { file: 'sh', args: ['-c', 'sleep 1; echo done'] }, { timeoutMs: longMs });
		const [pids, files, end] = await Promise.all([
			pidsOf(transport),
			transport.readFiles(['/proc/uptime']),
			acted,
			transport.run({ file: 'true', args: [] }, { timeoutMs: longMs }),
		]);
		expect(pids.size).toBeGreaterThan(1);
		expect(files).toMatchObject([{ ok: true }]);
		expect(end).toMatchObject({ ok: true, value: { stdout: 'done\n' } });
		expect(hosts.logOf('one').split('Accepted publickey')).toHaveLength(2);
	});

	test.each([
		0, 1, 400, 1200,
	])('an answer that breaks off after %i bytes is none, and the next is whole', async (bytes) => {
		const { relay, connection, transport } = await openFar(`torn${bytes}`);
		const before = await transport.scanProcesses({ facts: ['uid'] });
		if (!before.ok) throw new Error(before.error.message);
		relay.cutAfter(bytes);
		const torn = await transport.scanProcesses({ facts: ['uid'], freshStats: true });
		expect(torn).toMatchObject({ ok: false, error: { code: 'unreachable' } });
		// The session ends before the connection is known to have ended.
		await stateOf(connection, 'reconnecting');
		relay.mend();
		await stateOf(connection, 'live');
		const after = await transport.scanProcesses({ facts: ['uid'], freshStats: true });
		if (!after.ok) throw new Error(after.error.message);
		expect(after.value.malformed).toBe(0);
		const first = (scan: typeof before.value) => scan.processes.find(({ pid }) => pid === 1)?.key;
		expect(first(after.value)).toBe(first(before.value));
	});

	test('a link that is slow and stalls for seconds only makes answers late', async () => {
		const { relay, connection, transport } = await openFar('slow', 100);
		await pidsOf(transport);
		const signIns = relay.connections;
		relay.stall();
		const scan = pidsOf(transport);
		// Longer than one keepalive, and shorter than three: those are two seconds here.
		await new Promise((resolve) => setTimeout(resolve, 2500));
		relay.flow();
		expect((await scan).has(1)).toBe(true);
		expect(connection.state()).toEqual({ state: 'live' });
		expect(relay.connections).toBe(signIns);
	});

	test('an answer whose awk or grep was killed is never taken for a whole one', async () => {
		const transport = open('web');
		const usual = await transport.scanProcesses({ facts: [] });
		if (!usual.ok) throw new Error(usual.error.message);
		// The sshd's: they stay, whatever comes and goes.
		const staying = usual.value.processes.filter(({ ppid }) => ppid === 1).map(({ pid }) => pid);
		expect(staying.length).toBeGreaterThan(3);
		await hosts.inside(`(while :; do pkill -KILL -u t-web -x 'awk|mawk|gawk|grep'; sleep 0.01; done) & killer=$!`);
		let killed = 0;
		for (let round = 0; round < 25 || (killed === 0 && round < 300); round += 1) {
			const scan = await transport.scanProcesses({ facts: ['uid'] });
			if (!scan.ok) killed += 1;
			else expect(scan.value.processes.map(({ pid }) => pid)).toEqual(expect.arrayContaining([1, ...staying]));
		}
		await hosts.inside('kill $killer; wait $killer || true');
		expect(killed).toBeGreaterThan(0);
		expect(await pidsOf(transport)).toContain(1);
	});

	test('processes that come and go by the hundred are no reason to miss one that stays', async () => {
		const transport = open('web');
		await hosts.inside(`(while :; do /bin/true; done) & forks=$!`);
		for (let round = 0; round < 10; round += 1) expect(await pidsOf(transport)).toContain(1);
		await hosts.inside('kill $forks; wait $forks || true');
	});

	test.each(endlessModes)('a host that sends %s without end is let go of, and costs no memory', async (mode) => {
		const transport = open(mode);
		const before = process.memoryUsage().rss;
		let most = 0;
		const watch = setInterval(() => {
			most = Math.max(most, process.memoryUsage().rss - before);
		}, 20);
		const [answer] = await transport.readFiles(['/proc/uptime']);
		const scan = await transport.scanProcesses({ facts: [] });
		clearInterval(watch);
		for (const each of [answer, scan]) expect(each).toMatchObject({ ok: false, error: { code: 'malformed' } });
		expect(most).toBeLessThan(80_000_000);
	});

	test('what a host answers to requests that were never made is no answer to any other', async () => {
		expect(await strange).toMatchObject([{ ok: false, error: { code: 'timeout' } }]);
	});
});
