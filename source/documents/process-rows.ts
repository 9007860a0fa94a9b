import { containerOf, unitOf } from '../domain/cgroup.ts';
import { cpuTicksOf, type ProcessSample } from '../domain/process.ts';
import { maskArguments, type SecretPatterns } from '../domain/secrets.ts';
import type { ProcessRow } from '../domain/top.ts';
import { ticksPerSecond } from '../domain/top-reading.ts';
import { rateOf, roundFigure } from './top-rates.ts';

/** What rows depend on beside their own samples. */
export type RowContext = {
	/** Milliseconds between the two scans; null with one. */
	readonly elapsedMs: number | null;
	/** The time was too short to measure rates in: those of the rows before stand. */
	readonly keepsRates: boolean;
	/** Uptime at the scan before, in ticks: a process that started later had no CPU time then. */
	readonly earlierTicks: number | null;
	readonly memoryBytes: number | null;
	readonly bootTimeSeconds: number | null;
	readonly cgroupRoot: string;
	readonly users: ReadonlyMap<number, string>;
	readonly secrets: SecretPatterns;
};

export type RowState = { readonly sample: ProcessSample; readonly row: ProcessRow };

/** The rows of one document, in the order of its samples. */
export type RowsByKey = {
	readonly states: readonly RowState[];
	get(key: number): RowState | undefined;
};

/**
 * Keys are given out in rising order, and a scan has its processes in that order: a row is found by halves. A look-up table is made
 * only where it is not so.
 */
export function rowsOf(states: readonly RowState[]): RowsByKey {
	let isRising: boolean | null = null;
	let byKey: ReadonlyMap<number, RowState> | null = null;
	return {
		states,
		get(key) {
			isRising ??= states.every(({ sample }, index) => sample.key > (states[index - 1]?.sample.key ?? -1));
			if (isRising) return findByHalves(states, key);
			byKey ??= new Map(states.map((state) => [state.sample.key, state]));
			return byKey.get(key);
		},
	};
}

function findByHalves(states: readonly RowState[], key: number): RowState | undefined {
	let low = 0;
	let high = states.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((states[middle]?.sample.key ?? 0) < key) low = middle + 1;
		else high = middle;
	}
	const found = states[low];
	return found?.sample.key === key ? found : undefined;
}

/** Rows of all samples. A process whose sample is the same object, and whose rates were zero, keeps its row object. */
export function selectRows(
	samples: readonly ProcessSample[],
	before: RowsByKey,
	context: RowContext,
	isContextSame: boolean,
): RowsByKey {
	const places = createPlaces(context.cgroupRoot);
	const find = createFinder(before);
	const states = samples.map((sample) => {
		const earlier = find(sample.key);
		const isSame = isContextSame && earlier?.sample === sample && isStill(earlier.row) && hasName(earlier.row, context);
		return isSame && earlier !== undefined ? earlier : { sample, row: createRow(sample, earlier, context, places) };
	});
	return rowsOf(states);
}

/** So many processes that ended between two are stepped over. */
const mostSkipped = 16;

/** Finds the rows of keys that are asked for in about the order that the rows have. New processes mostly have higher keys. */
function createFinder(rows: RowsByKey): (key: number) => RowState | undefined {
	const { states } = rows;
	let highestKey = Number.NEGATIVE_INFINITY;
	for (const { sample } of states) if (sample.key > highestKey) highestKey = sample.key;
	let at = 0;
	return (key) => {
		if (key > highestKey) return undefined;
		for (let place = at; place < Math.min(at + mostSkipped, states.length); place++) {
			const state = states[place];
			if (state?.sample.key !== key) continue;
			at = place + 1;
			return state;
		}
		return rows.get(key);
	};
}

/** Whether the next row of an unchanged sample would say the same. */
function isStill(row: ProcessRow): boolean {
	return row.cpuPercent === 0 && !row.readBytesPerSecond && !row.writeBytesPerSecond;
}

