import type { Problem } from './problem.ts';
import type { ProcessSample } from './process.ts';

/** Shares of all CPU time of the host between two samples, 0 to 100; all null with one sample only. */
export type CpuShares = {
	readonly userPercent: number | null;
	readonly systemPercent: number | null;
	readonly nicePercent: number | null;
	readonly idlePercent: number | null;
	readonly iowaitPercent: number | null;
	readonly irqPercent: number | null;
	readonly softirqPercent: number | null;
	readonly stealPercent: number | null;
};

/** Pressure stall information: share of the last 10, 60 and 300 s in which some (all) tasks waited. */
export type PressureLine = { readonly avg10: number; readonly avg60: number; readonly avg300: number };
export type Pressure = { readonly some: PressureLine; readonly full: PressureLine | null };

export type DiskRates = {
	readonly name: string;
	readonly readBytesPerSecond: number | null;
	readonly writeBytesPerSecond: number | null;
	/** Share of the time in which the device had work, 0 to 100. */
	readonly busyPercent: number | null;
};

/** A row of the process table: what is shown and printed. Unchanged rows are the same object between two refreshes. */
export type ProcessRow = {
	/** Identity of the row for selection; not printed in JSON. */
	readonly key: number;
	readonly pid: number;
	readonly ppid: number;
	readonly user: string | null;
	readonly uid: number | null;
	readonly name: string;
	/** The full command line, arguments joined by spaces and masked; `[name]` for kernel threads; null until read. */
	readonly command: string | null;
	readonly state: string;
	readonly priority: number;
	readonly nice: number;
	/** Null where there is no /proc that tells. */
	readonly threads: number | null;
	readonly virtualBytes: number;
	readonly residentBytes: number;
	readonly sharedBytes: number | null;
	/** Of one core: may pass 100. Null with one sample only. */
	readonly cpuPercent: number | null;
	readonly memoryPercent: number | null;
	/** Null where there is no /proc that tells. */
	readonly cpuSeconds: number | null;
	readonly readBytesPerSecond: number | null;
	readonly writeBytesPerSecond: number | null;
	readonly startTicks: number;
	/** ISO 8601; null where the boot time is unknown. */
	readonly startTime: string | null;
	readonly cgroup: string | null;
	/** systemd unit taken from the cgroup, e.g. `nginx.service`. */
	readonly unit: string | null;
	/** Short container id or name taken from the cgroup. */
	readonly container: string | null;
};

export type TopData = {
	readonly tasks: {
		readonly total: number;
		readonly running: number;
		readonly sleeping: number;
		readonly stopped: number;
		readonly zombie: number;
	};
	readonly cpu: CpuShares;
	readonly cpus: readonly CpuShares[];
	readonly load: readonly [number, number, number] | null;
	readonly memory: {
		readonly totalBytes: number | null;
		readonly freeBytes: number | null;
		/** Total less available, as htop and free (procps 4) count it. */
		readonly usedBytes: number | null;
		readonly buffersCacheBytes: number | null;
		readonly availableBytes: number | null;
	};
	readonly swap: {
		readonly totalBytes: number | null;
		readonly freeBytes: number | null;
		readonly usedBytes: number | null;
	};
	readonly pressure: { readonly cpu: Pressure | null; readonly memory: Pressure | null; readonly io: Pressure | null };
	readonly disks: readonly DiskRates[];
	/** All interfaces but loopback together; null with one sample only. */
	readonly networkRates: {
		readonly receiveBytesPerSecond: number | null;
		readonly transmitBytesPerSecond: number | null;
	};
	readonly uptimeSeconds: number | null;
	readonly processes: readonly ProcessRow[];
};

/** Everything about one process that is read only when somebody looks. Each part is null with its problem in `problems`. */
export type ProcessDetail = {
	readonly row: ProcessRow;
	readonly executable: string | null;
	readonly workingDirectory: string | null;
	readonly openFiles: ReadonlyArray<{ readonly fd: number; readonly target: string }> | null;
	/** `NAME=value`, secrets masked. */
	readonly environment: readonly string[] | null;
	readonly limits: ReadonlyArray<{
		readonly name: string;
		readonly soft: string;
		readonly hard: string;
		readonly units: string;
	}> | null;
	readonly threads: readonly ThreadRow[] | null;
	readonly swapBytes: number | null;
	readonly oomScore: number | null;
	readonly oomScoreAdjust: number | null;
	/** CPU list such as `0-3,8`. */
	readonly affinity: string | null;
	/** `best-effort 4`, `idle`, `realtime 0`; null where `ionice` is not there. */
	readonly ioClass: string | null;
	readonly waitChannel: string | null;
	/** Real, effective, saved and file-system uid. */
	readonly uids: readonly number[] | null;
	readonly ioTotals: { readonly readBytes: number; readonly writeBytes: number } | null;
	readonly problems: readonly Problem[];
};

export type ThreadRow = Pick<ProcessSample, 'name' | 'state' | 'nice' | 'priority'> & {
	readonly tid: number;
	readonly cpuPercent: number | null;
	readonly cpuSeconds: number;
};
