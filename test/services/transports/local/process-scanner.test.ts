import { describe, expect, test } from 'vitest';
import type { ProcessSample, ProcessScanRequest } from '../../../../source/domain/process.ts';
import { fail, succeed } from '../../../../source/domain/result.ts';
import type { ProcMount } from '../../../../source/services/transports/local/proc-mount.ts';
import { createProcessScanner } from '../../../../source/services/transports/local/process-scanner.ts';
import type { Transport } from '../../../../source/services/transports/transport.ts';
import { createFakeProcesses, type FakeProcess } from '../../../support/fake-processes.ts';

type Options = { mount?: Partial<ProcMount>; readSlowFiles?: Transport['readSlowFiles'] };

function start(initial: Record<number, FakeProcess>, options: Options = {}) {
	const host = createFakeProcesses({ 1: { name: 'init', ppid: 0 }, ...initial });
	const slow: string[] = [];
	const scanner = createProcessScanner({
		procfs: '/proc',
		files: host.files,
		mount: { ...host.mount, ...options.mount },
		readSlowFiles:
			options.readSlowFiles ??
			(async (paths) => {
				// Its own is read to have the helper started.
				slow.push(...paths.filter((path) => path !== `/proc/${process.pid}/cmdline`));
				return paths.map((path) => {
					const args = host.get(Number(path.split('/')[2]))?.args ?? ['x'];
					return succeed(args.map((arg) => `${arg}\0`).join(''));
				});
			}),
	});
	const scan = async (request: Partial<ProcessScanRequest> = {}) => {
		const result = await scanner.scan({ facts: [], ...request });
		if (!result.ok) throw new Error(result.error.message);
		const byPid = new Map(result.value.processes.map((sample) => [sample.pid, sample]));
		const find = (pid: number) => byPid.get(pid) as ProcessSample;
		return { ...result.value, find, pids: [...byPid.keys()] };
	};
	return { host, scanner, scan, slow };
}

function many(count: number): Record<number, FakeProcess> {
	return Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 2, {}]));
}

describe('what a scan costs', () => {
	test('of processes that did not run only the run time is read, and /proc is not listed', async () => {
		const { host, scan } = start(many(999));
		for (let times = 0; times < 3; times += 1) await scan();
		host.takeCalls();
		await scan();
		const { open, read, close, list } = host.takeCalls();
		expect({ open, close, list }).toEqual({ open: 0, close: 0, list: 0 });
		// One each, stat of one in sixteen, and the load average.
		expect(read).toBeLessThanOrEqual(1000 + Math.ceil(1000 / 16) + 1);
	});

	test('rows that come into view soon after a scan cost their own files only, and keep the time of that scan', async () => {
		const { host, scan, slow } = start(many(199));
		const before = await scan();
		const key = before.find(7).key;
		host.takeCalls();
		const soon = await scan({ visibleKeys: [key], maxAgeMs: 60_000 });
		expect(host.takeCalls().read).toBeLessThanOrEqual(5);
		expect(slow).toEqual(['/proc/7/cmdline']);
		expect(soon.find(7)).toMatchObject({ uid: 0, args: ['x'] });
		expect(soon.find(8)).toBe(before.find(8));
		expect(soon.monotonicMs).toBe(before.monotonicMs);
	});

	test('a process that ran costs one read more', async () => {
		const { host, scan } = start(many(199));
		for (let times = 0; times < 3; times += 1) await scan();
		host.takeCalls();
		await scan();
		const idle = host.takeCalls().read;
		host.change(3, { runTime: 2000, ticks: 5 });
		expect((await scan()).find(3).userTicks).toBe(5);
		expect(host.takeCalls().read - idle).toBeLessThanOrEqual(2);
	});

	test('a process with more threads has its stat read each time and its run time never', async () => {
		const { host, scan } = start({ 2: { threads: 2 } });
		for (let times = 0; times < 3; times += 1) await scan();
		host.change(2, { ticks: 90 });
		expect((await scan()).find(2).userTicks).toBe(90);
	});

	test('a first scan opens and reads each process once', async () => {
		const { host, scan } = start(many(99));
		await scan();
		expect(host.takeCalls()).toMatchObject({ open: 101, read: 101, list: 1, owner: 0 });
	});

	test('facts are not read again of a process that did not run', async () => {
		const { host, scan, slow } = start(many(9));
		const facts = ['uid', 'args', 'io', 'shared'] as const;
		for (let times = 0; times < 3; times += 1) await scan({ facts });
		host.takeCalls();
		slow.length = 0;
		await scan({ facts });
		expect(host.takeCalls()).toMatchObject({ open: 0, owner: 0 });
		expect(slow).toEqual([]);
	});

	test('a kernel whose run times stand still is read by stat', async () => {
		const { host, scan } = start(many(40));
		for (let round = 1; round <= 20; round += 1) {
			for (let pid = 2; pid <= 41; pid += 1) host.change(pid, { ticks: round * 10 });
			await scan();
		}
		host.change(7, { ticks: 9999 });
		expect((await scan()).find(7).userTicks).toBe(9999);
	});
});

