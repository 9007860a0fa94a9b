import type { DatabaseSync } from 'node:sqlite';
import { indexSchema } from './layout.ts';

/**
 * Search finds any part of a word of three letters or more through trigrams (FTS5). Making them costs more than an event itself,
 * so an append only notes that a text is new, and trigrams are made for many texts at once, later; until then a search looks
 * through the new texts one by one.
 */

/** Texts without trigrams that are worth a transaction. */
const batch = 256;

/** Notes a text as it is now; within the transaction of its event. */
export function writeText(database: DatabaseSync, seq: number, text: string): void {
	database.prepare('INSERT OR REPLACE INTO texts (seq, text) VALUES (?, ?)').run(seq, text);
	markNew(database, seq);
}

/** Adds to a text that stands already. */
export function addText(database: DatabaseSync, seq: number, text: string): void {
	database.prepare('UPDATE texts SET text = text || ? WHERE seq = ?').run(`\n${text}`, seq);
	markNew(database, seq);
}

function markNew(database: DatabaseSync, seq: number): void {
	database.prepare('INSERT OR IGNORE INTO unindexed (seq) VALUES (?)').run(seq);
}

/** Whether so many texts are new that their trigrams should be made now. */
export function isIndexDue(database: DatabaseSync): boolean {
	return database.prepare('SELECT 1 FROM unindexed LIMIT 1 OFFSET ?').get(batch - 1) !== undefined;
}

/** Makes the trigrams of the oldest new texts; within a transaction. Answers how many there were. */
export function indexBatch(database: DatabaseSync): number {
	const rows = database
		.prepare('SELECT texts.seq AS seq, text FROM unindexed JOIN texts ON texts.seq = unindexed.seq ORDER BY 1 LIMIT ?')
		.all(batch);
	const drop = database.prepare('DELETE FROM search WHERE rowid = ?');
	const add = database.prepare('INSERT INTO search (rowid, text) VALUES (?, ?)');
	for (const { seq, text } of rows) {
		drop.run(seq as number);
		add.run(seq as number, text as string);
	}
	const last = rows.at(-1)?.['seq'];
	if (last === undefined) database.exec('DELETE FROM unindexed');
	else database.prepare('DELETE FROM unindexed WHERE seq <= ?').run(last);
	return rows.length;
}

/** Throws a damaged index away; its trigrams are made anew by and by. Within a transaction. */
export function resetIndex(database: DatabaseSync): void {
	database.exec(`DROP TABLE search; ${indexSchema} INSERT OR IGNORE INTO unindexed SELECT seq FROM texts;`);
}

/** Forgets the texts of operations whose first event is `throughSeq` or before; within a transaction. */
export function dropTexts(database: DatabaseSync, throughSeq: number): void {
	database.prepare('DELETE FROM search WHERE rowid IN (SELECT seq FROM texts WHERE seq <= ?)').run(throughSeq);
	database.prepare('DELETE FROM texts WHERE seq <= ?').run(throughSeq);
	database.prepare('DELETE FROM unindexed WHERE seq <= ?').run(throughSeq);
}

/** Words of a search: all must be found, wherever they stand. */
export function searchWords(text: string): readonly string[] {
	return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** What FTS5 is asked for some words: every trigram of each; null where no word has three letters. */
export function matchExpression(words: readonly string[]): string | null {
	const trigrams = words.flatMap((word) => {
		const letters = [...word];
		return letters.slice(2).map((_, index) => letters.slice(index, index + 3).join(''));
	});
	const quoted = [...new Set(trigrams)].slice(0, maxTrigrams).map((trigram) => `"${trigram.replaceAll('"', '""')}"`);
	return quoted.length === 0 ? null : quoted.join(' AND ');
}

/** A pasted page is no search: the words themselves are compared with each candidate anyway. */
const maxTrigrams = 60;
