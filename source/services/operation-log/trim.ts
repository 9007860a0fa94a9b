import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../../domain/history.ts';
import { addEvent } from './append.ts';
import { change } from './change.ts';
import { pragma } from './layout.ts';
import type { Retention } from './operation-log.ts';
import { dropTexts } from './search-index.ts';

/** Operations that go at once at most, some ten milliseconds: others wait for the lock meanwhile. */
const chunk = 500;

/** Part of a log that is too large that goes at once. */
const sizeStep = 0.05;

const dayMs = 86_400_000;

export type Trim = { readonly count: number; readonly event: HistoryEvent | null };

/**
 * The first event that is kept, as far as anything beyond the limits goes at once; 0 where all is kept. It takes a walk through many
 * operations, and is asked without the lock.
 */
export function findKept(database: DatabaseSync, retention: Retention, now: Date): number {
	return Math.max(
		keptByCount(database, retention),
		keptByAge(database, retention, now),
		keptBySize(database, retention),
	);
}

/**
 * Drops some of the oldest events before `keptFrom`, and appends `trimmed`. Only a prefix goes that holds whole, ended operations, so
 * that what stays still verifies. Within a transaction; called again until nothing goes.
 */
export function trimEvents(database: DatabaseSync, keptFrom: number, id: string, now: Date): Trim {
	const through = findCut(database, keptFrom);
	const last =
		through === null
			? undefined
			: database.prepare('SELECT seq, hash FROM events WHERE seq <= ? ORDER BY seq DESC LIMIT 1').get(through);
	if (last === undefined) return { count: 0, event: null };
	const throughSeq = Number(last['seq']);
	const count = change(database, 'DELETE FROM events WHERE seq <= ?', throughSeq);
	const forget = 'DELETE FROM seen WHERE operation IN (SELECT id FROM operations WHERE first_seq <= ?)';
	change(database, forget, throughSeq);
	change(database, 'DELETE FROM operations WHERE first_seq <= ?', throughSeq);
	dropTexts(database, throughSeq);
	const time = now.toISOString();
	const event = addEvent(database, { kind: 'trimmed', id, time, throughSeq, hash: String(last['hash']), count });
	return { count, event };
}

/** Last event that may go; null when nothing may. */
function findCut(database: DatabaseSync, keptFrom: number): number | null {
	let cut = Math.min(keptFrom - 1, endOfChunk(database));
	const findStraddling = database.prepare(
		"SELECT min(first_seq) AS seq FROM operations WHERE first_seq <= ? AND (status = 'open' OR last_seq > ?)",
	);
	// Each round moves the cut before an operation that reaches over it; it only ever falls.
	for (
		let seq = findStraddling.get(cut, cut)?.['seq'];
		typeof seq === 'number';
		seq = findStraddling.get(cut, cut)?.['seq']
	) {
		cut = seq - 1;
	}
	const hasMore = database
		.prepare("SELECT 1 FROM operations WHERE first_seq <= ? AND type <> 'trimmed' LIMIT 1")
		.get(cut);
	return hasMore === undefined ? null : cut;
}

/** First event of the oldest operation that is kept; 0 where all are. Notes of earlier times do not count. */
function keptByCount(database: DatabaseSync, { operations }: Retention): number {
	const span = database.prepare('SELECT max(first_seq) - min(first_seq) AS span FROM operations').get()?.['span'];
	if (operations === null || typeof span !== 'number' || span < operations) return 0;
	// Through the index alone, which is twenty times as fast as looking at the type of each.
	const nth = database.prepare('SELECT first_seq FROM operations ORDER BY first_seq DESC LIMIT 1 OFFSET ?');
	const notes = database.prepare("SELECT count(*) AS count FROM operations WHERE type = 'trimmed' AND first_seq >= ?");
	for (let [skipped, seen] = [0, -1]; ; seen = skipped) {
		const seq = nth.get(Math.max(operations, 1) - 1 + skipped)?.['first_seq'];
		if (typeof seq !== 'number') return 0;
		skipped = Number(notes.get(seq)?.['count']);
		if (skipped === seen) return seq;
	}
}

function keptByAge(database: DatabaseSync, { days }: Retention, now: Date): number {
	if (days === null) return 0;
	const oldest = new Date(now.getTime() - days * dayMs).toISOString();
	const kept = database
		.prepare('SELECT first_seq FROM operations INDEXED BY operations_by_seq WHERE time >= ? ORDER BY first_seq LIMIT 1')
		.get(oldest)?.['first_seq'];
	return typeof kept === 'number' ? kept : Number.MAX_SAFE_INTEGER;
}

/** By what is in use of the file: pages that were freed are used again, they are not given back. */
function keptBySize(database: DatabaseSync, { bytes }: Retention): number {
	if (bytes === null) return 0;
	const pages = Number(pragma(database, 'page_count')) - Number(pragma(database, 'freelist_count'));
	if (pages * Number(pragma(database, 'page_size')) <= bytes) return 0;
	const row = database.prepare('SELECT min(first_seq) AS first, max(first_seq) AS last FROM operations').get();
	const [first, last] = [Number(row?.['first'] ?? 0), Number(row?.['last'] ?? 0)];
	return first + Math.ceil((last - first) * sizeStep);
}

/** The last event that belongs to the oldest operations that go at once. */
function endOfChunk(database: DatabaseSync): number {
	const next = database.prepare('SELECT first_seq FROM operations ORDER BY first_seq LIMIT 1 OFFSET ?').get(chunk)?.[
		'first_seq'
	];
	return typeof next === 'number' ? next - 1 : lastBefore(database);
}

/** Where there are few operations, the latest stays: the chain needs something to go on from. */
function lastBefore(database: DatabaseSync): number {
	const last = database.prepare('SELECT first_seq FROM operations ORDER BY first_seq DESC LIMIT 1').get()?.[
		'first_seq'
	];
	return typeof last === 'number' ? last - 1 : 0;
}