describe('identity', () => {
	test('a process that did not change is the same object', async () => {
		const { scan } = start({ 2: {} });
		const first = (await scan()).find(2);
		expect((await scan({ freshStats: true })).find(2)).toBe(first);
		expect((await scan({ visibleKeys: [] })).find(2)).toBe(first);
	});

	test('a process that got the number of another has a key of its own, even with the same start', async () => {
		const { host, scan, scanner } = start({ 2: { name: 'old', startTicks: 5 } });
		const old = (await scan()).find(2);
		await scan();
		host.fork(2, { name: 'new', startTicks: 5 });
		const fresh = (await scan()).find(2);
		expect(fresh.name).toBe('new');
		expect(fresh.key).not.toBe(old.key);
		expect(scanner.isScanned(old.key, 2)).toBe(false);
		expect(scanner.isScanned(fresh.key, 2)).toBe(true);
		expect(scanner.isScanned(9999, 2)).toBeNull();
	});

	test('the first scan holds few of those that began before it, and the second all of them', async () => {
		const { host, scan } = start(many(999), { mount: { inspectedTicks: 5000 } });
		const first = await scan();
		expect(host.openCount()).toBeLessThan(256);
		const second = await scan();
		expect(host.openCount()).toBeGreaterThanOrEqual(2000);
		expect(second.find(900)).toBe(first.find(900));
		expect(host.takeCalls().close).toBe(1000 - 128);
	});

	test('the first scan holds whoever began while it ran', async () => {
		const { host, scan } = start({ ...many(999), 2000: { startTicks: 1000 } }, { mount: { inspectedTicks: 1000 } });
		const old = (await scan()).find(2000);
		host.fork(2000, { name: 'other', startTicks: 1000 });
		expect((await scan()).find(2000).key).not.toBe(old.key);
	});

	test('one that began before the first scan and was not held is told from the next with its number by its start', async () => {
		const { host, scan } = start(many(999), { mount: { inspectedTicks: 1000 } });
		const old = (await scan()).find(900);
		host.fork(900, { name: 'other', startTicks: 1000 });
		const other = (await scan()).find(900);
		expect(other.name).toBe('other');
		expect(other.key).not.toBe(old.key);
	});

	test('without kept descriptors start ticks tell two processes apart', async () => {
		const { host, scan } = start({ 2: { startTicks: 5 } }, { mount: { ownLimits: 'Max open files  64  64  files\n' } });
		const old = (await scan()).find(2);
		host.fork(2, { startTicks: 6 });
		expect((await scan()).find(2).key).not.toBe(old.key);
		expect(host.openCount()).toBeLessThanOrEqual(1);
	});

	test('facts that may be of another process are dropped with the one that ended', async () => {
		const { host, scan } = start({ 2: { uid: 7 } });
		await scan();
		host.files.ownerOf = () => {
			host.fork(2, { name: 'new', uid: 9, startTicks: 5 });
			return 9;
		};
		expect((await scan({ facts: ['uid'] })).pids).not.toContain(2);
	});

	test('children of a process that ended show their new parent without having run', async () => {
		const { host, scan } = start({ 2: {}, 3: { ppid: 2 } });
		for (let times = 0; times < 3; times += 1) await scan();
		host.end(2);
		host.change(3, { ppid: 1 });
		const { find, pids } = await scan();
		expect(pids).not.toContain(2);
		expect(find(3).ppid).toBe(1);
	});

	test('children of a zombie show their new parent', async () => {
		const { host, scan } = start({ 2: {}, 3: { ppid: 2 } });
		for (let times = 0; times < 3; times += 1) await scan();
		host.change(2, { state: 'Z', runTime: 5000 });
		host.change(3, { ppid: 1 });
		expect((await scan()).find(3).ppid).toBe(1);
	});

	test('a new process is found at the next scan', async () => {
		const { host, scan } = start({ 2: {} });
		for (let times = 0; times < 4; times += 1) await scan();
		host.fork(77, {});
		expect((await scan()).pids).toContain(77);
	});

	test('a process whose number was given out before it could be seen is found', async () => {
		const { host, scan } = start({ 2: {} });
		for (let times = 0; times < 4; times += 1) await scan();
		host.fork(77, {});
		const forked = host.get(77);
		host.end(77);
		await scan();
		host.fork(77, forked);
		expect((await scan()).pids).toContain(77);
	});
});

