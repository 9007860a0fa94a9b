import { describe, expect, test } from 'vitest';
import type { ProcessSample, ProcessScanRequest } from '../../../../source/domain/process.ts';
import { fail, succeed } from '../../../../source/domain/result.ts';
import type { ProcMount } from '../../../../source/services/transports/local/proc-mount.ts';
import { createProcessScanner } from '../../../../source/services/transports/local/process-scanner.ts';
import type { FileText } from '../../../../source/services/transports/transport.ts';
import { createFakeProcesses, type FakeProcess } from '../../../support/fake-processes.ts';

type Host = ReturnType<typeof createFakeProcesses>;
type Options = { mount?: Partial<ProcMount>; onArgs?: (host: Host, paths: readonly string[]) => void };

const facts = ['uid', 'args', 'cgroup', 'shared'] as const;

function start(initial: Record<number, FakeProcess>, { mount = {}, onArgs }: Options = {}) {
	const host = createFakeProcesses({ 1: { name: 'init', ppid: 0 }, ...initial });
	const readSlowFiles = async (paths: readonly string[]): Promise<readonly FileText[]> => {
		const texts = paths.map((path): FileText => {
			const one = host.get(Number(path.split('/')[2]));
			if (one === undefined) return fail('not-found', `${path} does not exist`);
			return succeed((one.args ?? ['x']).map((arg) => `${arg}\0`).join(''));
		});
		onArgs?.(host, paths);
		return texts;
	};
	const scanner = createProcessScanner({
		procfs: '/proc',
		files: host.files,
		mount: { ...host.mount, inspectedTicks: 1000, ...mount },
		readSlowFiles,
	});
	const scan = async (request: Partial<ProcessScanRequest> = {}) => {
		const result = await scanner.scan({ facts, isOnly: true, ...request });
		if (!result.ok) throw new Error(result.error.message);
		const byPid = new Map(result.value.processes.map((sample) => [sample.pid, sample]));
		return { ...result.value, find: (pid: number) => byPid.get(pid) as ProcessSample, pids: [...byPid.keys()] };
	};
	return { host, scan };
}

describe('a scan that no other follows', () => {
	test('reads each file of a process once and keeps none open', async () => {
		const { host, scan } = start(Object.fromEntries(Array.from({ length: 99 }, (_, index) => [index + 2, {}])));
		await scan();
		// cgroup, statm and stat of 100.
		expect(host.takeCalls()).toMatchObject({ open: 300, read: 300, close: 300, list: 1, owner: 100 });
		expect(host.openCount()).toBe(0);
	});

	test('says of every process what a scan that others follow says', async () => {
		const initial = {
			2: { name: 'kthreadd', flags: 0x200000 },
			3: { name: 'ended', state: 'Z' },
			7: { uid: 7, args: ['a', 'b'], startTicks: 12 },
			8: { startTicks: 5000 },
		};
		const only = await start(initial).scan();
		const followed = await start(initial).scan({ isOnly: false });
		const byPid = (processes: readonly ProcessSample[]) => processes.toSorted((a, b) => a.pid - b.pid);
		const plain = (processes: readonly ProcessSample[]) => byPid(processes).map((sample) => ({ ...sample, key: 0 }));
		expect(plain(only.processes)).toEqual(plain(followed.processes));
		expect(only).toMatchObject({ malformed: 0, hidden: 0 });
	});

	test('facts of a process that ended are never shown as those of one that got its number', async () => {
		const { scan } = start(
			{ 2: { name: 'old', uid: 7, args: ['old'], startTicks: 5 } },
			{ onArgs: (host) => host.get(2)?.name === 'old' && host.fork(2, { name: 'new', uid: 9, startTicks: 1000 }) },
		);
		expect((await scan()).find(2)).toMatchObject({ name: 'new', uid: 9, args: ['x'] });
	});

	test('a process that began meanwhile is held while its facts are read', async () => {
		let times = 0;
		const { host, scan } = start(
			{ 2: { name: 'young', startTicks: 1000 } },
			{
				onArgs(at) {
					times += 1;
					if (times === 2) at.fork(2, { name: 'other', uid: 9, startTicks: 1000 });
				},
			},
		);
		expect((await scan()).pids).toEqual([1]);
		expect(host.openCount()).toBe(0);
	});

	test('a process that ends meanwhile is left out, and one that may not be read is counted', async () => {
		const { scan } = start({ 2: {}, 3: { refused: { stat: 'EACCES' } } }, { onArgs: (host) => host.end(2) });
		expect(await scan()).toMatchObject({ pids: [1], hidden: 1, malformed: 0 });
	});

	test('command lines that do not come in time are unknown', async () => {
		const host = createFakeProcesses({ 1: { name: 'init' } });
		const scanner = createProcessScanner({
			procfs: '/proc',
			files: host.files,
			mount: { ...host.mount, inspectedTicks: 1000 },
			readSlowFiles: () => new Promise(() => {}),
		});
		const scan = await scanner.scan({ facts, isOnly: true, factsTimeoutMs: 1 });
		expect(scan).toMatchObject({ ok: true, value: { processes: [{ pid: 1, uid: 0, args: null }] } });
	});

	test('where it is not known when it looked, descriptors tell as in other scans', async () => {
		const { host, scan } = start({ 2: {} }, { mount: { inspectedTicks: null } });
		expect((await scan()).pids).toEqual([1, 2]);
		expect(host.openCount()).toBeGreaterThanOrEqual(2);
	});

	test('on this machine it finds this process under its own name, start and arguments', async () => {
		const { createLocalTransport } = await import('../../../../source/services/transports/local-transport.ts');
		const transport = createLocalTransport({ stateDirectory: '/nowhere' });
		const scan = await transport.scanProcesses({ facts, isOnly: true, factsTimeoutMs: 20_000 });
		await transport.close();
		const own = scan.ok ? scan.value.processes.find(({ pid }) => pid === process.pid) : undefined;
		expect(own).toMatchObject({ ppid: process.ppid, uid: process.geteuid?.() });
		expect(own?.args?.length).toBeGreaterThan(0);
		expect(own?.sharedBytes).toBeGreaterThan(0);
	});
});
