import type { ProcessSample } from '../../source/domain/process.ts';
import type { CpuTimes, TopReading } from '../../source/domain/top-reading.ts';

export function sampleWith(changes: Partial<ProcessSample> & { readonly key: number }): ProcessSample {
	return {
		pid: changes.key + 100,
		ppid: 1,
		name: 'app',
		state: 'S',
		priority: 20,
		nice: 0,
		threads: 1,
		userTicks: 0,
		systemTicks: 0,
		startTicks: 500,
		virtualBytes: 2_000_000,
		residentBytes: 1_000_000,
		sharedBytes: null,
		processor: 0,
		sessionId: 1,
		tty: 0,
		isKernelThread: false,
		uid: 0,
		args: ['app', '--serve'],
		cgroup: '/system.slice/app.service',
		readBytes: null,
		writeBytes: null,
		...changes,
	};
}

export function cpuTimesWith(changes: Partial<CpuTimes>): CpuTimes {
	return { user: 0, nice: 0, system: 0, idle: 0, iowait: 0, irq: 0, softirq: 0, steal: 0, ...changes };
}

/** A reading at that many milliseconds; a gigabyte of memory, booted at the first second of 2026. */
export function readingAt(
	monotonicMs: number,
	processes: readonly ProcessSample[],
	changes: Partial<TopReading> = {},
): TopReading {
	return {
		monotonicMs,
		stat: {
			total: cpuTimesWith({ idle: monotonicMs / 10 }),
			cores: [{ index: 0, times: cpuTimesWith({ idle: monotonicMs / 10 }) }],
			bootTimeSeconds: Date.UTC(2026, 0, 1) / 1000,
			forks: 1,
			runningTasks: 1,
			malformed: 0,
		},
		memory: {
			totalBytes: 1_000_000_000,
			freeBytes: 100_000_000,
			availableBytes: 600_000_000,
			buffersBytes: 1,
			cachedBytes: 2,
			reclaimableBytes: 3,
			swapTotalBytes: 10,
			swapFreeBytes: 4,
		},
		load: { load: [1, 2, 3], runningTasks: 1, totalTasks: 2, lastPid: 3 },
		pressure: { cpu: null, memory: null, io: null },
		disks: [],
		network: null,
		uptimeSeconds: 1000 + monotonicMs / 1000,
		scan: { monotonicMs, processes, malformed: 0, hidden: 0 },
		cgroupRoot: '',
		users: new Map([[0, 'root']]),
		problems: [],
		...changes,
	};
}
