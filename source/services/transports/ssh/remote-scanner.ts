import type { FreshField, ProcessScan, ProcessScanRequest } from '../../../domain/process.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import { parsePidCmdline } from '../../../parsers/pid-cmdline.ts';
import { createPidStat, type PidStat, parsePidStat } from '../../../parsers/pid-stat.ts';
import { parseThinScan, type ThinRow } from '../../../parsers/thin-scan.ts';
import { runInSlices } from '../../in-slices.ts';
import { createEntry, type ProcessEntry, updateEntry } from '../local/process-entry.ts';
import { applyChanges, type FactWish, keepSameArgs, needsArgs } from '../local/process-facts.ts';
import type { Transport } from '../transport.ts';
import { brokenOff, createTextAnswer, hasRun, takeWhole } from './agent/text-answer.ts';
import { encodeCommand } from './agent/words.ts';
import type { Lanes } from './lanes.ts';
import { applyFacts, type FactPlan, type FoundFacts, noteFact, planFacts } from './remote-facts.ts';
import { askText } from './remote-files.ts';

/** Rows come whole of processes that started within so many ticks before the youngest: they may have become another program since. */
const youngTicks = 1000;
/** Every process has its whole row read once in so many scans. */
const rotation = 32;
/** Rows that were missed, because they appeared without having started, read one by one. */
const mostMissed = 256;
/** Some 160,000 processes, whole rows with their cgroups. */
const maxScanBytes = 32 * 1024 * 1024;
const argsBytes = 4096;
const argsTimeoutMs = 1000;
const defaultFactsTimeoutMs = 100;
const defaultPageBytes = 4096;
/** Names out of the last scan; an older one is not made anew for them, since that would cost more than `pgrep` there. */
const namesAgeMs = 10_000;

const columnLetters: Readonly<Record<FreshField, string>> = {
	residentBytes: 'r',
	virtualBytes: 'v',
	nice: 'n',
	priority: 'p',
	state: '',
};

export type RemoteScanner = Required<Pick<Transport, 'scanProcesses' | 'findByName'>>;

export type RemoteScannerOptions = {
	readonly lanes: Lanes;
	readonly readFiles: Transport['readFiles'];
	readonly readSlowFiles: Transport['readSlowFiles'];
};

/**
 * The process table of another host. Of each process some 20 bytes travel, and its whole row when it is new, young or on screen, and once in
 * 32 scans. There are no descriptors to tell a process from another one that got its number: here it is number and start. What is
 * acted upon is held on its own.
 */
