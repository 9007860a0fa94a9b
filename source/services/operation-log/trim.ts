import type { DatabaseSync } from 'node:sqlite';
import { addEvent } from './append.ts';

/**
 * Drops the oldest events so that about `limit` operations stay, and appends `trimmed`. Only a prefix goes that holds whole,
 * ended operations, so that what stays still verifies. Answers how many events went. Within a transaction.
 */
export function trimEvents(database: DatabaseSync, limit: number, id: string, time: string): number {
	const through = findCut(database, limit);
	if (through === null) return 0;
	const last = database.prepare('SELECT seq, hash FROM events WHERE seq <= ? ORDER BY seq DESC LIMIT 1').get(through);
	if (last === undefined) return 0;
	const throughSeq = Number(last['seq']);
	const count = Number(database.prepare('DELETE FROM events WHERE seq <= ?').run(throughSeq).changes);
	database
		.prepare('DELETE FROM seen WHERE operation IN (SELECT id FROM operations WHERE first_seq <= ?)')
		.run(throughSeq);
	database.prepare('DELETE FROM operations WHERE first_seq <= ?').run(throughSeq);
	addEvent(database, { kind: 'trimmed', id, time, throughSeq, hash: String(last['hash']), count });
	return count;
}

/** Last event that may go; null when nothing may. */
function findCut(database: DatabaseSync, limit: number): number | null {
	const oldestKept = database
		.prepare("SELECT first_seq FROM operations WHERE type <> 'trimmed' ORDER BY first_seq DESC LIMIT 1 OFFSET ?")
		.get(Math.max(limit, 1) - 1)?.['first_seq'];
	if (typeof oldestKept !== 'number') return null;
	let cut = oldestKept - 1;
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
