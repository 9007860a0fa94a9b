import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fail, succeed } from '../../../source/domain/result.ts';
import { createTopCollector, sampleTop, selectScan } from '../../../source/services/collectors/top-collector.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';
import { readingAt, sampleWith } from '../../support/top-readings.ts';

const directory = new URL('../../fixtures/procfs-6.18-debian12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');
const files = {
	'/proc/stat': read('stat'),
	'/proc/meminfo': read('meminfo'),
	'/proc/loadavg': read('loadavg'),
	'/proc/uptime': read('uptime'),
	'/proc/diskstats': read('diskstats'),
	'/proc/net/dev': read('net/dev'),
	'/proc/pressure/cpu': read('pressure/cpu'),
	'/proc/pressure/memory': read('pressure/memory'),
	'/proc/pressure/io': read('pressure/io'),
	'/proc/1/cgroup': '0::/init.scope\n',
};
const scan = () => ({ monotonicMs: performance.now(), processes: [sampleWith({ key: 1 })], malformed: 0, hidden: 0 });
const { signal } = new AbortController();
const request = { visibleKeys: [], sort: 'cpu', needsAllFacts: false };

async function collect(host: Parameters<typeof createFakeTransport>[0]) {
	const result = await createTopCollector().collect(createFakeTransport(host), request, signal);
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

describe('the collector of Top', () => {
	test('reads all of the header and the processes', async () => {
		const reading = await collect({ files, scan });
		expect(reading.problems).toEqual([]);
		expect(reading.disks?.map(({ name }) => name)).toEqual(['vda']);
		expect(reading.network?.receiveBytes).toBeGreaterThan(1_000_000);
		expect(reading.scan?.processes).toHaveLength(1);
	});

	test('a file that is missing costs its own value only', async () => {
		const { '/proc/pressure/io': _, '/proc/diskstats': __, ...rest } = files;
		const reading = await collect({ files: { ...rest, '/proc/meminfo': { code: 'permission', message: 'no' } }, scan });
		expect(reading).toMatchObject({ memory: null, disks: null, pressure: { io: null } });
		expect(reading.problems.map(({ field, code }) => [field, code])).toEqual([
			['memory', 'permission'],
			['disks', 'not-found'],
			['pressure.io', 'unavailable'],
		]);
	});

	test('lines that are not understood are told', async () => {
		const reading = await collect({ files: { ...files, '/proc/diskstats': 'rubbish\n' }, scan });
		expect(reading.problems).toMatchObject([{ field: 'disks', code: 'incomplete' }]);
	});

	test('without /proc what is given for that is asked, else the reason is told', async () => {
		const transport = createFakeTransport({});
		transport.scanProcesses = async () => fail('not-found', '/proc does not exist');
		const readWithoutProc = async () => succeed(readingAt(0, []));
		const other = await createTopCollector({ readWithoutProc }).collect(transport, request, signal);
		expect(other.ok).toBe(true);
		expect(await createTopCollector().collect(transport, request, signal)).toMatchObject({
			error: { code: 'not-found' },
		});
	});

	test('a /proc that is empty, since nothing is mounted there, is none', async () => {
		const transport = createFakeTransport({ scan: () => ({ ...scan(), processes: [] }) });
		const readWithoutProc = async () => succeed(readingAt(0, [sampleWith({ key: 7 })]));
		const reading = await createTopCollector({ readWithoutProc }).collect(transport, request, signal);
		expect(reading).toMatchObject({ ok: true, value: { scan: { processes: [{ key: 7 }] } } });
	});

	test('a name service that hangs holds up no refresh', async () => {
		const userNames = { read: () => new Promise<never>(() => {}), cached: () => 'known' };
		const result = await createTopCollector({ userNames }).collect(
			createFakeTransport({ files, scan }),
			request,
			signal,
		);
		expect(result.ok && result.value.users).toEqual(new Map([[0, 'known']]));
	});
});

describe('what is asked of a scan', () => {
	test('by default only what is on screen', () => {
		expect(selectScan({ ...request, visibleKeys: [4] })).toEqual({
			visibleKeys: [4],
			facts: [],
			freshStats: false,
			maxAgeMs: 0,
		});
	});

	test('a filter looks at users, arguments and units, not at traffic', () => {
		expect(selectScan({ ...request, needsAllFacts: true }).facts).toEqual(['uid', 'args', 'cgroup']);
	});

	test('a sort by traffic looks at traffic, a sort by memory at every stat', () => {
		expect(selectScan({ ...request, sort: 'read' }).facts).toEqual(['io']);
		expect(selectScan({ ...request, sort: 'res' }).freshStats).toBe(true);
	});
});

describe('a sample for one document', () => {
	test('without a window is one scan', async () => {
		const transport = createFakeTransport({ files, scan });
		const sample = await sampleTop(transport, { windowMs: 0 }, signal);
		expect(sample).toMatchObject({ ok: true, value: { before: null } });
		expect(transport.count('scanProcesses')).toBe(1);
	});

	test('with a window is two, at least that far apart', async () => {
		const transport = createFakeTransport({ files, scan });
		const sample = await sampleTop(transport, { windowMs: 30 }, signal);
		if (!sample.ok || sample.value.before === null) throw new Error('no sample');
		const { before, now } = sample.value;
		expect((now.scan?.monotonicMs ?? 0) - (before.scan?.monotonicMs ?? 0)).toBeGreaterThanOrEqual(29);
		expect(transport.count('scanProcesses')).toBe(2);
	});

	test('is given up when its caller withdraws', async () => {
		const controller = new AbortController();
		const sampling = sampleTop(createFakeTransport({ files, scan }), { windowMs: 60_000 }, controller.signal);
		controller.abort();
		expect(await sampling).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	});
});
