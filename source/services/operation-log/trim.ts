import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../../domain/history.ts';
import { addEvent } from './append.ts';
import { change } from './change.ts';
import { pragma } from './layout.ts';
import type { Retention } from './operation-log.ts';
import { dropTexts } from './search-index.ts';

/** Operations that go at once at most: others wait for the lock meanwhile. */
const chunk = 1000;

/** Part of a log that is too large that goes at once. */
const sizeStep = 0.05;

const dayMs = 86_400_000;

export type Trim = { readonly count: number; readonly event: HistoryEvent | null };

/**
 * Drops some of the oldest events where there is more than is kept, and appends `trimmed`. Only a prefix goes that holds
 * whole, ended operations, so that what stays still verifies. Within a transaction; called again until nothing goes.
 */
export function trimEvents(database: DatabaseSync, retention: Retention, id: string, now: Date): Trim {
	const through = findCut(database, retention, now);
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
function findCut(database: DatabaseSync, retention: Retention, now: Date): number | null {
	const keptFrom = Math.max(
		keptByCount(database, retention),
		keptByAge(database, retention, now),
		keptBySize(database, retention),
	);
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

/** First event of the oldest operation that is kept; 0 where all are. */
function keptByCount(database: DatabaseSync, { operations }: Retention): number {
	const span = database.prepare('SELECT max(first_seq) - min(first_seq) AS span FROM operations').get()?.['span'];
	if (operations === null || typeof span !== 'number' || span < operations) return 0;
	const row = database
		.prepare("SELECT first_seq FROM operations WHERE type <> 'trimmed' ORDER BY first_seq DESC LIMIT 1 OFFSET ?")
		.get(Math.max(operations, 1) - 1);
	return typeof row?.['first_seq'] === 'number' ? row['first_seq'] : 0;
}

function keptByAge(database: DatabaseSync, { days }: Retention, now: Date): number {
	if (days === null) return 0;
	const oldest = new Date(now.getTime() - days * dayMs).toISOString();
	const kept = database
		.prepare('SELECT first_seq FROM operations WHERE time >= ? ORDER BY first_seq LIMIT 1')
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
