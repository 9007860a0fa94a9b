/**
 * One process as the kernel tells it in /proc/PID/stat, plus slower facts where they were asked for.
 * A sample that did not change between two scans is the same object: compare by reference before comparing by field.
 */
export type ProcessSample = {
	/** Unique for the life of a scanner and never reused, unlike the PID: this is the identity of a row. */
	readonly key: number;
	readonly pid: number;
	readonly ppid: number;
	/** The kernel's comm: up to 15 raw characters, not yet sanitised. */
	readonly name: string;
	/** One letter as in stat(5): R S D T t Z X I … */
	readonly state: string;
	readonly priority: number;
	readonly nice: number;
	/** Null where there is no /proc that tells. */
	readonly threads: number | null;
	/** Clock ticks (USER_HZ) spent in user and kernel mode by all threads; null where there is no /proc that tells. */
	readonly userTicks: number | null;
	readonly systemTicks: number | null;
	/** Start after boot in clock ticks, as the kernel gives it. */
	readonly startTicks: number;
	readonly virtualBytes: number;
	readonly residentBytes: number;
	readonly sharedBytes: number | null;
	readonly processor: number;
	readonly sessionId: number;
	readonly tty: number;
	/** Kernel threads have no command line and no memory. */
	readonly isKernelThread: boolean;
	/** Effective uid; null until read. */
	readonly uid: number | null;
	/** Arguments as the process holds them; null until read, `[]` for kernel threads and zombies. */
	readonly args: readonly string[] | null;
	/** Path in the unified (or systemd) hierarchy, e.g. `/system.slice/nginx.service`; null until read or unreadable. */
	readonly cgroup: string | null;
	/** Bytes that reached storage, from /proc/PID/io; null where it may not be read. */
	readonly readBytes: number | null;
	readonly writeBytes: number | null;
};

/** Ticks spent in both modes; null where they are unknown. */
export function cpuTicksOf({
	userTicks,
	systemTicks,
}: Pick<ProcessSample, 'userTicks' | 'systemTicks'>): number | null {
	return userTicks === null || systemTicks === null ? null : userTicks + systemTicks;
}

export type ProcessIdentity = Pick<ProcessSample, 'pid' | 'startTicks'> & {
	/** The row's key where a live scan knew the process; lets the transport hold the very descriptor it scanned. */
	readonly key?: number;
};

/** Slow facts of a process, each read from a file of its own. */
export type ProcessFact = 'uid' | 'args' | 'cgroup' | 'io' | 'shared';

/** Fields that move without the process running. */
export type FreshField = 'residentBytes' | 'virtualBytes' | 'nice' | 'priority' | 'state';

export type ProcessScanRequest = {
	/** Facts wanted for every process (a sort, a filter or a document needs them). */
	readonly facts: readonly ProcessFact[];
	/** Rows on screen: all facts are read for them and their stat is read anew. */
	readonly visibleKeys?: readonly number[];
	/**
	 * Reads every stat anew, not only of those that ran: for a sort by what moves without the process running (resident size
	 * under reclaim, nice and priority set by another).
	 */
	readonly freshStats?: boolean;
	/** Which of those fields matter: on another host the others need not travel. All where it is absent. */
	readonly freshFields?: readonly FreshField[];
	/** A table read so short a time ago is good enough: only facts that are still missing are read. 0 unless told. */
	readonly maxAgeMs?: number;
	/** Facts that are not renewed where they were read before: the scan before was a moment ago. */
	readonly keptFacts?: readonly ProcessFact[];
	/** Nothing is asked of these processes afterwards: the cheapest way to read them once. */
	readonly isOnly?: boolean;
	/** Waits for slow facts up to this long, 100 ms by default; what comes later is in the next scan. */
	readonly factsTimeoutMs?: number;
};

export type ProcessScan = {
	/** Monotonic milliseconds (performance.now()) at the middle of the scan: rates are measured on it. */
	readonly monotonicMs: number;
	readonly processes: readonly ProcessSample[];
	/** Records that did not parse. */
	readonly malformed: number;
	/** Processes seen but hidden from this user (hidepid), when that can be told; else null. */
	readonly hidden: number | null;
};
