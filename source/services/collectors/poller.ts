import type { ReadingSink } from '../../domain/actions.ts';
import { afterFailure, type Reading, waiting } from '../../domain/reading.ts';
import { fail, type Result } from '../../domain/result.ts';
import type { TabName } from '../../domain/views.ts';
import { createGatherer, gatherMs } from './gatherer.ts';
import { createPace, type Pace } from './pace.ts';

/** Time as the poller knows it; tests put their own in its place. */
export type Clock = {
	/** Milliseconds since the epoch, for readings. */
	nowMs(): number;
	/** Milliseconds that never jump, for periods. */
	monotonicMs(): number;
	/** Returns what withdraws it. */
	after(delayMs: number, run: () => void): () => void;
};

export const systemClock: Clock = {
	nowMs: () => Date.now(),
	monotonicMs: () => performance.now(),
	after(delayMs, run) {
		const timer = setTimeout(run, delayMs);
		return () => clearTimeout(timer);
	},
};

/** One reading to keep fresh. */
export type PollTask<Value = unknown> = {
	/** The name under which readings are pushed. */
	readonly name: string;
	/** `live` follows the console's interval; a number is its own period in milliseconds. */
	readonly cadence: 'live' | number;
	/** For what is costly each time: its period is at least so many times as long as it takes. 2 unless told. */
	readonly restFactor?: () => number;
	/** Past it the collection is given up and the reading becomes stale. */
	readonly deadlineMs: number;
	/** Whether anybody looks at it while this tab is in front: what nobody looks at is not read. */
	readonly isWanted: (front: TabName) => boolean;
	readonly collect: (signal: AbortSignal) => Promise<Result<Value>>;
};

export type PollerOptions = {
	readonly tasks: readonly PollTask[];
	readonly sink: ReadingSink;
	readonly front: TabName;
	readonly intervalMs: number;
	/** Told the period that is really kept when a collection takes longer than it may, and null when it keeps up again. */
	readonly onStretch?: (name: string, periodMs: number | null) => void;
	readonly clock?: Clock;
};

export type Poller = {
	start(): void;
	/** Ends every collection under way; nothing is pushed any more. */
	stop(): void;
	/** Reads what the tab needs at once where it is due, and nothing else from then on. */
	setFront(tab: TabName): void;
	/** Reads what is wanted now and was not before; what is due soon stays so. */
	lookAgain(): void;
	setInterval(intervalMs: number): void;
	setPaused(isPaused: boolean): void;
	/** Reads now, paused or not: the named reading, else all that the tab in front needs. */
	refresh(name?: string): void;
	/** Reads the named reading `delayMs` from now at the latest; asked again meanwhile it still reads once. */
	refreshWithin(name: string, delayMs: number): void;
};

type TaskState = {
	reading: Reading<unknown>;
	isInFlight: boolean;
	/** Asked for while one was under way: it may have looked too early. */
	isAskedAgain: boolean;
	startedMs: number;
	readonly pace: Pace;
	/** The stretched period that was told last; null while the interval is kept. */
	toldMs: number | null;
	cancelTimer: () => void;
	dueMs: number;
	abort: AbortController | null;
};

/** A period is told when it is so much longer than the interval, and again when it differed by so much from what was told. */
const worthTelling = 1.25;

function isNear(periodMs: number, toldMs: number): boolean {
	return periodMs < toldMs * worthTelling && periodMs > toldMs / worthTelling;
}

/** Readings that start within that time of each other are of one refresh. */
const togetherMs = 10;
/** A collection that outlives its deadline by so much is taken to be lost, and another one may start. */
const lostAfterDeadlines = 10;

