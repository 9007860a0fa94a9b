import { fail } from '../../../domain/result.ts';
import type { FileText, ReadOptions } from '../transport.ts';
import type { PathMapper } from './host-paths.ts';
import { mostQuickPaths, type QuickReader, readQuickly } from './quick-reader.ts';
import { type SlowHelper, type SlowKind, startSlowHelper } from './slow-helper.ts';
import { plainPath } from './slow-program.ts';

/** How long a file that did not answer is left alone, and how many such files are remembered. */
const stuckForMs = 60_000;
const maxRemembered = 1000;
/** Files of one request: bounds the length of a command line. Each request starts a program, so they are large. */
const batchSize = 1024;
const defaultMaxBytes = 1024 * 1024;
/** After that many stuck files in one call the rest is given up, so that a call ends within a few deadlines. */
const maxStuckPerCall = 4;
/** For fewer, starting a program costs more than asking the helper that is there. */
const leastQuick = 200;

export type SlowReader = {
	read(paths: readonly string[], options: ReadOptions & { readonly timeoutMs: number }): Promise<readonly FileText[]>;
	/** Ends the helpers without waiting for what they are stuck in. */
	close(): void;
};

type Job = { readonly index: number; readonly name: string; readonly path: string };

function stuck(name: string): FileText {
	return fail(
		'timeout',
		`${name} did not answer in time`,
		'What it depends on may hang: a process waiting for its disk, or a mount whose server is gone.',
	);
}

/** Files that may never answer, read by helpers that are replaced when a deadline passes. */
export function createSlowReader(
	mapPath: PathMapper,
	start: () => SlowHelper = startSlowHelper,
	quick: QuickReader = readQuickly,
): SlowReader {
	const stuckUntil = new Map<string, number>();
	const procfs = `${mapPath('/proc')}/`;
	const lanes = { many: createLane(start, quick), each: createLane(start, quick) };

	function rememberStuck(name: string): void {
		if (stuckUntil.size >= maxRemembered) stuckUntil.delete(stuckUntil.keys().next().value ?? '');
		stuckUntil.set(name, performance.now() + stuckForMs);
	}

	function isStuck(name: string): boolean {
		const until = stuckUntil.get(name);
		if (until === undefined) return false;
		if (performance.now() < until) return true;
		stuckUntil.delete(name);
		return false;
	}

	function laneOf(path: string): SlowKind {
		// Only kernel files are bounded enough for grep, which holds a whole line in memory.
		return path.startsWith(procfs) && plainPath.test(path) ? 'many' : 'each';
	}

	return {
		async read(paths, options) {
			const answers: Array<FileText | undefined> = new Array(paths.length).fill(undefined);
			const jobs: Readonly<Record<SlowKind, Job[]>> = { many: [], each: [] };
			for (const [index, name] of paths.entries()) {
				const path = mapPath(name);
				if (!isStuck(name)) jobs[laneOf(path)].push({ index, name, path });
			}
			const take = (job: Job, text: FileText) => {
				answers[job.index] = text;
				if (!text.ok && text.error.code === 'timeout') rememberStuck(job.name);
			};
			await Promise.all(
				(['many', 'each'] as const).map((kind) =>
					lanes[kind].read(
						jobs[kind],
						{ kind, maxBytes: options.maxBytes ?? defaultMaxBytes, timeoutMs: options.timeoutMs },
						take,
					),
				),
			);
			return answers.map((answer, index) => answer ?? stuck(paths[index] ?? ''));
		},
		close() {
			lanes.many.close();
			lanes.each.close();
		},
	};
}

type LaneOptions = { readonly kind: SlowKind; readonly maxBytes: number; readonly timeoutMs: number };
type Take = (job: Job, text: FileText) => void;
type Lane = { read(jobs: readonly Job[], options: LaneOptions, take: Take): Promise<void>; close(): void };

/** One helper at a time, and one call after the other. */
function createLane(start: () => SlowHelper, quick: QuickReader): Lane {
	let helper: SlowHelper | null = null;
	let isQuickUsable = true;
	let queue: Promise<void> = Promise.resolve();

	/** Reads as many as come without a pause; answers those that are left. */
	async function readQuick(jobs: readonly Job[], { maxBytes }: LaneOptions, take: Take): Promise<readonly Job[]> {
		let waiting = jobs;
		while (isQuickUsable && waiting.length >= leastQuick) {
			const [paths, names] = [waiting.map(({ path }) => path), waiting.map(({ name }) => name)];
			const { texts, isUsable } = await quick(paths, names, { maxBytes });
			isQuickUsable = isUsable;
			for (const [index, text] of texts.entries()) takeAt(waiting, index, text, take);
			waiting = waiting.slice(texts.length);
			// The next one hangs.
			if (texts.length < Math.min(paths.length, mostQuickPaths)) break;
		}
		return waiting;
	}

	async function readAll(jobs: readonly Job[], options: LaneOptions, take: Take): Promise<void> {
		let stuckCount = 0;
		let deaths = 0;
		let waiting = options.kind === 'many' ? await readQuick(jobs, options, take) : jobs;
		while (waiting.length > 0) {
			if (helper === null || helper.isDead()) helper = start();
			const kinds = await helper.kinds;
			const batch = waiting.slice(0, batchSize);
			const end = await helper.ask({
				...options,
				kind: kinds === null || kinds.includes(options.kind) ? options.kind : 'each',
				paths: batch.map((job) => job.path),
				names: batch.map((job) => job.name),
				onAnswer: (index, text) => takeAt(batch, index, text, take),
			});
			waiting = waiting.slice(end.how === 'done' ? batch.length : end.answered);
			if (end.how === 'done') continue;
			const first = waiting[0];
			if (end.how === 'died') {
				deaths = end.answered > 0 ? 0 : deaths + 1;
				if (deaths > 1) return giveUp(waiting, take);
			} else if (first !== undefined) {
				take(first, stuck(first.name));
				waiting = waiting.slice(1);
				stuckCount += 1;
				if (stuckCount >= maxStuckPerCall) return leaveOut(waiting, take);
			}
		}
	}

	return {
		read(jobs, options, take) {
			if (jobs.length === 0) return Promise.resolve();
			const done = queue.then(() => readAll(jobs, options, take));
			queue = done.catch(() => {});
			return done;
		},
		close() {
			helper?.kill();
			helper = null;
		},
	};
}

function takeAt(batch: readonly Job[], index: number, text: FileText, take: Take): void {
	const job = batch[index];
	if (job !== undefined) take(job, text);
}

function giveUp(jobs: readonly Job[], take: Take): void {
	for (const job of jobs) take(job, fail('unavailable', `${job.name} was not read: the helper does not start`));
}

function leaveOut(jobs: readonly Job[], take: Take): void {
	for (const job of jobs) {
		take(job, fail('unavailable', `${job.name} was not read: ${maxStuckPerCall} files before it did not answer`));
	}
}
