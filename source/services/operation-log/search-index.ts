import type { DatabaseSync } from 'node:sqlite';
import { change } from './change.ts';
import { indexSchema } from './layout.ts';

/**
 * Search finds any part of a word of three letters or more through trigrams (FTS5). Making them costs more than an event itself,
 * so an append only notes that a text is new, and trigrams are made for many texts at once, later; until then a search looks
 * through the new texts one by one.
 */

/** Texts whose trigrams are made in one transaction: others wait for the lock meanwhile, 2 ms for so many. */
const batch = 64;

/** Notes a text as it is now; within the transaction of its event. */
export function writeText(database: DatabaseSync, seq: number, text: string): void {
	change(database, 'INSERT OR REPLACE INTO texts (seq, text) VALUES (?, ?)', seq, text);
	markNew(database, seq);
}

/** Adds to a text that stands already. */
export function addText(database: DatabaseSync, seq: number, text: string): void {
	change(database, 'UPDATE texts SET text = text || ? WHERE seq = ?', `\n${text}`, seq);
	markNew(database, seq);
}

function markNew(database: DatabaseSync, seq: number): void {
	change(database, 'INSERT OR IGNORE INTO unindexed (seq) VALUES (?)', seq);
}

/** Whether so many texts are new that their trigrams should be made now. */
export function isIndexDue(database: DatabaseSync): boolean {
	return database.prepare('SELECT 1 FROM unindexed LIMIT 1 OFFSET ?').get(batch - 1) !== undefined;
}

/** The oldest new texts. The order of the tables is told: SQLite would walk every text there is. */
export const newTexts = `SELECT unindexed.seq AS seq, text FROM unindexed CROSS JOIN texts ON texts.seq = unindexed.seq
	ORDER BY unindexed.seq LIMIT ?`;

/** Makes the trigrams of the oldest new texts; within a transaction. Answers how many there were. */
export function indexBatch(database: DatabaseSync, count = batch): number {
	const rows = database.prepare(newTexts).all(count);
	for (const { seq, text } of rows) {
		change(database, 'DELETE FROM search WHERE rowid = ?', seq as number);
		change(database, 'INSERT INTO search (rowid, text) VALUES (?, ?)', seq as number, text as string);
	}
	const last = rows.at(-1)?.['seq'];
	if (last === undefined) database.exec('DELETE FROM unindexed');
	else change(database, 'DELETE FROM unindexed WHERE seq <= ?', last as number);
	return rows.length;
}

/** Throws a damaged index away; its trigrams are made anew by and by. Within a transaction. */
export function resetIndex(database: DatabaseSync): void {
	database.exec(`DROP TABLE search; ${indexSchema} INSERT OR IGNORE INTO unindexed SELECT seq FROM texts;`);
}

/** Forgets the texts of operations whose first event is `throughSeq` or before; within a transaction. */
export function dropTexts(database: DatabaseSync, throughSeq: number): void {
	change(database, 'DELETE FROM search WHERE rowid IN (SELECT seq FROM texts WHERE seq <= ?)', throughSeq);
	change(database, 'DELETE FROM texts WHERE seq <= ?', throughSeq);
	change(database, 'DELETE FROM unindexed WHERE seq <= ?', throughSeq);
}

/** Words of a search: all must be found, wherever they stand. */
export function searchWords(text: string): readonly string[] {
	return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * What FTS5 is asked for some words: trigrams that cover each of them side by side, since what it finds is compared with the words
 * themselves and each further one costs a walk through all texts that have it. Null where no word has three letters.
 */
export function matchExpression(words: readonly string[]): string | null {
	const trigrams = words.flatMap((word) => {
		const letters = [...word];
		const starts = letters.slice(2).map((_, index) => index);
		return starts
			.filter((start) => start % 3 === 0 || start === starts.length - 1)
			.map((start) => letters.slice(start, start + 3).join(''));
	});
	const quoted = [...new Set(trigrams)].slice(0, maxTrigrams).map((trigram) => `"${trigram.replaceAll('"', '""')}"`);
	return quoted.length === 0 ? null : quoted.join(' AND ');
}

/** A pasted page is no search: the words themselves are compared with each candidate anyway. */
const maxTrigrams = 60;