export function createPoller(options: PollerOptions): Poller {
	const clock = options.clock ?? systemClock;
	const states = new Map(options.tasks.map((task) => [task, newState()] as const));
	let { front, intervalMs } = options;
	let isPaused = false;
	let isRunning = false;
	let originMs = 0;
	const gatherer = createGatherer(options.sink, isMoreExpected, (delayMs, run) => clock.after(delayMs, run));

	/** Time from one start to the next: the cadence, or more when collecting takes long. */
	function periodOf(task: PollTask, state: TaskState): number {
		const wanted = task.cadence === 'live' ? intervalMs : task.cadence;
		return Math.max(wanted, state.pace.leastMs(wanted));
	}

	/** One timer a task, counted from the last start: after a suspended night there is one reading to take, not thousands. */
	function schedule(task: PollTask, state: TaskState): void {
		state.cancelTimer();
		state.dueMs = Number.POSITIVE_INFINITY;
		// Paused figures stand still; a tab that has none yet gets its first.
		const isHeld = isPaused && state.reading.state !== 'waiting';
		if (!isRunning || isHeld || state.isInFlight || !task.isWanted(front)) return;
		arm(task, state, Math.max(0, nextStartMs(task, state) - clock.monotonicMs()));
	}

	/** Live readings start at the same moments, so that they are shown together. */
	function nextStartMs(task: PollTask, state: TaskState): number {
		const periodMs = periodOf(task, state);
		const nextMs = state.startedMs + periodMs;
		if (task.cadence !== 'live' || periodMs > intervalMs || !Number.isFinite(nextMs)) return nextMs;
		return originMs + Math.round((nextMs - originMs) / intervalMs) * intervalMs;
	}

	/** Whether a live reading is under way or about to be. */
	function isMoreExpected(): boolean {
		const nowMs = clock.monotonicMs();
		for (const [task, { isInFlight, startedMs, dueMs }] of states) {
			if (task.cadence !== 'live') continue;
			if (isInFlight ? nowMs - startedMs < gatherMs : dueMs <= nowMs + togetherMs) return true;
		}
		return false;
	}

	function arm(task: PollTask, state: TaskState, delayMs: number): void {
		state.cancelTimer();
		state.dueMs = clock.monotonicMs() + delayMs;
		state.cancelTimer = clock.after(delayMs, () => void collect(task, state));
	}

	async function collect(task: PollTask, state: TaskState): Promise<void> {
		if (state.isInFlight) {
			state.isAskedAgain = true;
			return;
		}
		state.cancelTimer();
		state.dueMs = Number.POSITIVE_INFINITY;
		state.isInFlight = true;
		state.isAskedAgain = false;
		state.startedMs = clock.monotonicMs();
		const abort = new AbortController();
		state.abort = abort;
		const result = await withDeadline(task, abort, clock, (late) => push(task, state, late, abort));
		state.isInFlight = false;
		state.abort = null;
		state.pace.add(clock.monotonicMs() - state.startedMs, task.restFactor?.());
		if (!isRunning) return;
		push(task, state, result, abort);
		tellStretch(task, state);
		if (state.isAskedAgain) void collect(task, state);
		else schedule(task, state);
	}

	function push(task: PollTask, state: TaskState, result: Result<unknown> | null, abort: AbortController): void {
		// Null: its failure was pushed when the deadline passed. Withdrawn by stop(): nobody listens.
		if (result === null || !isRunning || abort.signal.reason === stopped) return;
		state.reading = result.ok
			? { state: 'ready', value: result.value, takenAtMs: clock.nowMs() }
			: afterFailure(state.reading, result.error);
		gatherer.add(task.name, state.reading);
	}

	/** Follows what collecting usually takes, so that one late answer is no news and the sentence does not flicker. */
	function tellStretch(task: PollTask, state: TaskState): void {
		if (task.cadence !== 'live') return;
		const periodMs = state.pace.usualLeastMs(intervalMs);
		const told = state.toldMs;
		const isNews = told === null ? periodMs > intervalMs * worthTelling : !isNear(periodMs, told);
		if (!isNews) return;
		state.toldMs = periodMs > intervalMs ? periodMs : null;
		if (state.toldMs !== told) options.onStretch?.(task.name, state.toldMs);
	}

	function scheduleAll(): void {
		for (const [task, state] of states) schedule(task, state);
	}

	function find(name: string): readonly [PollTask, TaskState] | undefined {
		return [...states].find(([task]) => task.name === name);
	}

	return {
		start() {
			isRunning = true;
			originMs = clock.monotonicMs();
			scheduleAll();
		},
		stop() {
			isRunning = false;
			gatherer.drop();
			for (const [, state] of states) {
				state.cancelTimer();
				state.abort?.abort(stopped);
			}
		},
		setFront(tab) {
			if (tab === front) return;
			front = tab;
			scheduleAll();
		},
		lookAgain() {
			for (const [task, state] of states) if (!Number.isFinite(state.dueMs)) schedule(task, state);
		},
		setInterval(nextMs) {
			intervalMs = nextMs;
			scheduleAll();
		},
		setPaused(next) {
			isPaused = next;
			scheduleAll();
		},
		refresh(name) {
			if (!isRunning) return;
			for (const [task, state] of states) {
				if (name === undefined ? task.isWanted(front) : task.name === name) void collect(task, state);
			}
		},
		refreshWithin(name, delayMs) {
			const found = find(name);
			if (found === undefined || !isRunning) return;
			const [task, state] = found;
			if (state.isInFlight) state.isAskedAgain = true;
			else if (state.dueMs > clock.monotonicMs() + delayMs) arm(task, state, delayMs);
		},
	};
}

const stopped = new Error('the poller was stopped');

function newState(): TaskState {
	return {
		reading: waiting,
		isInFlight: false,
		isAskedAgain: false,
		startedMs: Number.NEGATIVE_INFINITY,
		pace: createPace(),
		toldMs: null,
		cancelTimer() {},
		dueMs: Number.POSITIVE_INFINITY,
		abort: null,
	};
}

/**
 * What was collected. Past the deadline `onLate` gets the failure at once and the collection is told to end; its late answer
 * is dropped (null), and one that never comes is waited for in bounds only.
 */
async function withDeadline(
	task: PollTask,
	abort: AbortController,
	clock: Clock,
	onLate: (failure: Result<never>) => void,
): Promise<Result<unknown> | null> {
	let isLate = false;
	let giveUp = () => {};
	const lost = new Promise<null>((resolve) => {
		giveUp = () => resolve(null);
	});
	let cancelLost = () => {};
	const cancelDeadline = clock.after(task.deadlineMs, () => {
		isLate = true;
		onLate(fail('timeout', `${task.name} was not read within ${task.deadlineMs / 1000} s`));
		abort.abort();
		cancelLost = clock.after(task.deadlineMs * lostAfterDeadlines, giveUp);
	});
	try {
		const result = await Promise.race([task.collect(abort.signal), lost]);
		return isLate ? null : result;
	} catch (error) {
		// A bug in a collector: it must not take the console down, and the panel says so.
		return isLate ? null : fail('failed', `${task.name} could not be read: ${String(error)}`);
	} finally {
		cancelDeadline();
		cancelLost();
	}
}
