import type { ProcessScan, ProcessScanRequest } from '../../../domain/process.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { parsePidCmdline } from '../../../parsers/pid-cmdline.ts';
import type { Transport } from '../transport.ts';
import { failureOfErrno } from './os-error.ts';
import { inspectProcMount, type ProcMount } from './proc-mount.ts';
import type { ProcessEntry } from './process-entry.ts';
import {
	applyChanges,
	createFactReader,
	type FactChanges,
	type FactReader,
	type FactWish,
	keepSameArgs,
	needsArgs,
} from './process-facts.ts';
import { createProcessFiles, type ProcessFiles } from './process-files.ts';
import { createProcessTable, type ProcessTable, type UpdateCounts } from './process-table.ts';
import { scanSingly } from './single-scan.ts';
import { type Slices, startSlices } from './slices.ts';

/** Longer command lines are cut in the table; details read them whole. */
const argsBytes = 4096;
/** Deadline of one command line; past it the process is taken to be stuck. */
const argsTimeoutMs = 1000;
const defaultFactsTimeoutMs = 100;

export type ProcessScannerOptions = {
	/** Where /proc is for this program. */
	readonly procfs: string;
	/** Takes paths as the host names them (`/proc/1/cmdline`). */
	readonly readSlowFiles: Transport['readSlowFiles'];
	/** What a test puts in the place of the machine. */
	readonly files?: ProcessFiles;
	readonly mount?: Partial<ProcMount>;
};

/**
 * Scans the process table at the cost of who ran, not of who is there: the descriptors of stat and of schedstat are kept, and
 * schedstat, which is cheap and tells who ran at all, is asked first where it can be trusted (one thread; it counts the main
 * thread alone). A kept descriptor fails once its process is gone, so that no process is taken for another one that got its
 * number; where the limit of open files leaves none, number and start tell them apart.
 *
 * What may be a little old for a process that did not run: fields that others move (resident size under reclaim, nice) are
 * renewed for rows on screen, on `freshStats`, and for all within 16 scans.
 */
export type ProcessScanner = {
	/** Scans do not overlap: one that is asked for while another runs comes after it. */
	scan(request: ProcessScanRequest): Promise<Result<ProcessScan>>;
	/** Whether there is a table with its descriptors: scans cost little then. */
	hasTable(): boolean;
	/** Whether the process known under `key` is still there under `pid`; null for a key that no scan gave out. */
	isScanned(key: number, pid: number): boolean | null;
	/** The kept descriptor of its stat, null where there is none; it stays the scanner's own. */
	descriptorOf(key: number): number | null;
	close(): void;
};

/** What the last reading of the table came to, and when it was. */
type Updated = UpdateCounts & { readonly monotonicMs: number };

type Work = { readonly entry: ProcessEntry; changes: FactChanges };

