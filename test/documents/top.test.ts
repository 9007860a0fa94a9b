import { describe, expect, test } from 'vitest';
import { buildTop } from '../../source/documents/top.ts';
import { topDataSchema } from '../../source/documents/top-schema.ts';
import type { ProcessSample } from '../../source/domain/process.ts';
import type { TopReading } from '../../source/domain/top-reading.ts';
import { cpuTimesWith, readingAt, sampleWith } from '../support/top-readings.ts';

/** Documents of readings that follow each other. */
function build(...readings: readonly TopReading[]) {
	const [first, ...rest] = readings;
	if (first === undefined) throw new Error('no reading');
	return rest.reduce((before, reading) => buildTop(reading, before), buildTop(first, null));
}

function rowsAfter(before: readonly ProcessSample[], after: readonly ProcessSample[], elapsedMs = 2000) {
	return build(readingAt(0, before), readingAt(elapsedMs, after)).data.processes;
}

describe('processes', () => {
	test('CPU is in percent of one core and may pass 100', () => {
		const rows = rowsAfter(
			[sampleWith({ key: 1, userTicks: 100, systemTicks: 50 }), sampleWith({ key: 2 })],
			[sampleWith({ key: 1, userTicks: 350, systemTicks: 100 }), sampleWith({ key: 2, userTicks: 1 })],
		);
		expect(rows.map(({ cpuPercent }) => cpuPercent)).toEqual([150, 0.5]);
	});

	test('rates are null with one sample', () => {
		const [row] = build(readingAt(0, [sampleWith({ key: 1, readBytes: 5, writeBytes: 5 })])).data.processes;
		expect(row).toMatchObject({ cpuPercent: null, readBytesPerSecond: null, writeBytesPerSecond: null });
	});

	test('a process that started between two samples shows all it used', () => {
		const young = sampleWith({ key: 2, startTicks: 100_100, userTicks: 100 });
		const old = sampleWith({ key: 3, startTicks: 90_000, userTicks: 100 });
		expect(rowsAfter([], [young, old]).map(({ cpuPercent }) => cpuPercent)).toEqual([50, null]);
	});

	test('ticks that go back by a correction are no negative rate', () => {
		expect(rowsAfter([sampleWith({ key: 1, userTicks: 9 })], [sampleWith({ key: 1, userTicks: 8 })])).toMatchObject([
			{ cpuPercent: 0 },
		]);
	});

	test('a refresh that comes at once keeps the rates of the one before, and the next measures from it', () => {
		const at = (ms: number, userTicks: number) => readingAt(ms, [sampleWith({ key: 1, userTicks })]);
		const soon = build(at(0, 0), at(2000, 100), at(2050, 101));
		expect(soon.data.processes[0]?.cpuPercent).toBe(50);
		expect(soon.data.cpu.idlePercent).toBe(100);
		expect(buildTop(at(4050, 141), soon).data.processes[0]?.cpuPercent).toBe(20);
	});

	test('a short window that was asked for is measured', () => {
		expect(rowsAfter([sampleWith({ key: 1 })], [sampleWith({ key: 1, userTicks: 5 })], 100)[0]?.cpuPercent).toBe(50);
	});

	test('disk traffic is a rate of a second, null across a gap', () => {
		const [row] = rowsAfter(
			[sampleWith({ key: 1, readBytes: 1000, writeBytes: null })],
			[sampleWith({ key: 1, readBytes: 5000, writeBytes: 7 })],
		);
		expect(row).toMatchObject({ readBytesPerSecond: 2000, writeBytesPerSecond: null });
	});

	test('a process that got the number of another shares nothing with it', () => {
		const [row] = rowsAfter(
			[sampleWith({ key: 1, pid: 7, name: 'old', userTicks: 900 })],
			[sampleWith({ key: 2, pid: 7, name: 'new', userTicks: 901, startTicks: 500 })],
		);
		expect(row).toMatchObject({ name: 'new', cpuPercent: null });
	});

	test('each finds the sample before it, whatever ended between and whatever order they come in', () => {
		const samples = (ticks: number) =>
			Array.from({ length: 100 }, (_, key) => sampleWith({ key, pid: key, userTicks: ticks * (key + 1) }));
		const orders: ReadonlyArray<(all: ProcessSample[]) => ProcessSample[]> = [
			(all) => all,
			(all) => all.reverse(),
			(all) => all.filter(({ key }) => key > 60),
			(all) => all.filter(({ key }) => key % 30 === 0),
			(all) => [...all.slice(50), ...all.slice(0, 50)],
		];
		for (const order of orders) {
			const rows = rowsAfter(samples(1), order(samples(2)));
			expect(rows.map(({ cpuPercent }) => cpuPercent)).toEqual(rows.map(({ pid }) => (pid + 1) / 2));
		}
	});

	test('what is still unchanged at the third sample is the same row, and the same list', () => {
		const samples = [sampleWith({ key: 1 }), sampleWith({ key: 2 })];
		const second = build(readingAt(0, samples), readingAt(2000, samples));
		const third = buildTop(readingAt(4000, samples), second);
		expect(third.data.processes).toBe(second.data.processes);
	});

	test('one that ran gets a new row, and loses its rate in the next', () => {
		const idle = sampleWith({ key: 1 });
		const ran = sampleWith({ key: 2, userTicks: 5 });
		const second = build(readingAt(0, [idle, sampleWith({ key: 2 })]), readingAt(2000, [idle, ran]));
		const third = buildTop(readingAt(4000, [idle, ran]), second);
		expect(third.data.processes[0]).toBe(second.data.processes[0]);
		expect(third.data.processes.map(({ cpuPercent }) => cpuPercent)).toEqual([0, 0]);
	});

	test('a name of a user that arrives later makes a new row', () => {
		const samples = [sampleWith({ key: 1, uid: 5 })];
		const second = build(readingAt(0, samples), readingAt(2000, samples));
		expect(second.data.processes[0]?.user).toBeNull();
		const third = buildTop(readingAt(4000, samples, { users: new Map([[5, 'app']]) }), second);
		expect(third.data.processes[0]?.user).toBe('app');
	});

	test('unit and container come from the cgroup, start from the boot time', () => {
		const [row] = build(readingAt(0, [sampleWith({ key: 1, startTicks: 6000 })])).data.processes;
		expect(row).toMatchObject({ unit: 'app.service', container: null, startTime: '2026-01-01T00:01:00.000Z' });
	});

	test('start times stay while the boot time wavers by a second, and move when the clock is set', () => {
		const samples = [sampleWith({ key: 1, startTicks: 0 })];
		const shifted = (seconds: number, atMs: number) => {
			const reading = readingAt(atMs, samples);
			const stat = reading.stat && { ...reading.stat, bootTimeSeconds: (reading.stat.bootTimeSeconds ?? 0) + seconds };
			return { ...reading, stat };
		};
		const second = build(readingAt(0, samples), shifted(1, 2000));
		expect(second.data.processes[0]?.startTime).toBe('2026-01-01T00:00:00.000Z');
		expect(buildTop(shifted(3600, 4000), second).data.processes[0]?.startTime).toBe('2026-01-01T01:00:00.000Z');
	});

	test('secrets in arguments are hidden, kernel threads stand in brackets, unread arguments are null', () => {
		const samples = [
			sampleWith({ key: 1, args: ['mysql', '-psecret', 'shop'] }),
			sampleWith({ key: 2, name: 'kthreadd', args: [], isKernelThread: true }),
			sampleWith({ key: 3, args: null }),
		];
		const commands = build(readingAt(0, samples)).data.processes.map(({ command }) => command);
		expect(commands).toEqual(['mysql -p*** shop', '[kthreadd]', null]);
	});
});

