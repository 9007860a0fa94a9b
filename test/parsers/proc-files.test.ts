import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePageSize } from '../../source/parsers/auxv.ts';
import { parseDiskstats, selectDisks } from '../../source/parsers/diskstats.ts';
import { parseLoadavg } from '../../source/parsers/loadavg.ts';
import { parseMeminfo } from '../../source/parsers/meminfo.ts';
import { parsePidCgroup } from '../../source/parsers/pid-cgroup.ts';
import { parsePidCmdline, parsePidEnviron } from '../../source/parsers/pid-cmdline.ts';
import { parsePidIo } from '../../source/parsers/pid-io.ts';
import { parsePidLimits, selectOpenFilesLimit } from '../../source/parsers/pid-limits.ts';
import { parseSharedPages } from '../../source/parsers/pid-statm.ts';
import { parsePidStatus } from '../../source/parsers/pid-status.ts';
import { parsePressure } from '../../source/parsers/pressure.ts';
import { parseProcStat } from '../../source/parsers/proc-stat.ts';
import { parseRunTime } from '../../source/parsers/schedstat.ts';
import { parseUptime } from '../../source/parsers/uptime.ts';
import { mutations } from '../support/mutate.ts';

const directory = new URL('../fixtures/procfs-6.18-debian12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');

describe('/proc/stat', () => {
	test('CPU times, boot time and counts are read', () => {
		const stat = parseProcStat(read('stat'));
		expect(stat.cores.map(({ index }) => index)).toEqual([0, 1]);
		expect(stat.total?.idle).toBe(stat.cores.reduce((sum, { times }) => sum + times.idle, 0));
		expect(stat.bootTimeSeconds).toBeGreaterThan(1_700_000_000);
		expect(stat.malformed).toBe(0);
	});

	test('a kernel without steal has null for it', () => {
		expect(parseProcStat(read('variants/stat-2.6.9')).total).toMatchObject({ user: 46828, softirq: 1022, steal: null });
	});

	test('CPUs keep their numbers when one is offline', () => {
		const { cores } = parseProcStat(read('variants/stat-offline-cpu'));
		expect(cores.map(({ index }) => index)).toEqual([0, 3]);
	});

	test('a damaged line loses only itself and is counted', () => {
		const stat = parseProcStat(read('stat').replace(/^cpu0 \d+/m, 'cpu0 x'));
		expect(stat.cores.map(({ index }) => index)).toEqual([1]);
		expect(stat.malformed).toBe(1);
	});

	test('an empty file tells nothing', () => {
		expect(parseProcStat('')).toEqual({
			total: null,
			cores: [],
			bootTimeSeconds: null,
			forks: null,
			runningTasks: null,
			malformed: 0,
		});
	});
});

describe('/proc/meminfo', () => {
	test('kibibytes become bytes', () => {
		const memory = parseMeminfo(read('meminfo'));
		expect(memory.totalBytes).toBe(24_684_096 * 1024);
		expect(Object.values(memory)).not.toContain(null);
	});

	test('a kernel without MemAvailable has null for it, not a guess', () => {
		expect(parseMeminfo(read('variants/meminfo-2.6.32'))).toMatchObject({
			availableBytes: null,
			freeBytes: 117_886_976,
		});
	});
});

describe('small files', () => {
	test('load average', () => {
		expect(parseLoadavg('0.07 1.04 20.07 1/101 8665\n')).toEqual({
			load: [0.07, 1.04, 20.07],
			runningTasks: 1,
			totalTasks: 101,
			lastPid: 8665,
		});
		expect(parseLoadavg(read('loadavg'))?.load).toHaveLength(3);
		expect(parseLoadavg('')).toBeNull();
	});

	test('uptime', () => {
		expect(parseUptime('1472.24 2752.59\n')).toBe(1472.24);
		expect(parseUptime('x')).toBeNull();
	});

	test('pressure, with and without the full line', () => {
		expect(parsePressure(read('pressure/io'))?.full).not.toBeNull();
		expect(parsePressure(read('variants/pressure-cpu-5.4'))).toEqual({
			some: { avg10: 1.5, avg60: 0.25, avg300: 0.06 },
			full: null,
		});
		expect(parsePressure('')).toBeNull();
	});

	test('run time of a process', () => {
		const parse = (text: string) => parseRunTime(Buffer.from(text), text.length);
		expect([parse('183012768 19849267 441\n'), parse('0 0 0\n'), parse(''), parse('x'), parse('12')]).toEqual([
			183_012_768, 0, -1, -1, -1,
		]);
	});

	test('shared pages of a process', () => {
		const parse = (text: string) => parseSharedPages(Buffer.from(text), text.length);
		expect([parse('3546 2217 1021 691 0 521 0\n'), parse('1 2 3'), parse(''), parse('1  3 4 5')]).toEqual([
			1021,
			null,
			null,
			null,
		]);
		expect(parse(read('pid/statm'))).toBeGreaterThan(0);
	});

	test('page size from the auxiliary vector', () => {
		const bytes = Buffer.alloc(32);
		bytes.writeBigUInt64LE(6n, 0);
		bytes.writeBigUInt64LE(65_536n, 8);
		expect(parsePageSize(bytes, 8, true)).toBe(65_536);
		expect(parsePageSize(bytes.subarray(16), 8, true)).toBeNull();
		expect(parsePageSize(Buffer.alloc(3), 8, true)).toBeNull();
	});
});