export function createProcessScanner(options: ProcessScannerOptions): ProcessScanner {
	const files = options.files ?? createProcessFiles();
	const { procfs } = options;
	let table: ProcessTable | null = null;
	let facts: FactReader | null = null;
	let isClosed = false;
	let updated: Updated | null = null;
	let last: Promise<unknown> = Promise.resolve();

	function inspect(): ProcMount {
		return { ...inspectProcMount(procfs), ...options.mount };
	}

	function open(): { readonly table: ProcessTable; readonly facts: FactReader } {
		if (table === null || facts === null) {
			const mount = inspect();
			table = createProcessTable(files, procfs, mount);
			facts = createFactReader(files, procfs, mount.pageBytes);
		}

		return { table, facts };
	}

	return {
		scan(request) {
			const next = last.then(() => scanNow(request));
			last = next.catch(() => null);
			return next;
		},
		hasTable: () => table !== null && updated !== null,
		isScanned(key, pid) {
			if (table === null || !table.hasGivenOut(key)) return null;
			const entry = table.entries.get(pid);
			return entry?.key === key && table.isAlive(entry);
		},
		descriptorOf(key) {
			for (const entry of table?.list() ?? []) {
				if (entry.key === key) return entry.stat < 0 ? null : entry.stat;
			}

			return null;
		},
		close() {
			isClosed = true;
			table?.close();
		},
	};

	async function scanNow(request: ProcessScanRequest): Promise<Result<ProcessScan>> {
		if (isClosed) return fail('cancelled', 'the process scan was closed');
		const only = request.isOnly === true && table === null ? await scanOnly(request) : null;
		if (only !== null) return only;
		const opened = open();
		const visible = new Set(request.visibleKeys ?? []);
		const slices = startSlices();
		const startedMs = performance.now();
		try {
			const isFresh = updated !== null && startedMs - updated.monotonicMs < (request.maxAgeMs ?? 0);
			if (updated === null || !isFresh) {
				const counts = await opened.table.update({ visible, freshStats: request.freshStats ?? false }, slices);
				updated = { ...counts, monotonicMs: (startedMs + performance.now()) / 2 };
			}
			const { monotonicMs, ...counts } = updated;
			const wish = { facts: new Set(request.facts), visible, kept: new Set(request.keptFacts) };
			// A look at the table as it is says nothing of what is on screen.
			if (!isFresh || request.visibleKeys !== undefined) forgetTraffic(opened.table, wish);
			await readFacts(opened, wish, request.factsTimeoutMs ?? defaultFactsTimeoutMs, slices);
			const processes = opened.table.list().map(({ sample }) => sample);
			// Without PID 1 others are hidden too, and nobody can tell how many.
			const hidden = counts.hasFirst ? counts.denied : null;
			return succeed({ monotonicMs, processes, malformed: counts.malformed, hidden });
		} catch (error) {
			return failureOfErrno('/proc', error);
		}
	}

	/** Null where it has to be done the long way. */
	async function scanOnly(request: ProcessScanRequest): Promise<Result<ProcessScan> | null> {
		const timeoutMs = request.factsTimeoutMs ?? defaultFactsTimeoutMs;
		const readArgs = async (pids: readonly number[]) => {
			const reading = readCmdlines(pids);
			return (await within(reading, timeoutMs)) ? reading : null;
		};
		try {
			const scan = await scanSingly({ files, procfs, mount: inspect(), readArgs }, request);
			return scan === null ? null : succeed(scan);
		} catch (error) {
			return failureOfErrno('/proc', error);
		}
	}

	function readCmdlines(pids: readonly number[]) {
		const paths = pids.map((pid) => `/proc/${pid}/cmdline`);
		return options.readSlowFiles(paths, { timeoutMs: argsTimeoutMs, maxBytes: argsBytes });
	}

	/** Traffic that is no longer followed is unknown: a rate across the gap would be one of another time. */
	function forgetTraffic(from: ProcessTable, { facts: wanted, visible }: FactWish): void {
		if (wanted.has('io')) return;
		for (const entry of from.list()) {
			if (entry.facts.io < 0 || visible.has(entry.key)) continue;
			entry.facts.io = -1;
			entry.sample = applyChanges(entry.sample, { readBytes: null, writeBytes: null });
		}
	}

	/** Slow facts are under way in a helper while the others are read here. */
	async function readFacts(
		opened: ReturnType<typeof open>,
		wish: FactWish,
		timeoutMs: number,
		slices: Slices,
	): Promise<void> {
		if (wish.facts.size === 0 && wish.visible.size === 0) return;
		const scan = opened.table.scan();
		const all = opened.table.list();
		const entries = wish.facts.size > 0 ? all : all.filter(({ key }) => wish.visible.has(key));
		const wantArgs = entries.filter((entry) => needsArgs(entry, wish, scan));
		const args = wantArgs.length === 0 ? null : readArgs(opened.table, wantArgs);
		const work: Work[] = [];
		for (const entry of entries) {
			const changes = opened.facts.read(entry, wish, scan);
			if (changes !== null) work.push({ entry, changes });
			if (slices.isDue()) await slices.pause();
		}

		const isDone = args === null || (await within(args, timeoutMs));
		const verified = new Set(args !== null && isDone ? await args : []);
		for (const { entry, changes } of work) {
			const isSame =
				verified.has(entry) || (opened.table.entries.get(entry.pid) === entry && opened.table.isAlive(entry));
			// They may be those of another process that got its number in the meantime.
			if (isSame) entry.sample = applyChanges(entry.sample, changes);
			else opened.table.drop(entry);
			if (slices.isDue()) await slices.pause();
		}
	}

	/** Puts arguments into the samples as they come; answers with the entries found alive after their file was read. */
	async function readArgs(from: ProcessTable, entries: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> {
		const scan = from.scan();
		for (const { facts } of entries) facts.isReadingArgs = true;
		const texts = await readCmdlines(entries.map(({ pid }) => pid));
		const slices = startSlices();
		const alive: ProcessEntry[] = [];
		for (const [index, entry] of entries.entries()) {
			const text = texts[index];
			entry.facts.isReadingArgs = false;
			entry.facts.args = scan;
			if (isClosed || from.entries.get(entry.pid) !== entry || !from.isAlive(entry)) continue;
			alive.push(entry);
			if (text?.ok) {
				const args = keepSameArgs(entry.sample.args, parsePidCmdline(text.value));
				entry.sample = applyChanges(entry.sample, { args });
			}

			if (slices.isDue()) await slices.pause();
		}

		return alive;
	}
}

/** Whether the work ended within that time; it goes on otherwise. */
async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<false>((resolve) => {
		timer = setTimeout(() => resolve(false), timeoutMs);
	});
	const isDone = await Promise.race([work.then(() => true as const), timeout]);
	clearTimeout(timer);
	return isDone;
}