function hasName({ uid, user }: ProcessRow, { users }: RowContext): boolean {
	return uid === null || (users.get(uid) ?? null) === user;
}

function createRow(
	sample: ProcessSample,
	earlier: RowState | undefined,
	context: RowContext,
	placeOf: PlaceOf,
): ProcessRow {
	const { elapsedMs, memoryBytes } = context;
	const cpuTicks = cpuTicksOf(sample);
	const place = placeOf(sample.cgroup);
	const rates = context.keepsRates ? earlier?.row : undefined;
	return {
		key: sample.key,
		pid: sample.pid,
		ppid: sample.ppid,
		user: sample.uid === null ? null : (context.users.get(sample.uid) ?? null),
		uid: sample.uid,
		name: sample.name,
		command: commandOf(sample, earlier, context.secrets),
		state: sample.state,
		priority: sample.priority,
		nice: sample.nice,
		threads: sample.threads,
		virtualBytes: sample.virtualBytes,
		residentBytes: sample.residentBytes,
		sharedBytes: sample.sharedBytes,
		cpuPercent: rates?.cpuPercent ?? cpuPercentOf(sample, earlier, context),
		memoryPercent: memoryBytes === null ? null : roundFigure((sample.residentBytes * 100) / memoryBytes),
		cpuSeconds: cpuTicks === null ? null : cpuTicks / ticksPerSecond,
		readBytesPerSecond: rates?.readBytesPerSecond ?? rateOf(earlier?.sample.readBytes, sample.readBytes, elapsedMs),
		writeBytesPerSecond: rates?.writeBytesPerSecond ?? rateOf(earlier?.sample.writeBytes, sample.writeBytes, elapsedMs),
		startTicks: sample.startTicks,
		startTime: earlier?.row.startTime ?? startTimeOf(sample, context),
		cgroup: sample.cgroup,
		unit: place.unit,
		container: place.container,
	};
}

type Place = Pick<ProcessRow, 'unit' | 'container'>;
type PlaceOf = (cgroup: string | null) => Place;

/** Many processes share few cgroups: each is looked at once. */
function createPlaces(root: string): PlaceOf {
	const nowhere: Place = { unit: null, container: null };
	const known = new Map<string, Place>();
	return (cgroup) => {
		if (cgroup === null) return nowhere;
		const place = known.get(cgroup) ?? { unit: unitOf(cgroup, root), container: containerOf(cgroup) };
		known.set(cgroup, place);
		return place;
	};
}

/**
 * As top has it in Irix mode: CPU time between two scans in percent of the time that passed, so 100 is one core. A process
 * that started between them had none before. It can pass the number of threads by the rounding of one tick.
 */
function cpuPercentOf(sample: ProcessSample, earlier: RowState | undefined, context: RowContext): number | null {
	const { elapsedMs, earlierTicks } = context;
	if (elapsedMs === null || elapsedMs <= 0) return null;
	const isNew = earlier === undefined && earlierTicks !== null && sample.startTicks >= earlierTicks;
	if (earlier === undefined && !isNew) return null;
	const before = earlier === undefined ? 0 : cpuTicksOf(earlier.sample);
	const now = cpuTicksOf(sample);
	if (before === null || now === null) return null;
	// The kernel corrects a split between user and system time that it had guessed: together they may go back by a tick.
	const ticks = Math.max(0, now - before);
	return roundFigure((ticks * 100 * 1000) / ticksPerSecond / elapsedMs);
}

function commandOf(sample: ProcessSample, earlier: RowState | undefined, secrets: SecretPatterns): string | null {
	if (sample.args === null) return null;
	if (sample.args.length === 0) return `[${sample.name}]`;
	if (earlier?.sample.args === sample.args) return earlier.row.command;
	return maskArguments(sample.args, secrets).join(' ').trimEnd();
}

function startTimeOf(sample: ProcessSample, { bootTimeSeconds }: RowContext): string | null {
	if (bootTimeSeconds === null) return null;
	const time = new Date((bootTimeSeconds + sample.startTicks / ticksPerSecond) * 1000);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