describe('descriptors', () => {
	test('all are closed as processes end and at the end', async () => {
		const { host, scan, scanner } = start(many(50));
		for (let times = 0; times < 3; times += 1) await scan();
		expect(host.openCount()).toBe(51 * 2 + 1);
		for (let pid = 2; pid <= 51; pid += 1) host.end(pid);
		await scan();
		expect(host.openCount()).toBe(3);
		scanner.close();
		expect(host.openCount()).toBe(0);
		expect((await scanner.scan({ facts: [] })).ok).toBe(false);
	});

	test('with a limit of 1,024 no more than 716 are kept, and all figures are right', async () => {
		const limits = 'Max open files  1024  4096  files\n';
		const { host, scan } = start(many(2000), { mount: { ownLimits: limits } });
		for (let round = 1; round <= 3; round += 1) {
			for (let pid = 2; pid <= 2001; pid += 1) host.change(pid, { ticks: round * pid, runTime: round * pid });
			const { processes } = await scan();
			expect(processes.every(({ pid, userTicks }) => pid === 1 || userTicks === round * pid)).toBe(true);
		}
		expect(host.openCount()).toBeLessThanOrEqual(717);
	});

	test('when the kernel has none left, some are given up and the scan goes on', async () => {
		const { host, scan } = start(many(500), { mount: { ownLimits: 'Max open files  9000  9000  files\n' } });
		host.limit(300);
		const { processes } = await scan();
		expect(processes).toHaveLength(501);
		expect((await scan()).processes).toHaveLength(501);
		expect(host.openCount()).toBeLessThanOrEqual(300);
	});

	test('a listing without processes is an empty scan, and no /proc is a failure', async () => {
		const { host, scanner } = start({});
		host.files.list = () => {
			throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
		};
		expect(await scanner.scan({ facts: [] })).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});
});

describe('what cannot be read', () => {
	test('a record that does not parse loses only itself and is counted', async () => {
		const { scan } = start({ 2: { name: 'fine' }, 3: { state: '' } });
		const { malformed, pids } = await scan();
		expect(malformed).toBe(1);
		expect(pids).toEqual([1, 2]);
	});

	test('processes that may not be looked into are counted as hidden', async () => {
		const { scan } = start({ 2: { refused: { stat: 'EPERM' } } });
		expect((await scan()).hidden).toBe(1);
	});

	test('without the first process nobody can tell how many are hidden', async () => {
		const { host, scan } = start({ 2: {} });
		host.end(1);
		expect((await scan()).hidden).toBeNull();
	});

	test('io that is refused is null and not asked for again', async () => {
		const { host, scan } = start({ 2: { refused: { io: 'EACCES' } } });
		expect((await scan({ facts: ['io'] })).find(2).readBytes).toBeNull();
		host.change(2, { runTime: 7777 });
		host.takeCalls();
		await scan({ facts: ['io'] });
		host.change(2, { runTime: 8888 });
		await scan({ facts: ['io'] });
		expect(host.takeCalls().open).toBeLessThanOrEqual(3);
	});
});

