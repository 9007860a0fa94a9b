/**
 * Links that are away for thirty seconds and come back: a pair of virtual network cards of which one is taken down, and an sshd that is
 * paused. Keepalives and pauses are those that the program ships with.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { usualBackoff } from '../../../../source/services/transports/ssh/backoff.ts';
import { aliveSeconds } from '../../../../source/services/transports/ssh/client.ts';
import { createSshTransport } from '../../../../source/services/transports/ssh/ssh-transport.ts';
import type { Transport } from '../../../../source/services/transports/transport.ts';
import { describeWhen } from '../../../support/requires.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../../../support/ssh-hosts.ts';
import { openSshBench, type SshBench, stateOf } from '../../../support/ssh-setup.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });
const packages = [...sshRequirements.packages, 'iproute2', 'busybox'];
const address = '10.77.0.2';
const cutMs = 30_000;
/** Three keepalives, and then some. */
const noticedMs = 60_000;
/** An attempt that was under way, and the pause behind it. */
const backMs = 60_000;

describeWhen({ root: true, packages }, 'a link that goes away and comes back', () => {
	let hosts: SshHosts;
	let bench: SshBench;

	beforeAll(async () => {
		hosts = await startSshHosts([{ name: 'cable', sshd: [`ListenAddress ${address}:22022`] }, { name: 'paused' }]);
		bench = openSshBench(hosts, { aliveSeconds });
	});
	afterAll(async () => {
		await bench?.[Symbol.asyncDispose]();
		await hosts?.stop();
	});

	async function inside(line: string): Promise<void> {
		expect(await hosts.inside(line), line).toBe(0);
	}

	/** Two network namespaces, a cable between them, and an sshd at its far end. Answers the process that keeps the near one. */
	async function layCable(): Promise<number> {
		const seconds = 1_000_000 + process.pid;
		await inside(`unshare -n sleep ${seconds} & near=$!; unshare -n sleep ${seconds + 1} & far=$!`);
		await inside('own=$(readlink /proc/self/ns/net); until [ "$(readlink /proc/$near/ns/net)" != "$own" ]; do :; done');
		await inside('until [ "$(readlink /proc/$far/ns/net)" != "$own" ]; do :; done');
		await inside('nsenter -n -t $near ip link add near0 type veth peer name far0 netns $far');
		await inside('nsenter -n -t $near ip addr add 10.77.0.1/24 dev near0; nsenter -n -t $near ip link set near0 up');
		await inside(`nsenter -n -t $far ip addr add ${address}/24 dev far0; nsenter -n -t $far ip link set far0 up`);
		await inside('nsenter -n -t $far "$(command -v sshd)" -D -e -f "$directory/hosts/cable/sshd_config" 2>/dev/null &');
		const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && commandOf(name) === `sleep\0${seconds}\0`);
		return Number(pid);
	}

	async function look(transport: Transport): Promise<ReadonlyMap<number, number>> {
		const scan = await transport.scanProcesses({ facts: ['uid'] });
		if (!scan.ok) throw new Error(scan.error.message);
		return new Map(scan.value.processes.map(({ pid, key }) => [pid, key]));
	}

	async function expectToSurvive(name: string, cut: () => Promise<void>, mend: () => Promise<void>): Promise<void> {
		const connection = bench.connectionTo(name, { keepsTrying: true, backoff: usualBackoff });
		const transport = createSshTransport(connection);
		try {
			const before = await look(transport);
			await cut();
			const over = pause(cutMs);
			const asked = transport.readFiles(['/proc/uptime']);
			await stateOf(connection, 'reconnecting', noticedMs);
			expect(await asked).toMatchObject([{ ok: false, error: { code: expect.stringMatching(/unreachable|timeout/) } }]);
			// While nothing is there, nobody waits for it.
			const [now] = await transport.readFiles(['/proc/uptime']);
			expect(now).toMatchObject({ ok: false, error: { code: 'unreachable' } });
			await over;
			expect(connection.state().state).toBe('reconnecting');
			await mend();
			await stateOf(connection, 'live', backMs);
			const after = await look(transport);
			expect(after.get(1)).toBe(before.get(1));
		} finally {
			await transport.close();
		}
	}

	test.concurrent('a network card that is down, and up again', async () => {
		const near = await layCable();
		hosts.addAlias('far', 'cable', [`ProxyCommand nsenter -n -t ${near} busybox nc ${address} 22022`]);
		await expectToSurvive(
			'far',
			() => inside('nsenter -n -t $near ip link set near0 down'),
			() => inside('nsenter -n -t $near ip link set near0 up'),
		);
	});

	test.concurrent('an sshd that is paused, and goes on', async () => {
		await expectToSurvive(
			'paused',
			() => hosts.signal('paused', 'STOP'),
			() => hosts.signal('paused', 'CONT'),
		);
	});
});

function commandOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}
