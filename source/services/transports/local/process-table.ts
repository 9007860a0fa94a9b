import { cpuTicksOf } from '../../../domain/process.ts';
import { createPidStat, parsePidStat } from '../../../parsers/pid-stat.ts';
import { parseRunTime } from '../../../parsers/schedstat.ts';
import { createDescriptorBudget } from './descriptor-budget.ts';
import { errnoOf } from './os-error.ts';
import { createPidLister } from './pid-lister.ts';
import type { ProcMount } from './proc-mount.ts';
import { createEntry, type ProcessEntry, updateEntry } from './process-entry.ts';
import type { ProcessFiles } from './process-files.ts';
import { attempt, type Outcome, outcomeOf } from './process-outcome.ts';
import type { Slices } from './slices.ts';

/** A stat line has some 350 bytes; the name in it 64 at most. */
export const statBytes = 2048;
/** Every process has its stat read at least once in so many scans, whether it ran or not. */
const rotation = 16;
/** Reads between two looks at the clock: a fraction of a millisecond. */
const readsPerCheck = 32;
/** Ticks that stat may be ahead of schedstat: the kernel adds up the time of what runs right now at its own tick. */
const toleratedTicks = 3;
/**
 * Descriptors that the first scan keeps. For more the kernel has to enlarge the table of descriptors, again and again, and each time
 * a program with threads waits some 10 ms: the second scan keeps all, and the first frame does not wait for it.
 */
const keptAtFirst = 128;
/** Descriptors given up when the kernel has none left. */
const givenUp = 128;

export type UpdateRequest = { readonly visible: ReadonlySet<number>; readonly freshStats: boolean };

/** What an update could not take in. */
export type UpdateCounts = { readonly malformed: number; readonly denied: number; readonly hasFirst: boolean };

/** The processes as of the last update, each held by descriptors as far as there are any to keep. */
export type ProcessTable = {
	readonly entries: ReadonlyMap<number, ProcessEntry>;
	/** The same in a list, which stands while it is gone through: a scan does that several times, and a map makes garbage. */
	list(): readonly ProcessEntry[];
	/** Number of the update under way or done last. */
	scan(): number;
	/** Throws what listing /proc threw. */
	update(request: UpdateRequest, slices: Slices): Promise<UpdateCounts>;
	/** Whether the process of this entry is there, not another with its number. */
	isAlive(entry: ProcessEntry): boolean;
	drop(entry: ProcessEntry): void;
	/** Whether a key was ever given out. */
	hasGivenOut(key: number): boolean;
	close(): void;
};

type Refreshed = { readonly malformed: number; readonly hasLost: boolean };