describe('/proc/diskstats', () => {
	test('old partitions with seven columns are read', () => {
		const { disks, malformed } = parseDiskstats(read('variants/diskstats-2.6.18'));
		expect(malformed).toBe(0);
		expect(disks.find(({ name }) => name === 'sda1')).toMatchObject({ readBytes: 747_000 * 512, busyMs: null });
	});

	test('whole disks are told from partitions, stacked and memory devices', () => {
		const { disks } = parseDiskstats(read('variants/diskstats-names'));
		expect(selectDisks(disks).map(({ name }) => name)).toEqual(['nvme0n1', 'xvda1', 'mmcblk0']);
		expect(selectDisks(parseDiskstats(read('diskstats')).disks).map(({ name }) => name)).toEqual(['vda']);
	});

	test('a damaged line loses only itself and is counted', () => {
		const { disks, malformed } = parseDiskstats(`${read('diskstats')}\n 8 0 sda 1 2\nrubbish\n`);
		expect(malformed).toBe(2);
		expect(disks).toHaveLength(10);
	});
});

describe('files of one process', () => {
	test('status', () => {
		const status = parsePidStatus(read('pid/status'));
		expect(status).toMatchObject({ uids: [0, 0, 0, 0], threads: 1, swapBytes: 0, cpusAllowed: '0-1', tracerPid: 0 });
	});

	test('status of an old kernel has null for what is not there', () => {
		expect(parsePidStatus(read('variants/status-2.6.32'))).toMatchObject({ swapBytes: null, cpusAllowed: null });
	});

	test('command line keeps empty arguments and drops padding', () => {
		expect(parsePidCmdline(read('pid/cmdline')).slice(2)).toEqual(['--password', 'hunter2', '', 'two words']);
		expect(parsePidCmdline('redis-server *:6379\0\0\0\0\0')).toEqual(['redis-server *:6379']);
		expect(parsePidCmdline('printf\0\0')).toEqual(['printf', '']);
		expect(parsePidCmdline('')).toEqual([]);
	});

	test('environment', () => {
		expect(parsePidEnviron(read('pid/environ'))).toEqual(expect.arrayContaining(['API_TOKEN=abc', 'TERM=xterm']));
	});

	test('io', () => {
		expect(parsePidIo('rchar: 1\nread_bytes: 4096\nwrite_bytes: 0\ncancelled_write_bytes: 0\n')).toEqual({
			readBytes: 4096,
			writeBytes: 0,
		});
		expect(parsePidIo('rchar: 1\n')).toBeNull();
	});

	test('limits', () => {
		const { limits, malformed } = parsePidLimits(read('pid/limits'));
		expect(limits).toContainEqual({ name: 'Max open files', soft: expect.any(String), hard: '20000', units: 'files' });
		expect(limits).toContainEqual({ name: 'Max nice priority', soft: '0', hard: '0', units: '' });
		expect([limits.length, malformed]).toEqual([16, 0]);
		expect(selectOpenFilesLimit({ limits, malformed })).toBeGreaterThan(1000);
		expect(selectOpenFilesLimit(parsePidLimits('Max open files  unlimited  unlimited  files'))).toBe(
			Number.POSITIVE_INFINITY,
		);
	});

	test.each([
		['variants/cgroup-v1-docker', '/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'],
		['variants/cgroup-hybrid', '/system.slice/cron.service'],
		['variants/cgroup-v2-user', '/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.service'],
		['variants/cgroup-v1-openrc', '/lxc/web'],
		['pid/cgroup', '/guest/payload'],
		['pid/kthread-cgroup', '/'],
	])('cgroup of %s is %s', (name, path) => {
		expect(parsePidCgroup(read(name))).toBe(path);
	});
});

test('no damage makes a parser throw or give a broken number', () => {
	const parsers: ReadonlyArray<readonly [RegExp, (text: string) => unknown]> = [
		[/stat(-|$)/, parseProcStat],
		[/meminfo/, parseMeminfo],
		[/loadavg/, parseLoadavg],
		[/uptime/, parseUptime],
		[/pressure/, parsePressure],
		[/diskstats/, (text) => selectDisks(parseDiskstats(text).disks)],
		[/status/, parsePidStatus],
		[/cmdline/, parsePidCmdline],
		[/environ/, parsePidEnviron],
		[/cgroup/, parsePidCgroup],
		[/\/io$/, parsePidIo],
		[/limits/, parsePidLimits],
	];
	const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
		statSync(new URL(name, directory)).isFile(),
	);
	let count = 0;
	for (const name of names) {
		for (const [pattern, parse] of parsers.filter(([each]) => each.test(name))) {
			for (const text of mutations(read(name), 400, count)) {
				if (!isSound(parse(text))) throw new Error(`${pattern} gave a broken number for ${JSON.stringify(text)}`);
				count += 1;
			}
		}
	}

	expect(count).toBeGreaterThan(8000);
});

/** No number that JSON cannot hold, anywhere in it. */
function isSound(value: unknown): boolean {
	if (typeof value === 'number') return Number.isFinite(value);
	return typeof value !== 'object' || value === null || Object.values(value).every(isSound);
}
