import type { DatabaseSync } from 'node:sqlite';

/** `opsd`: tells this database from any other SQLite file. */
const applicationId = 0x6f707364;

/** The layout this program knows; a later one is refused with a sentence. */
const layout = 3;

const laterIndexes = `
CREATE INDEX operations_by_type ON operations (type, first_seq);
CREATE INDEX operations_by_time ON operations (time, first_seq);
`;

/**
 * `events` is the log: its `body` is what is hashed; the other columns stand in the body too and serve to find it. All other
 * tables can be made from it again, but `seen`, which is no part of the log: `operations` is an index for lists and filters,
 * `texts` what a search looks through, `search` the trigrams of `texts`, and `unindexed` the texts whose trigrams are still
 * to be made (see search-index.ts).
 */
const schema = `
CREATE TABLE events (
	seq INTEGER PRIMARY KEY,
	operation TEXT NOT NULL,
	kind TEXT NOT NULL,
	time TEXT NOT NULL,
	body BLOB NOT NULL,
	hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_operation ON events (operation, seq);
CREATE TABLE operations (
	id TEXT PRIMARY KEY,
	first_seq INTEGER NOT NULL,
	last_seq INTEGER NOT NULL,
	time TEXT NOT NULL,
	host TEXT NOT NULL,
	type TEXT NOT NULL,
	status TEXT NOT NULL
) STRICT;
CREATE INDEX operations_by_seq ON operations (first_seq);
CREATE INDEX operations_by_last ON operations (last_seq);
CREATE INDEX operations_by_status ON operations (status, first_seq);
CREATE INDEX operations_by_host ON operations (host, first_seq);
${laterIndexes}
CREATE TABLE seen (
	user TEXT NOT NULL,
	operation TEXT NOT NULL,
	through_seq INTEGER NOT NULL,
	PRIMARY KEY (user, operation)
) STRICT, WITHOUT ROWID;
`;

/** The index holds no text of its own, and nothing but which text has which trigram. */
export const indexSchema = `CREATE VIRTUAL TABLE search
	USING fts5 (text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram');`;

const searchSchema = `
CREATE TABLE texts (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE unindexed (seq INTEGER PRIMARY KEY) STRICT;
${indexSchema}
`;

/** From the layout in which the text stood beside the operation. Its trigrams are made by and by, as those of new events are. */
const fromFirst = `
${searchSchema}
INSERT INTO texts SELECT first_seq, text FROM operations;
INSERT INTO unindexed SELECT first_seq FROM operations;
ALTER TABLE operations DROP COLUMN text;
CREATE INDEX operations_by_host ON operations (host, first_seq);
`;

/** What tables the file has. Throws for another program's database and for a later layout. */
export function layoutOf(database: DatabaseSync): 'none' | 'earlier' | 'current' {
	const found = readLayout(database);
	return found === 0 ? 'none' : found === layout ? 'current' : 'earlier';
}

/** Makes the tables, or brings those of an earlier version to this one; another program may be at it too. */
export function makeLayout(database: DatabaseSync): void {
	if (readLayout(database) === layout) return;
	database.exec('BEGIN IMMEDIATE');
	try {
		const found = readLayout(database);
		if (found === 0) database.exec(schema + searchSchema);
		else {
			if (found === 1) database.exec(fromFirst);
			if (found < layout) database.exec(laterIndexes);
		}
		database.exec(`PRAGMA application_id = ${applicationId}`);
		database.exec(`PRAGMA user_version = ${layout}`);
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

/** 0 for a file without tables. */
function readLayout(database: DatabaseSync): number {
	const version = Number(pragma(database, 'user_version'));
	const id = Number(pragma(database, 'application_id'));
	const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
	if (version === 0 && id === 0 && tables === 0) return 0;
	if (id !== applicationId) throw new Error('it is a database of another program');
	if (version > layout) throw new Error('a newer version of this program wrote it');
	return version;
}

export function pragma(database: DatabaseSync, name: string): unknown {
	const row = database.prepare(`PRAGMA ${name}`).get();
	return row === undefined ? null : Object.values(row)[0];
}
