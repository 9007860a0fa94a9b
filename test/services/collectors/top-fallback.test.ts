import { expect, test } from 'vitest';
import { buildTop } from '../../../source/documents/top.ts';
import type { TopReading } from '../../../source/domain/top-reading.ts';
import { createTopFallback, type Listed, sampleOf } from '../../../source/services/collectors/top-fallback.ts';
import { readingAt } from '../../support/top-readings.ts';

test('so many processes that a command line cannot name them all are a failure in words', async () => {
	const read = createTopFallback(async () => 3400);
	expect(await read()).toMatchObject({
		ok: false,
		error: { code: 'unavailable', message: expect.stringContaining('3400 processes are too many') },
	});
});

/** As systeminformation 5.27 lists a process on Debian 12. */
const listed: Listed = {
	pid: 812,
	parentPid: 1,
	name: 'cron',
	cpu: 0,
	cpuu: 0,
	cpus: 0,
	mem: 0.1,
	priority: 19,
	memVsz: 6696,
	memRss: 2760,
	nice: 0,
	started: '2026-11-21 08:13:30',
	state: 'sleeping',
	tty: '',
	user: 'root',
	command: '/usr/sbin/cron',
	params: '-f',
	path: '/usr/sbin',
};

test('what only /proc tells of a process is unknown, not zero', () => {
	const reading = (monotonicMs: number): TopReading => ({
		...readingAt(monotonicMs, [sampleOf(listed, 1, Date.now(), 36_000)]),
		stat: null,
	});
	const { data } = buildTop(reading(3000), buildTop(reading(1000), null));
	expect(data.processes).toMatchObject([{ pid: 812, cpuPercent: null, cpuSeconds: null, threads: null, nice: 0 }]);
});
