import { readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { endianness } from 'node:os';
import { ticksPerSecond } from '../../../domain/top-reading.ts';
import { parsePageSize } from '../../../parsers/auxv.ts';
import { createPidStat, parsePidStat } from '../../../parsers/pid-stat.ts';
import { parseRunTime } from '../../../parsers/schedstat.ts';

const procMagic = 0x9fa0;
const defaultPageBytes = 4096;

/** What may be assumed of a directory that is read as /proc. */
export type ProcMount = {
	/** The kernel's own file system, where a descriptor fails once its process is gone; false for a directory of fixtures. */
	readonly isReal: boolean;
	/** PIDs in it are those of this program's namespace, and its load average is the kernel's: its last PID tells of forks. */
	readonly tellsLastPid: boolean;
	/** schedstat counts on this kernel. */
	readonly hasRunTimes: boolean;
	readonly pageBytes: number;
	/**
	 * The clock tick of this inspection, at the latest: a process whose start (in the same ticks) lies before it was there by then, and
	 * whatever gets its number afterwards has a later start. Null where it is not known.
	 */
	readonly inspectedTicks: number | null;
	/** Text of /proc/self/limits of this program. */
	readonly ownLimits: string | null;
};

export function inspectProcMount(procfs: string): ProcMount {
	const isReal = isProc(procfs);
	return {
		isReal,
		// lxcfs puts a file of its own over loadavg.
		tellsLastPid:
			isReal && isProc(`${procfs}/loadavg`) && attempt(() => readlinkSync(`${procfs}/self`)) === String(process.pid),
		hasRunTimes: isReal && readOwnRunTime() > 0,
		pageBytes: readPageBytes(),
		inspectedTicks: readTicks(),
		ownLimits: attempt(() => readFileSync('/proc/self/limits', 'utf8')),
	};
}

function isProc(path: string): boolean {
	return attempt(() => statfsSync(path).type) === procMagic;
}

/** This program has run for a while: a kernel that counts has counted it. -1 where the file is missing. */
function readOwnRunTime(): number {
	const bytes = attempt(() => readFileSync('/proc/self/schedstat'));
	return bytes === null ? -1 : parseRunTime(bytes, bytes.length);
}

/** From this program's own start, since /proc/uptime may be another's (lxcfs); Node's clock starts a moment after it. */
function readTicks(): number | null {
	const bytes = attempt(() => readFileSync('/proc/self/stat'));
	const stat = createPidStat();
	if (bytes === null || !parsePidStat(bytes, bytes.length, stat)) return null;
	return stat.startTicks + Math.floor((performance.now() / 1000) * ticksPerSecond);
}

function readPageBytes(): number {
	const bytes = attempt(() => readFileSync('/proc/self/auxv'));
	const wordBytes = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;
	return (bytes === null ? null : parsePageSize(bytes, wordBytes, endianness() === 'LE')) ?? defaultPageBytes;
}

function attempt<Value>(read: () => Value): Value | null {
	try {
		return read();
	} catch {
		return null;
	}
}
