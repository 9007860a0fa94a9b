import type { CpuShares, ProcessRow, TopData } from '../../source/domain/top.ts';

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** A row of the process table as a quiet web server has it; give what matters to the test. */
export function sampleProcess(pid: number, overrides: Partial<ProcessRow> = {}): ProcessRow {
	return {
		key: pid + 10_000,
		pid,
		ppid: 1,
		user: 'root',
		uid: 0,
		name: `daemon-${pid}`,
		command: `/usr/sbin/daemon-${pid} --foreground`,
		state: 'S',
		priority: 20,
		nice: 0,
		threads: 1,
		virtualBytes: 220 * MiB,
		residentBytes: 12 * MiB,
		sharedBytes: 8 * MiB,
		cpuPercent: 0,
		memoryPercent: 0.2,
		cpuSeconds: pid / 100,
		readBytesPerSecond: 0,
		writeBytesPerSecond: 0,
		startTicks: pid * 100,
		startTime: '2026-11-09T08:00:00.000Z',
		cgroup: `/system.slice/daemon-${pid}.service`,
		unit: `daemon-${pid}.service`,
		container: null,
		...overrides,
	};
}

const shares: CpuShares = {
	userPercent: 14.2,
	systemPercent: 4.1,
	nicePercent: 0,
	idlePercent: 80.5,
	iowaitPercent: 1.2,
	irqPercent: 0,
	softirqPercent: 0,
	stealPercent: 0,
};

/** The processes that a test looks for, before the many that fill the table. */
const knownProcesses: readonly ProcessRow[] = [
	sampleProcess(1, { name: 'systemd', command: '/sbin/init', ppid: 0, unit: 'init.scope', cpuSeconds: 64.2 }),
	sampleProcess(2, {
		name: 'kthreadd',
		command: '[kthreadd]',
		ppid: 0,
		unit: null,
		cgroup: '/',
		virtualBytes: 0,
		residentBytes: 0,
	}),
	sampleProcess(2114, {
		user: 'mysql',
		uid: 110,
		name: 'mysqld',
		command: '/usr/sbin/mysqld --datadir=/var/lib/mysql',
		threads: 38,
		virtualBytes: 2.4 * GiB,
		residentBytes: 812 * MiB,
		cpuPercent: 12.4,
		memoryPercent: 10.6,
		cpuSeconds: 2467.12,
		unit: 'mysql.service',
	}),
	sampleProcess(1788, { name: 'nginx', command: 'nginx: master process /usr/sbin/nginx', unit: 'nginx.service' }),
	sampleProcess(1790, {
		ppid: 1788,
		user: 'www-data',
		uid: 33,
		name: 'nginx',
		command: 'nginx: worker process',
		state: 'R',
		virtualBytes: 214 * MiB,
		residentBytes: 38 * MiB,
		cpuPercent: 6,
		memoryPercent: 0.5,
		cpuSeconds: 192.4,
		unit: 'nginx.service',
	}),
	sampleProcess(3301, {
		user: 'backup',
		uid: 34,
		name: 'rsync',
		command: 'rsync -a /srv /mnt/nas',
		state: 'D',
		cpuPercent: 0.5,
		unit: 'backup.service',
	}),
	sampleProcess(4100, {
		ppid: 3301,
		user: null,
		uid: 34,
		name: 'ps',
		command: null,
		state: 'Z',
		residentBytes: 0,
		unit: null,
	}),
];

/** What the Top tab shows of a web server with `count` processes. */
export function sampleTop(count = 220, overrides: Partial<TopData> = {}): TopData {
	const fillers = Array.from({ length: Math.max(0, count - knownProcesses.length) }, (_, index) =>
		sampleProcess(5000 + index),
	);
	return {
		tasks: { total: count, running: 1, sleeping: count - 2, stopped: 0, zombie: 1 },
		cpu: shares,
		cpus: [shares, { ...shares, idlePercent: 2, userPercent: 93.9 }, shares, { ...shares, idlePercent: 100 }],
		load: [0.42, 0.31, 0.28],
		memory: {
			totalBytes: 7.5 * GiB,
			freeBytes: 2.1 * GiB,
			usedBytes: 3.6 * GiB,
			buffersCacheBytes: 1.8 * GiB,
			availableBytes: 3.9 * GiB,
		},
		swap: { totalBytes: 7.6 * GiB, freeBytes: 7.6 * GiB, usedBytes: 0 },
		pressure: {
			cpu: { some: { avg10: 0.4, avg60: 0.2, avg300: 0.1 }, full: null },
			memory: { some: { avg10: 0, avg60: 0, avg300: 0 }, full: { avg10: 0, avg60: 0, avg300: 0 } },
			io: { some: { avg10: 3.1, avg60: 1.4, avg300: 0.8 }, full: { avg10: 2.9, avg60: 1.2, avg300: 0.6 } },
		},
		disks: [
			{ name: 'sda', readBytesPerSecond: 1_258_291, writeBytesPerSecond: 317_440, busyPercent: 4.2 },
			{ name: 'sdb', readBytesPerSecond: null, writeBytesPerSecond: null, busyPercent: null },
		],
		networkRates: { receiveBytesPerSecond: 48_230, transmitBytesPerSecond: 912_110 },
		uptimeSeconds: 1_051_200,
		processes: [...knownProcesses, ...fillers].slice(0, count),
		...overrides,
	};
}
