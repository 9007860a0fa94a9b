import { runAsRoot } from '../domain/hints.ts';
import type { Problem } from '../domain/problem.ts';
import type { ProcessSample, ProcessScan } from '../domain/process.ts';
import type { SecretPatterns } from '../domain/secrets.ts';
import type { ProcessRow, TopData } from '../domain/top.ts';
import { type MemoryInfo, type TopReading, ticksPerSecond } from '../domain/top-reading.ts';
import { type RowContext, type RowsByKey, rowsOf, selectRows } from './process-rows.ts';
import { selectCoreShares, selectCpuShares, selectDiskRates, selectNetworkRates } from './top-rates.ts';

/** A document with what the next one is measured against. */
export type TopDocument = {
	readonly data: TopData;
	readonly problems: readonly Problem[];
	readonly reading: TopReading;
	readonly rows: RowsByKey;
	/** Kept while the clock stays within a second of it: the kernel works it out anew each time and wavers. */
	readonly bootTimeSeconds: number | null;
};

/**
 * A tick of CPU time is 10 ms: in less than this it would show as jumps. A refresh that comes so soon (rows scrolled into view)
 * keeps the rates that it finds.
 */
const shortestMs = 250;

export type TopOptions = { readonly secrets?: SecretPatterns };

/**
 * The Top view of a reading, measured against the document before it; null for that gives rates of null. Rows of processes
 * that did not change are the same objects as before, and so is `processes` when none did.
 */
export function buildTop(reading: TopReading, before: TopDocument | null, options: TopOptions = {}): TopDocument {
	const bootTimeSeconds = steadyBootTime(reading, before);
	const rows = selectAllRows(reading, before, bootTimeSeconds, options.secrets ?? []);
	const elapsedMs = before === null ? null : reading.monotonicMs - before.reading.monotonicMs;
	const { memory } = reading;
	const kept = before !== null && keepsRates(before, elapsedMs) ? before.data : null;
	const data: TopData = {
		tasks: countTasks(reading.scan?.processes ?? []),
		cpu: kept?.cpu ?? selectCpuShares(before?.reading.stat?.total, reading.stat?.total ?? null),
		cpus: kept?.cpus ?? selectCoreShares(before?.reading.stat?.cores ?? [], reading.stat?.cores ?? []),
		load: reading.load?.load ?? null,
		memory: selectMemory(memory),
		swap: {
			totalBytes: memory?.swapTotalBytes ?? null,
			freeBytes: memory?.swapFreeBytes ?? null,
			usedBytes: difference(memory?.swapTotalBytes, memory?.swapFreeBytes),
		},
		pressure: reading.pressure,
		disks: kept?.disks ?? selectDiskRates(before?.reading.disks ?? null, reading.disks ?? [], elapsedMs),
		networkRates: kept?.networkRates ?? selectNetworkRates(before?.reading.network ?? null, reading.network, elapsedMs),
		uptimeSeconds: reading.uptimeSeconds,
		processes: keepSame(
			before?.data.processes,
			rows.states.map(({ row }) => row),
		),
	};
	return { data, problems: [...reading.problems, ...scanProblems(reading.scan)], reading, rows, bootTimeSeconds };
}

/** Only rates that there are can be kept: a window that somebody asked for is measured, however short. */
function keepsRates({ data }: TopDocument, elapsedMs: number | null): boolean {
	return elapsedMs !== null && elapsedMs < shortestMs && data.cpu.idlePercent !== null;
}

function selectAllRows(
	reading: TopReading,
	before: TopDocument | null,
	bootTimeSeconds: number | null,
	secrets: SecretPatterns,
): RowsByKey {
	const { scan } = reading;
	const earlier = before?.reading ?? null;
	const elapsedMs = scan === null || earlier?.scan == null ? null : scan.monotonicMs - earlier.scan.monotonicMs;
	const context: RowContext = {
		elapsedMs,
		keepsRates: before !== null && keepsRates(before, elapsedMs),
		earlierTicks: earlier?.uptimeSeconds == null ? null : Math.floor(earlier.uptimeSeconds * ticksPerSecond),
		memoryBytes: reading.memory?.totalBytes ?? null,
		bootTimeSeconds,
		cgroupRoot: reading.cgroupRoot,
		users: reading.users,
		secrets,
	};
	const isContextSame =
		earlier !== null &&
		earlier.memory?.totalBytes === reading.memory?.totalBytes &&
		earlier.cgroupRoot === reading.cgroupRoot &&
		before?.bootTimeSeconds === bootTimeSeconds;
	// After the clock was set, start times are worked out anew.
	const known =
		before !== null && before.bootTimeSeconds === bootTimeSeconds ? before.rows : withoutTimes(before?.rows);
	return selectRows(scan?.processes ?? [], known, context, isContextSame);
}

function withoutTimes(rows: RowsByKey | undefined): RowsByKey {
	return rowsOf((rows?.states ?? []).map(({ sample, row }) => ({ sample, row: { ...row, startTime: null } })));
}

function steadyBootTime({ stat }: TopReading, before: TopDocument | null): number | null {
	const now = stat?.bootTimeSeconds ?? null;
	const known = before?.bootTimeSeconds ?? null;
	return now !== null && known !== null && Math.abs(now - known) <= 1 ? known : now;
}

function keepSame(before: readonly ProcessRow[] | undefined, rows: readonly ProcessRow[]): readonly ProcessRow[] {
	const isSame = before?.length === rows.length && rows.every((row, index) => row === before[index]);
	return isSame && before !== undefined ? before : rows;
}

/** As top counts them: what neither runs, is stopped nor a zombie sleeps, uninterruptibly or idle as well. */
function countTasks(samples: readonly ProcessSample[]): TopData['tasks'] {
	let running = 0;
	let stopped = 0;
	let zombie = 0;
	for (const { state } of samples) {
		if (state === 'R') running += 1;
		else if (state === 'T' || state === 't') stopped += 1;
		else if (state === 'Z') zombie += 1;
	}

	return { total: samples.length, running, sleeping: samples.length - running - stopped - zombie, stopped, zombie };
}

function selectMemory(memory: MemoryInfo | null): TopData['memory'] {
	const parts = [memory?.buffersBytes, memory?.cachedBytes];
	const isKnown = parts.every((part) => part != null);
	return {
		totalBytes: memory?.totalBytes ?? null,
		freeBytes: memory?.freeBytes ?? null,
		usedBytes: difference(memory?.totalBytes, memory?.availableBytes),
		buffersCacheBytes: isKnown ? sum([...parts, memory?.reclaimableBytes]) : null,
		availableBytes: memory?.availableBytes ?? null,
	};
}

function sum(values: ReadonlyArray<number | null | undefined>): number {
	return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function difference(whole: number | null | undefined, part: number | null | undefined): number | null {
	return whole == null || part == null ? null : Math.max(0, whole - part);
}

function scanProblems(scan: ProcessScan | null): readonly Problem[] {
	if (scan === null) return [];
	const problems: Problem[] = [];
	if (scan.malformed > 0) {
		problems.push({
			field: 'processes',
			code: 'incomplete',
			message: `Records of processes that could not be understood and are left out: ${scan.malformed}.`,
			hint: null,
		});
	}

	if (scan.hidden !== 0) {
		problems.push({
			field: 'processes',
			code: 'permission',
			message:
				scan.hidden === null
					? 'Processes of other users may be hidden: /proc shows this user its own only.'
					: `Processes of other users that may not be read by this user: ${scan.hidden}.`,
			hint: `${runAsRoot}, or in the group that the gid= option of /proc names (hidepid, see proc(5)).`,
		});
	}

	return problems;
}