describe('facts', () => {
	test('all of them are read for rows on screen, and none for others', async () => {
		const { scan } = start({ 2: { uid: 33, args: ['a', 'b'], cgroup: '/x', readBytes: 5 }, 3: {} });
		const key = (await scan()).find(2).key;
		const { find } = await scan({ visibleKeys: [key] });
		expect(find(2)).toMatchObject({ uid: 33, args: ['a', 'b'], cgroup: '/x', readBytes: 5, sharedBytes: 7 * 4096 });
		expect(find(3)).toMatchObject({ uid: null, args: null, cgroup: null, readBytes: null });
	});

	test('traffic that nobody followed is unknown, so that no rate spans the gap', async () => {
		const { host, scan } = start({ 2: { readBytes: 5 } });
		const { key } = (await scan()).find(2);
		expect((await scan({ visibleKeys: [key] })).find(2).readBytes).toBe(5);
		host.change(2, { readBytes: 9, runTime: 5000 });
		expect((await scan()).find(2).readBytes).toBeNull();
		expect((await scan({ visibleKeys: [key] })).find(2).readBytes).toBe(9);
	});

	test('a look at a table that is fresh enough reads nothing and leaves the traffic of rows on screen as it is', async () => {
		const { host, scan } = start({ 2: { readBytes: 5 } });
		const { key } = (await scan()).find(2);
		await scan({ visibleKeys: [key] });
		host.takeCalls();
		expect((await scan({ maxAgeMs: 60_000 })).find(2).readBytes).toBe(5);
		expect(host.takeCalls().read).toBe(0);
	});

	test('kernel threads and zombies have no arguments and are not asked', async () => {
		const { scan, slow } = start({ 2: { flags: 0x208040 }, 3: { state: 'Z' } });
		const { find } = await scan({ facts: ['args'] });
		expect([find(2).args, find(3).args]).toEqual([[], []]);
		expect(slow).toEqual(['/proc/1/cmdline']);
	});

	test('another program in the same process has its arguments read at once', async () => {
		const { host, scan } = start({ 2: { args: ['sh'] } });
		await scan({ facts: ['args'] });
		host.change(2, { startCode: 99, args: ['sleep', '9'], runTime: 5000 });
		expect((await scan()).find(2).args).toBeNull();
		expect((await scan({ facts: ['args'] })).find(2).args).toEqual(['sleep', '9']);
	});

	test('a title that a program gives itself is seen within some scans', async () => {
		const { host, scan } = start({ 2: { args: ['postgres'] } });
		await scan({ facts: ['args'] });
		for (let times = 1; times <= 5; times += 1) {
			host.change(2, { args: ['postgres: idle'], runTime: 5000 + times });
			await scan({ facts: ['args'] });
		}
		expect((await scan({ facts: ['args'] })).find(2).args).toEqual(['postgres: idle']);
	});

	test('another user is seen when the process ran', async () => {
		const { host, scan } = start({ 2: { uid: 0 } });
		await scan({ facts: ['uid'] });
		host.change(2, { uid: 33, runTime: 5000 });
		expect((await scan({ facts: ['uid'] })).find(2).uid).toBe(33);
	});

	test('nice set by another is seen on rows on screen', async () => {
		const { host, scan } = start({ 2: {} });
		const { key } = (await scan()).find(2);
		await scan();
		host.change(2, { nice: 10 });
		expect((await scan({ visibleKeys: [key] })).find(2).nice).toBe(10);
	});

	test('arguments that do not come in time hold up nothing and are shown when they come', async () => {
		let answer: () => void = () => {};
		const waiting = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const { scan } = start(
			{ 2: {} },
			{
				async readSlowFiles(paths) {
					await waiting;
					return paths.map(() => succeed('late\0'));
				},
			},
		);
		expect((await scan({ facts: ['args', 'uid'], factsTimeoutMs: 1 })).find(2)).toMatchObject({ args: null, uid: 0 });
		answer();
		await waiting;
		expect((await scan({ facts: ['args'] })).find(2).args).toEqual(['late']);
	});

	test('a process whose command line never answers keeps its row', async () => {
		const { scan } = start({ 2: {} }, { readSlowFiles: async (paths) => paths.map(() => fail('timeout', 'stuck')) });
		expect((await scan({ facts: ['args'] })).find(2).args).toBeNull();
	});
});

test('scans that are asked for together come one after the other', async () => {
	const { scan } = start(many(10));
	const [first, second] = await Promise.all([scan(), scan()]);
	expect(second.find(5)).toBe(first.find(5));
});
