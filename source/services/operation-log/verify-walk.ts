import type { DatabaseSync } from 'node:sqlite';
import { createHasher, type HashEvent } from './chain.ts';
import type { HeadCheck } from './head-check.ts';
import { checkColumns, checkIndex, type Found, type Row, readArrays } from './verify-columns.ts';
import { type BreakPoint, diagnose } from './verify-diagnose.ts';
import { type Passed, type Position, passSlice } from './verify-slice.ts';

/** Events checked between two turns of the event loop, some milliseconds. */
const sliceSize = 1000;
/** Events on each side of a break that are looked at to tell what was done. */
const windowSize = 100;

export type OnChecked = (checked: number) => void;

/** A part of a chain: from the event after a position, whose hash is known, through an event; null: to its end. */
export type Part = {
	readonly from: Position;
	readonly through: number | null;
	/** The hash that the oldest event of the chain stands on. */
	readonly start: string;
};

/** Walks a part of a chain, and stops at the first event that is not as it was written. */
export async function walkPart(
	database: DatabaseSync,
	{ from, through, start }: Part,
	heads: HeadCheck,
	onChecked: OnChecked,
): Promise<Passed> {
	const hashEvent = createHasher();
	let position = from;
	let events = 0;
	for (;;) {
		const count = Math.min(sliceSize, (through ?? Number.POSITIVE_INFINITY) - position.last);
		if (count <= 0) return { ...position, events, broken: null };
		const step =
			passSlice(database, position, count, heads) ??
			lookCloser(database, { ...position, count, hashEvent, heads }, start);
		events += step.events;
		position = { last: step.last, previous: step.previous };
		if (step.broken !== null || step.events === 0) return { ...position, events, broken: step.broken };
		onChecked(events);
		await new Promise((resolve) => setImmediate(resolve));
	}
}

export function readSeq(database: DatabaseSync, which: 'min' | 'max'): number | null {
	const seq = database.prepare(`SELECT ${which}(seq) AS seq FROM events`).get()?.['seq'];
	return typeof seq === 'number' ? seq : null;
}

function readSlice(database: DatabaseSync, afterSeq: number, count: number): readonly Row[] {
	const sql = 'SELECT seq, operation, kind, time, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?';
	const rows = readArrays<readonly [number, string, string, string, Uint8Array, string]>(database, sql, [
		afterSeq,
		count,
	]);
	return rows.map(([seq, operation, kind, time, body, hash]) => ({ seq, operation, kind, time, body, hash }));
}

type From = Position & { readonly count: number; readonly hashEvent: HashEvent; readonly heads: HeadCheck };

/** Looks at each of the next events, and names the first that is not as it was written. */
function lookCloser(database: DatabaseSync, from: From, start: string): Passed {
	const rows = readSlice(database, from.last, from.count);
	const { isFitting, ...step } = checkSlice(rows, from);
	const broken = isFitting ? step.broken : diagnose(readBreak(database, step, start));
	return { ...step, broken: broken ?? checkIndex(database, rows) };
}

type Step = Passed & {
	/** False where an event does not stand on the hash before it; `last` is the one before. */
	readonly isFitting: boolean;
};

function checkSlice(rows: readonly Row[], from: From): Step {
	let { last, previous } = from;
	const done = (index: number, isFitting: boolean, broken: Found | null): Step => ({
		last,
		previous,
		events: index,
		isFitting,
		broken,
	});
	for (const [index, row] of rows.entries()) {
		if (row.seq !== last + 1) return done(index, true, missing(last + 1, row.seq - 1));
		if (from.hashEvent(row.seq, previous, row.body) !== row.hash) return done(index, false, null);
		const broken = checkColumns(row) ?? from.heads.look(row.seq, row.hash);
		if (broken !== null) return done(index, true, broken);
		previous = row.hash;
		last = row.seq;
	}
	return done(rows.length, true, null);
}

function missing(first: number, through: number): Found {
	const which = first === through ? `Event ${first} is missing` : `Events ${first} to ${through} are missing`;
	return { seq: first, reason: 'removed', message: `${which}.` };
}

function readBreak(database: DatabaseSync, { last, previous }: Position, start: string): BreakPoint {
	const rows = readSlice(database, Math.max(last - windowSize, 0), windowSize * 2 + 2);
	const good = rows.filter(({ seq }) => seq <= last);
	const [bad, ...after] = rows.filter(({ seq }) => seq > last);
	if (bad === undefined) throw new Error('the log changed while it was checked');
	// The hash before the oldest event of the window is known for the beginning of the chain only.
	const isWhole = (good[0]?.seq ?? 1) === (readSeq(database, 'min') ?? 1);
	const before = good.map((row, index) => ({ ...row, previous: good[index - 1]?.hash ?? start }));
	return { before: isWhole ? before : before.slice(1), bad, previous, after };
}