export function createProcessTable(files: ProcessFiles, procfs: string, mount: ProcMount): ProcessTable {
	const entries = new Map<number, ProcessEntry>();
	const budget = createDescriptorBudget(mount.ownLimits);
	const lister = createPidLister(files, procfs, mount.tellsLastPid);
	const bytes = Buffer.alloc(statBytes);
	const runTimeBytes = Buffer.alloc(64);
	const firstByte = Buffer.alloc(1);
	const stat = createPidStat();
	let hasRunTimes = mount.hasRunTimes;
	let scan = 0;
	let nextKey = 1;
	let listed: readonly ProcessEntry[] | null = null;
	let counts: UpdateCounts = { malformed: 0, denied: 0, hasFirst: true };

	return {
		entries,
		list,
		scan: () => scan,
		async update(request, slices) {
			scan += 1;
			// Only the kernel's own files tell who is gone.
			const present = mount.isReal ? null : lister.list(true);
			const { malformed, hasLost } = await refreshAll(request, slices, present === null ? null : new Set(present));
			const pids = present ?? lister.list(hasLost);
			if (pids !== null) counts = await addAll(pids, slices);
			return { ...counts, malformed: counts.malformed + malformed };
		},
		isAlive(entry) {
			if (entry.stat < 0) return attempt(() => readAnew(entry)) === 'alive';
			// Its kept descriptor answers for this process alone: that it answers is enough.
			return attempt(() => (files.read(entry.stat, firstByte) > 0 ? 'alive' : 'gone')) === 'alive';
		},
		drop,
		hasGivenOut: (key) => key < nextKey,
		close() {
			for (const entry of list()) drop(entry);
			lister.close();
		},
	};

	function list(): readonly ProcessEntry[] {
		listed ??= [...entries.values()];
		return listed;
	}

	/** Reads who ran, and who has to be read for another reason. */
	async function refreshAll(
		request: UpdateRequest,
		slices: Slices,
		present: ReadonlySet<number> | null,
	): Promise<Refreshed> {
		const lost = new Set<number>();
		const countBefore = entries.size;
		// Where every stat is read anyway, nothing is gained by opening a file that tells who ran.
		const mayOpen = request.freshStats === false;
		let malformed = 0;
		let index = scan;
		for (const entry of list()) {
			index += 1;
			const isDue = request.freshStats || index % rotation === 0 || request.visible.has(entry.key);
			const outcome = present?.has(entry.pid) === false ? 'gone' : tryRefresh(entry, isDue, mayOpen);
			if (outcome !== 'alive') drop(entry);
			if (outcome === 'malformed') malformed += 1;
			if (outcome !== 'alive' || entry.sample.state === 'Z') lost.add(entry.pid);
			if (index % readsPerCheck === 0 && slices.isDue()) await slices.pause();
		}

		await refreshOrphans(lost, slices);
		return { malformed, hasLost: entries.size < countBefore };
	}

	/** Children of one who ended get another parent without running themselves. */
	async function refreshOrphans(lost: ReadonlySet<number>, slices: Slices): Promise<void> {
		if (lost.size === 0) return;
		for (const entry of list()) {
			if (entry.statScan === scan || !lost.has(entry.sample.ppid)) continue;
			if (tryRefresh(entry, true, true) !== 'alive') drop(entry);
			if (slices.isDue()) await slices.pause();
		}
	}

	/** What `attempt` does, for each process of each scan: a function made for each would be most of the garbage. */
	function tryRefresh(entry: ProcessEntry, isDue: boolean, mayOpen: boolean): Outcome {
		try {
			return refresh(entry, isDue, mayOpen);
		} catch (error) {
			return outcomeOf(error);
		}
	}

	function refresh(entry: ProcessEntry, isDue: boolean, mayOpen: boolean): Outcome {
		const { sample } = entry;
		const isCounted = hasRunTimes && sample.threads === 1;
		const hasRunTime = isCounted && (entry.sched >= 0 || (mayOpen && openRunTime(entry)));
		let hasRun = true;
		if (hasRunTime) {
			const runTime = parseRunTime(runTimeBytes, files.read(entry.sched, runTimeBytes));
			hasRun = runTime !== entry.runTime || runTime < 0;
			if (!hasRun && !isDue) return 'alive';
			entry.runTime = runTime;
		}

		const outcome = readAnew(entry);
		if (outcome !== 'alive') return outcome;
		updateEntry(entry, stat, bytes, { scan, pageBytes: mount.pageBytes });
		if (hasRunTime && !hasRun) checkRunTime(entry, sample);
		// Without a run time a short run may leave no trace in stat: those who are looked at are taken to have run.
		if (hasRunTime ? hasRun : isDue || entry.sample !== sample) entry.ranScan = scan;
		return 'alive';
	}

	/** A kernel whose schedstat stands still while ticks pass is not believed again. */
	function checkRunTime(entry: ProcessEntry, before: ProcessEntry['sample']): void {
		if ((cpuTicksOf(entry.sample) ?? 0) - (cpuTicksOf(before) ?? 0) > toleratedTicks) hasRunTimes = false;
	}

	function openRunTime(entry: ProcessEntry): boolean {
		if (!budget.take()) return false;
		try {
			entry.sched = files.open(`${procfs}/${entry.pid}/schedstat`);
		} catch (error) {
			budget.giveBack();
			if (errnoOf(error) === 'ENOENT') hasRunTimes = hasRunTimes && files.ownerOf(`${procfs}/${entry.pid}`) === null;
			return false;
		}

		// Stat is read next: if its process is still there, this one was opened for the same.
		entry.runTime = -1;
		return true;
	}

	/** Fills `stat`; throws as the kernel does. */
	function readAnew(entry: ProcessEntry): Outcome {
		const length = entry.stat >= 0 ? files.read(entry.stat, bytes) : readOnce(entry);
		if (!parsePidStat(bytes, length, stat) || stat.pid !== entry.pid) return 'malformed';
		return stat.startTicks === entry.sample.startTicks ? 'alive' : 'gone';
	}

	/** Keeps the descriptor if it may now: the start that was read through it is looked at next. */
	function readOnce(entry: ProcessEntry): number {
		const descriptor = openFile(`${procfs}/${entry.pid}/stat`);
		let isKept = false;
		try {
			const length = files.read(descriptor, bytes);
			isKept = scan > 1 && mount.isReal && budget.take();
			if (isKept) entry.stat = descriptor;
			return length;
		} finally {
			if (!isKept) files.close(descriptor);
		}
	}

	async function addAll(pids: readonly number[], slices: Slices): Promise<UpdateCounts> {
		let malformed = 0;
		let denied = 0;
		for (const pid of pids) {
			if (entries.has(pid)) continue;
			const outcome = attempt(() => add(pid));
			if (outcome === 'malformed') malformed += 1;
			if (outcome === 'denied') denied += 1;
			if (slices.isDue()) await slices.pause();
		}

		return { malformed, denied, hasFirst: pids.includes(1) };
	}

	function add(pid: number): Outcome {
		const descriptor = openFile(`${procfs}/${pid}/stat`);
		let isKept = false;
		try {
			if (!parsePidStat(bytes, files.read(descriptor, bytes), stat) || stat.pid !== pid) return 'malformed';
			isKept = mount.isReal && !canWait() && budget.take();
			const context = { scan, pageBytes: mount.pageBytes };
			entries.set(pid, createEntry(nextKey, stat, bytes, isKept ? descriptor : -1, context));
			listed = null;
			nextKey += 1;
			return 'alive';
		} finally {
			if (!isKept) files.close(descriptor);
		}
	}

	/**
	 * Whether the process that was read last is known without a descriptor: it began before the table was made, so that any other
	 * one with its number has a later start.
	 */
	function canWait(): boolean {
		const isOlder = mount.inspectedTicks !== null && stat.startTicks < mount.inspectedTicks;
		return isOlder && scan === 1 && budget.used() >= keptAtFirst;
	}

	function openFile(path: string): number {
		try {
			return files.open(path);
		} catch (error) {
			if (!/^E[MN]FILE$/.test(errnoOf(error)) || budget.used() === 0) throw error;
			giveUpSome();
			return files.open(path);
		}
	}

	/** The rest of the program, or the machine, needs descriptors more than the scan does. */
	function giveUpSome(): void {
		budget.shrink();
		let left = givenUp;
		for (const entry of list()) {
			if (left <= 0) break;
			left -= closeKept(entry);
		}
	}

	function drop(entry: ProcessEntry): void {
		closeKept(entry);
		if (entries.get(entry.pid) !== entry) return;
		entries.delete(entry.pid);
		listed = null;
	}

	/** Closes what is kept of it; how many. */
	function closeKept(entry: ProcessEntry): number {
		const kept = [entry.stat, entry.sched].filter((descriptor) => descriptor >= 0);
		entry.stat = -1;
		entry.sched = -1;
		for (const descriptor of kept) {
			files.close(descriptor);
			budget.giveBack();
		}

		return kept.length;
	}
}
