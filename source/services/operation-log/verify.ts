import type { DatabaseSync } from 'node:sqlite';
import type { FileReport } from '../../domain/verify.ts';
import { createHasher, genesisHash, type HashEvent } from './chain.ts';
import { createHeadCheck, type HeadCheck } from './head-check.ts';
import { parseLogEvent } from './log-event.ts';
import type { VerifyQuestion } from './operation-log.ts';
import { checkColumns, checkIndex, checkListed, type Found, type Row, readArrays } from './verify-columns.ts';
import { type BreakPoint, diagnose } from './verify-diagnose.ts';
import { type Passed, type Position, passSlice } from './verify-slice.ts';

/** Events checked between two turns of the event loop, some milliseconds. */
const sliceSize = 1000;
/** Events on each side of a break that are looked at to tell what was done. */
const windowSize = 100;

export type OnChecked = (checked: number) => void;

/** Walks the chain of one file from its oldest event and names the first one that is not as it was written. */
export async function verifyFile(
	database: DatabaseSync,
	file: string,
	question: VerifyQuestion,
	onChecked: OnChecked = () => {},
): Promise<FileReport> {
	// Retention may drop the beginning while it is walked: then it is walked anew.
	for (let tries = 1; ; tries++) {
		const firstSeq = readSeq(database, 'min');
		const report = await walk(database, file, firstSeq, question, onChecked);
		if (report.broken === null || tries === 3 || readSeq(database, 'min') === firstSeq) return report;
	}
}

async function walk(
	database: DatabaseSync,
	file: string,
	firstSeq: number | null,
	question: VerifyQuestion,
	onChecked: OnChecked,
): Promise<FileReport> {
	const heads = createHeadCheck(file, firstSeq ?? 1, question);
	const hashEvent = createHasher();
	const start = firstSeq === null ? genesisHash : startOf(database, firstSeq);
	let broken: Found | null = typeof start === 'string' ? null : start;
	let previous = typeof start === 'string' ? start : genesisHash;
	let last = (firstSeq ?? 1) - 1;
	if (broken === null && firstSeq !== null) broken = heads.look(last, previous);
	let events = 0;
	while (broken === null) {
		const step: Passed =
			passSlice(database, { last, previous }, sliceSize, heads) ??
			lookCloser(database, { last, previous, hashEvent, heads }, typeof start === 'string' ? start : '');
		if (step.events === 0 && step.broken === null) break;
		events += step.events;
		last = step.last;
		previous = step.previous;
		broken = step.broken;
		onChecked(events);
		await new Promise((resolve) => setImmediate(resolve));
	}
	broken ??= heads.end(last) ?? checkListed(database);
	return {
		file,
		isIntact: broken === null,
		events,
		firstSeq,
		lastSeq: readSeq(database, 'max'),
		head: broken === null && events > 0 ? previous : null,
		broken: broken === null ? null : { ...broken, file },
		compared: heads.compared(),
	};
}

export function readSeq(database: DatabaseSync, which: 'min' | 'max'): number | null {
	const seq = database.prepare(`SELECT ${which}(seq) AS seq FROM events`).get()?.['seq'];
	return typeof seq === 'number' ? seq : null;
}

function readSlice(database: DatabaseSync, afterSeq: number, count = sliceSize): readonly Row[] {
	const sql = 'SELECT seq, operation, kind, time, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?';
	const rows = readArrays<readonly [number, string, string, string, Uint8Array, string]>(database, sql, [
		afterSeq,
		count,
	]);
	return rows.map(([seq, operation, kind, time, body, hash]) => ({ seq, operation, kind, time, body, hash }));
}

/** The hash that the oldest event stands on: the genesis, or what retention noted when it dropped those before. */
export function startOf(database: DatabaseSync, firstSeq: number): string | Found {
	if (firstSeq === 1) return genesisHash;
	let missing = 1;
	// The latest note is the one, and it stands near the end: none but a chain that lacks it is walked as a whole.
	for (const row of database.prepare("SELECT body FROM events WHERE kind = 'trimmed' ORDER BY seq DESC").iterate()) {
		const note = parseLogEvent(row['body'] as Uint8Array);
		if (note?.kind !== 'trimmed') continue;
		if (note.throughSeq === firstSeq - 1) return note.hash;
		if (note.throughSeq < firstSeq - 1) missing = Math.max(missing, note.throughSeq + 1);
	}
	return {
		seq: missing,
		reason: 'removed',
		message: `Events ${missing} to ${firstSeq - 1} are missing, and retention did not drop them.`,
	};
}

type From = Position & { readonly hashEvent: HashEvent; readonly heads: HeadCheck };

/** Looks at each of the next events, and names the first that is not as it was written. */
function lookCloser(database: DatabaseSync, from: From, start: string): Passed {
	const rows = readSlice(database, from.last);
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
