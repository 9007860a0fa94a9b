import { setTimeout as wait } from 'node:timers/promises';
import { runAsRoot } from '../../domain/hints.ts';
import type { Problem } from '../../domain/problem.ts';
import type { FreshField, ProcessFact, ProcessScan, ProcessScanRequest } from '../../domain/process.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { TopReading } from '../../domain/top-reading.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import { readHostCounters } from './top-sources.ts';
import type { AccountNames } from './user-names.ts';

export type TopRequest = {
	/** Rows on screen. */
	readonly visibleKeys: readonly number[];
	/** The column that the table is sorted by. */
	readonly sort: string;
	/** A filter, or that sort, looks at what is read for rows on screen only. */
	readonly needsAllFacts: boolean;
	/** The processes themselves may be that old: only what is still missing of them is read. */
	readonly maxAgeMs?: number;
};

export type TopCollectorOptions = {
	readonly userNames?: AccountNames;
	/** How to read this machine where it has no /proc; given for this machine only. */
	readonly readWithoutProc?: () => Promise<Result<TopReading>>;
};

/** Facts that every filter looks at. */
const filterFacts: readonly ProcessFact[] = ['uid', 'args', 'cgroup'];
const sortFacts: Readonly<Record<string, readonly ProcessFact[]>> = {
	shr: ['shared'],
	read: ['io'],
	write: ['io'],
};
/** Columns that move without the process running. */
const freshSorts: Readonly<Record<string, FreshField>> = {
	res: 'residentBytes',
	mem: 'residentBytes',
	virt: 'virtualBytes',
	ni: 'nice',
	pr: 'priority',
	s: 'state',
};

const cancelled = fail('cancelled', 'Reading the processes was cancelled.');
/** A directory service that is slow to answer holds up no refresh: names that come later are in the next one. */
const namesTimeoutMs = 100;

/** The header's counters and the process table of a host, read side by side. */
export function createTopCollector(options: TopCollectorOptions = {}): Collector<'top', TopReading, TopRequest> {
	return {
		name: 'top',
		cadence: 'live',
		collect: (transport, request, signal) => readTop(transport, selectScan(request), options, signal),
	};
}

/** What a screen needs, as a scan is asked for it. */
export function selectScan({ visibleKeys, sort, needsAllFacts, maxAgeMs = 0 }: TopRequest): ProcessScanRequest {
	const facts = new Set([...(needsAllFacts ? filterFacts : []), ...(sortFacts[sort] ?? [])]);
	const fresh = freshSorts[sort];
	return {
		visibleKeys,
		facts: [...facts],
		freshStats: fresh !== undefined,
		...(fresh === undefined ? {} : { freshFields: [fresh] }),
		maxAgeMs,
	};
}

export type TopSampleOptions = TopCollectorOptions & {
	/** Between two samples, for rates; 0 takes one sample. */
	readonly windowMs: number;
	/** How long command lines that do not answer are waited for. */
	readonly factsTimeoutMs?: number;
};

/** Two readings `windowMs` apart with every fact of every process, or one; `before` is null then, and so are rates. */
export type TopSample = { readonly before: TopReading | null; readonly now: TopReading };

export async function sampleTop(
	transport: Transport,
	options: TopSampleOptions,
	signal: AbortSignal,
): Promise<Result<TopSample>> {
	const { windowMs, factsTimeoutMs = 1500 } = options;
	const facts: readonly ProcessFact[] = ['uid', 'args', 'cgroup', 'shared'];
	if (windowMs <= 0) {
		const only = await readTop(transport, { facts, factsTimeoutMs, isOnly: true }, options, signal);
		return only.ok ? succeed({ before: null, now: only.value }) : only;
	}

	const request: ProcessScanRequest = { facts: [...facts, 'io'], factsTimeoutMs };
	const before = await readTop(transport, request, options, signal);
	if (!before.ok) return before;
	const sinceMs = performance.now() - (before.value.scan?.monotonicMs ?? before.value.monotonicMs);
	try {
		await wait(Math.max(0, Math.ceil(windowMs - sinceMs)), undefined, { signal });
	} catch {
		return cancelled;
	}

	const now = await readTop(transport, { ...request, keptFacts: facts, freshStats: true }, options, signal);
	return now.ok ? succeed({ before: before.value, now: now.value }) : now;
}

async function readTop(
	transport: Transport,
	request: ProcessScanRequest,
	options: TopCollectorOptions,
	signal: AbortSignal,
): Promise<Result<TopReading>> {
	if (signal.aborted) return cancelled;
	const scanning = transport.scanProcesses(request);
	const counters = await readHostCounters(transport);
	const scan = await scanning;
	if (signal.aborted) return cancelled;
	// Where /proc is not mounted its mount point is often there all the same, and empty.
	const isWithoutProc = counters.stat === null && (scan.ok ? isEmpty(scan.value) : scan.error.code === 'not-found');
	if (isWithoutProc && options.readWithoutProc !== undefined) return options.readWithoutProc();
	if (!scan.ok) return scan;

	const users = await readUsers(options.userNames, uidsOf(scan.value), request.factsTimeoutMs ?? namesTimeoutMs);
	const problems = [...counters.problems, ...findGaps(scan.value, request)];
	return succeed({ ...counters, scan: scan.value, users, problems });
}

function isEmpty({ processes }: ProcessScan): boolean {
	return processes.length === 0;
}

async function readUsers(
	names: AccountNames | undefined,
	uids: readonly number[],
	timeoutMs: number,
): Promise<ReadonlyMap<number, string>> {
	if (names === undefined) return new Map();
	// Not a signal that is withdrawn: that makes two errors with their stacks at each refresh.
	const late = Promise.withResolvers<null>();
	const timer = setTimeout(() => late.resolve(null), timeoutMs);
	const users = await Promise.race([names.read(uids), late.promise]).finally(() => clearTimeout(timer));
	const known = uids.map((uid) => [uid, names.cached(uid)] as const);
	return users ?? new Map(known.filter((entry): entry is [number, string] => entry[1] !== null));
}

function uidsOf(scan: ProcessScan): readonly number[] {
	const uids = new Set<number>();
	for (const { uid } of scan.processes) if (uid !== null) uids.add(uid);
	return [...uids];
}

/** Facts that were asked for and did not come, told once for all processes. */
function findGaps({ processes }: ProcessScan, { facts }: ProcessScanRequest): readonly Problem[] {
	if (!facts.includes('args') && !facts.includes('io')) return [];
	const own = processes.filter(({ isKernelThread, state }) => !isKernelThread && state !== 'Z');
	const silent = facts.includes('args') ? own.filter(({ args }) => args === null).length : 0;
	const refused = facts.includes('io') ? own.filter(({ readBytes }) => readBytes === null).length : 0;
	const gaps: Problem[] = [];
	if (silent > 0) {
		gaps.push({
			field: 'processes[].command',
			code: 'timeout',
			message: `The command lines of ${countOf(silent)} did not come in time, or may not be read.`,
			hint: 'A process that waits for a disk or a network mount (state D) can hold its own back.',
		});
	}

	if (refused > 0) {
		gaps.push({
			field: 'processes[].readBytesPerSecond',
			code: 'permission',
			message: `The disk traffic of ${countOf(refused)} may not be read by this user.`,
			hint: `${runAsRoot}, to see more; some processes are closed even to root.`,
		});
	}

	return gaps;
}

function countOf(processes: number): string {
	return processes === 1 ? '1 process' : `${processes} processes`;
}
