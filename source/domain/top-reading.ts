import type { Problem } from './problem.ts';
import type { ProcessScan } from './process.ts';
import type { Pressure } from './top.ts';

/** USER_HZ: the unit of every tick that the kernel hands to programs, 100 on all architectures that Node runs on. */
export const ticksPerSecond = 100;

/** CPU time in ticks since boot, as /proc/stat counts it; what a kernel does not have yet is 0 to it, hence null. */
export type CpuTimes = {
	/** Guests of virtual machines included, as in top. */
	readonly user: number;
	readonly nice: number;
	readonly system: number;
	readonly idle: number;
	readonly iowait: number | null;
	readonly irq: number | null;
	readonly softirq: number | null;
	readonly steal: number | null;
};

/** One online CPU; the index has gaps where CPUs are offline. */
export type CpuCore = { readonly index: number; readonly times: CpuTimes };

export type KernelStat = {
	readonly total: CpuTimes | null;
	readonly cores: readonly CpuCore[];
	/** Seconds since the epoch; moves when the clock is set. */
	readonly bootTimeSeconds: number | null;
	/** Forks since boot, threads included. */
	readonly forks: number | null;
	readonly runningTasks: number | null;
	readonly malformed: number;
};

/** Bytes, as /proc/meminfo has them; null for what this kernel does not tell. */
export type MemoryInfo = {
	readonly totalBytes: number | null;
	readonly freeBytes: number | null;
	/** Since Linux 3.14; an older kernel has none and it is not guessed. */
	readonly availableBytes: number | null;
	readonly buffersBytes: number | null;
	readonly cachedBytes: number | null;
	readonly reclaimableBytes: number | null;
	readonly swapTotalBytes: number | null;
	readonly swapFreeBytes: number | null;
};

export type LoadAverage = {
	readonly load: readonly [number, number, number];
	/** Threads that run or wait for a CPU, and all of them; null where the kernel hides them. */
	readonly runningTasks: number | null;
	readonly totalTasks: number | null;
	/** PID given out last in the PID namespace of the mount. */
	readonly lastPid: number | null;
};

/** Counters of one block device since it appeared. */
export type DiskCounters = {
	readonly name: string;
	readonly readBytes: number;
	readonly writeBytes: number;
	/** Milliseconds in which it had work; null for old kernels' partitions. */
	readonly busyMs: number | null;
};

/** Counters of all interfaces but loopback together. */
export type NetworkTotals = { readonly receiveBytes: number; readonly transmitBytes: number };

/** Everything that one refresh of the Top view reads. Each part is null where it could not be read; `problems` says why. */
export type TopReading = {
	/** Monotonic milliseconds at which the counters of the host (not of processes) were read. */
	readonly monotonicMs: number;
	readonly stat: KernelStat | null;
	readonly memory: MemoryInfo | null;
	readonly load: LoadAverage | null;
	readonly pressure: { readonly cpu: Pressure | null; readonly memory: Pressure | null; readonly io: Pressure | null };
	readonly disks: readonly DiskCounters[] | null;
	readonly network: NetworkTotals | null;
	readonly uptimeSeconds: number | null;
	readonly scan: ProcessScan | null;
	/** Cgroup under which this host's own units lie, see `rootOf`. */
	readonly cgroupRoot: string;
	/** Names by uid; a uid that has none or whose name did not arrive yet is absent. */
	readonly users: ReadonlyMap<number, string>;
	readonly problems: readonly Problem[];
};