describe('header', () => {
	test('tasks are counted as top counts them', () => {
		const states = ['R', 'S', 'D', 'I', 'T', 't', 'Z'];
		const samples = states.map((state, index) => sampleWith({ key: index + 1, state }));
		const { tasks } = build(readingAt(0, samples)).data;
		expect(tasks).toEqual({ total: 7, running: 1, sleeping: 3, stopped: 2, zombie: 1 });
	});

	test('CPU shares are of all that passed, and what the kernel does not know stays unknown', () => {
		const at = (ms: number, times: Parameters<typeof cpuTimesWith>[0]) => {
			const reading = readingAt(ms, []);
			return { ...reading, stat: reading.stat && { ...reading.stat, total: cpuTimesWith(times) } };
		};
		const { cpu } = build(
			at(0, { user: 10, idle: 100, iowait: 50, steal: null }),
			at(2000, { user: 60, system: 25, idle: 125, iowait: 40, steal: null }),
		).data;
		expect(cpu).toMatchObject({
			userPercent: 50,
			systemPercent: 25,
			idlePercent: 25,
			iowaitPercent: 0,
			stealPercent: null,
		});
	});

	test('with one sample all shares are null', () => {
		expect(new Set(Object.values(build(readingAt(0, [])).data.cpu))).toEqual(new Set([null]));
	});

	test('used memory is total less available, and unknown without that', () => {
		expect(build(readingAt(0, [])).data.memory).toMatchObject({ usedBytes: 400_000_000, buffersCacheBytes: 6 });
		const reading = readingAt(0, []);
		const { memory } = build({
			...reading,
			memory: reading.memory && { ...reading.memory, availableBytes: null },
		}).data;
		expect(memory).toMatchObject({ usedBytes: null, availableBytes: null });
	});

	test('disks and networks have rates; a counter that began anew has none', () => {
		const disk = (readBytes: number) => [{ name: 'sda', readBytes, writeBytes: 0, busyMs: readBytes }];
		const data = build(
			readingAt(0, [], { disks: disk(0), network: { receiveBytes: 900, transmitBytes: 0 } }),
			readingAt(2000, [], { disks: disk(1000), network: { receiveBytes: 10, transmitBytes: 4000 } }),
		).data;
		expect(data.disks).toEqual([{ name: 'sda', readBytesPerSecond: 500, writeBytesPerSecond: 0, busyPercent: 50 }]);
		expect(data.networkRates).toEqual({ receiveBytesPerSecond: null, transmitBytesPerSecond: 2000 });
	});

	test('records that were left out and processes that are hidden are problems', () => {
		const scan = { monotonicMs: 0, processes: [], malformed: 2, hidden: 3 };
		const { problems } = build(readingAt(0, [], { scan }));
		expect(problems.map(({ field, code }) => [field, code])).toEqual([
			['processes', 'incomplete'],
			['processes', 'permission'],
		]);
	});
});

test('the document is what its schema says', () => {
	const samples = [
		sampleWith({ key: 1, userTicks: 1, readBytes: 1, writeBytes: 1, uid: null, cgroup: null, args: null }),
	];
	for (const document of [build(readingAt(0, samples)), build(readingAt(0, samples), readingAt(500, samples))]) {
		expect(topDataSchema.safeParse(document.data).error).toBeUndefined();
	}
});