export function createRemoteScanner({ lanes, readFiles, readSlowFiles }: RemoteScannerOptions): RemoteScanner {
	const entries = new Map<number, ProcessEntry>();
	const stat = createPidStat();
	let nextKey = 1;
	let scan = 0;
	let youngest = 0;
	let pageBytes = 0;
	let updated: { readonly monotonicMs: number; readonly malformed: number } | null = null;
	let queue: Promise<unknown> = Promise.resolve();

	return {
		scanProcesses(request) {
			const next = queue.then(() => scanNow(request));
			queue = next.catch(() => null);
			return next;
		},
		async findByName(name) {
			if (updated === null || performance.now() - updated.monotonicMs > namesAgeMs) return null;
			return Array.from(entries.values()).flatMap(({ sample }) => (sample.name === name ? [sample.pid] : []));
		},
	};

	async function scanNow(request: ProcessScanRequest): Promise<Result<ProcessScan>> {
		const wish: FactWish = {
			facts: new Set(request.facts),
			visible: new Set(request.visibleKeys ?? []),
			kept: new Set(request.keptFacts),
		};
		if (pageBytes === 0) {
			const read = await readPageBytes();
			if (!read.ok) return read;
			pageBytes = read.value;
		}
		forgetTraffic(wish);
		const isFresh = updated !== null && performance.now() - updated.monotonicMs < (request.maxAgeMs ?? 0);
		if (!isFresh) {
			const failure = await update(request, wish);
			if (failure !== null) return failure;
		}
		await readMissingFacts(wish);
		await waitForArgs(wish, request.factsTimeoutMs ?? defaultFactsTimeoutMs);
		const processes = Array.from(entries.values(), ({ sample }) => sample);
		const { monotonicMs, malformed } = updated ?? { monotonicMs: performance.now(), malformed: 0 };
		// Without PID 1 others are hidden too, and nobody can tell how many.
		return succeed({ monotonicMs, processes, malformed, hidden: entries.has(1) ? 0 : null });
	}

	async function update(request: ProcessScanRequest, wish: FactWish): Promise<Result<never> | null> {
		const plan = planFacts(entries.values(), entries.size, wish, scan, false);
		const isWhole = scan === 0 || (request.freshStats === true && request.freshFields === undefined);
		const columns = isWhole ? '' : columnsOf(request.freshFields ?? []);
		const since = isWhole ? 0 : Math.max(0, youngest - youngTicks);
		const words = [since, scan % rotation, columns === '' ? '-' : columns, ...plan.words];
		const answer = createTextAnswer();
		const startedMs = performance.now();
		const asked = await askText(lanes.live(), `scan ${words.join(' ')}`, answer, { maxBytes: maxScanBytes });
		if (!asked.ok) return asked;
		const monotonicMs = (startedMs + performance.now()) / 2;
		const whole = takeWhole(answer.bytes());
		if (whole === null) return brokenOff('the list of processes');
		scan += 1;
		const found: FoundFacts = new Map();
		const missed: number[] = [];
		const malformed = await runInSlices(
			parseThinScan(whole, columns, {
				onStat: (whole, bytes) => takeStat(whole, bytes),
				onRow: (row) => {
					if (!takeRow(row) && missed.length < mostMissed) missed.push(row.pid);
				},
				onFact: (fact, pid, text) => noteFact(found, fact, pid, text),
			}),
		);
		const failure = await readMissed(missed);
		if (failure !== null) return failure;
		for (const [pid, entry] of entries) if (entry.statScan !== scan) entries.delete(pid);
		applyFacts(entries.values(), plan, found, { scan, pageBytes });
		updated = { monotonicMs, malformed };
		return null;
	}

	function takeStat(whole: PidStat, bytes: Buffer): void {
		const before = entries.get(whole.pid);
		const context = { scan, pageBytes };
		youngest = Math.max(youngest, whole.startTicks);
		if (before !== undefined && before.sample.startTicks === whole.startTicks) {
			const { sample } = before;
			updateEntry(before, whole, bytes, context);
			if (before.sample !== sample) before.ranScan = scan;
			return;
		}
		entries.set(whole.pid, createEntry(nextKey, whole, bytes, -1, context));
		nextKey += 1;
	}

	/** False for a process whose whole row is not known. */
	function takeRow(row: ThinRow): boolean {
		const entry = entries.get(row.pid);
		if (entry === undefined || entry.sample.startTicks !== row.startTicks) return false;
		entry.statScan = scan;
		const { sample } = entry;
		const next = applyChanges(sample, {
			state: row.state,
			userTicks: row.userTicks,
			systemTicks: row.systemTicks,
			residentBytes: row.residentPages === null ? sample.residentBytes : row.residentPages * pageBytes,
			virtualBytes: row.virtualBytes ?? sample.virtualBytes,
			nice: row.nice ?? sample.nice,
			priority: row.priority ?? sample.priority,
			...(row.state === 'Z' || row.state === 'X' ? { args: noArgs } : {}),
		});
		if (next !== sample) entry.ranScan = scan;
		entry.sample = next;
		return true;
	}

	async function readMissed(pids: readonly number[]): Promise<Result<never> | null> {
		if (pids.length === 0) return null;
		for (const text of await readFiles(pids.map((pid) => `/proc/${pid}/stat`))) {
			if (!text.ok && text.error.code !== 'not-found' && text.error.code !== 'permission') return text;
			if (!text.ok) continue;
			const bytes = Buffer.from(text.value);
			if (parsePidStat(bytes, bytes.length, stat)) takeStat(stat, bytes);
		}
		return null;
	}

	/** Of processes that this scan saw for the first time, or that became another program. */
	async function readMissingFacts(wish: FactWish): Promise<void> {
		const plan = planFacts(entries.values(), entries.size, wish, scan, true);
		if (plan.words.length === 0) return;
		const found = await askFacts(plan);
		if (found !== null) applyFacts(entries.values(), plan, found, { scan, pageBytes });
	}

	async function askFacts(plan: FactPlan): Promise<FoundFacts | null> {
		const answer = createTextAnswer();
		const asked = await askText(lanes.live(), `facts 0 -1 - ${plan.words.join(' ')}`, answer, {
			maxBytes: maxScanBytes,
		});
		const whole = asked.ok ? takeWhole(answer.bytes()) : null;
		if (whole === null) return null;
		const found: FoundFacts = new Map();
		const onFact = noteFact.bind(null, found);
		await runInSlices(parseThinScan(whole, '', { onStat() {}, onRow() {}, onFact }));
		return found;
	}

	async function waitForArgs(wish: FactWish, timeoutMs: number): Promise<void> {
		const wanted = [...entries.values()].filter((entry) => needsArgs(entry, wish, scan));
		if (wanted.length === 0) return;
		const late = Promise.withResolvers<void>();
		const timer = setTimeout(() => late.resolve(), timeoutMs);
		await Promise.race([readArgs(wanted), late.promise]);
		clearTimeout(timer);
	}

	/** Puts arguments into the samples as they come, for whoever is still there then. */
	async function readArgs(wanted: readonly ProcessEntry[]): Promise<void> {
		const startedScan = scan;
		for (const { facts } of wanted) facts.isReadingArgs = true;
		const texts = await readSlowFiles(
			wanted.map(({ pid }) => `/proc/${pid}/cmdline`),
			{ timeoutMs: argsTimeoutMs, maxBytes: argsBytes },
		);
		for (const [index, entry] of wanted.entries()) {
			const text = texts[index];
			entry.facts.isReadingArgs = false;
			if (!text?.ok && text?.error.code === 'unreachable') continue;
			entry.facts.args = startedScan;
			if (!text?.ok) {
				// It ended between the scan and this.
				if (text?.error.code === 'not-found' && entries.get(entry.pid) === entry) entries.delete(entry.pid);
				continue;
			}
			const args = keepSameArgs(entry.sample.args, parsePidCmdline(text.value));
			entry.sample = applyChanges(entry.sample, { args });
		}
	}

	/** Traffic that is no longer followed is unknown: a rate across the gap would be one of another time. */
	function forgetTraffic({ facts, visible }: FactWish): void {
		if (facts.has('io')) return;
		for (const entry of entries.values()) {
			if (entry.facts.io < 0 || visible.has(entry.key)) continue;
			entry.facts.io = -1;
			entry.sample = applyChanges(entry.sample, { readBytes: null, writeBytes: null });
		}
	}

	/** One line of a file that every Linux since 2.6.25 has; 4 KiB where it tells nothing. */
	async function readPageBytes(): Promise<Result<number>> {
		const answer = createTextAnswer();
		const command = { file: 'grep', args: ['-m1', '^KernelPageSize', '/proc/self/smaps'] };
		const asked = await askText(lanes.live(), `run ${encodeCommand(command, undefined)}`, answer);
		if (!asked.ok) return asked;
		if (!hasRun(answer, 'x')) return brokenOff('the size of a page of memory');
		const kilobytes = Number(/(\d+) kB/.exec(answer.text())?.[1] ?? 0);
		return succeed(kilobytes > 0 ? kilobytes * 1024 : defaultPageBytes);
	}
}

function columnsOf(fields: readonly FreshField[]): string {
	const asked = new Set(fields.map((field) => columnLetters[field]));
	return ['r', 'v', 'n', 'p'].filter((letter) => asked.has(letter)).join('');
}

const noArgs: readonly string[] = [];
