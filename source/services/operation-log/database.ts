import { closeSync, existsSync, mkdirSync, openSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isBusy } from './sqlite-error.ts';

/** `opsd`: tells this database from any other SQLite file. */
const applicationId = 0x6f707364;

/** The layout this program knows; a later one is refused with a sentence. */
const layout = 1;

/**
 * `events` is the log: its `body` is what is hashed; the other columns stand in the body too and serve to find it.
 * `operations` is an index for lists and filters, made from the events as they come. `seen` is not part of the log.
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
	status TEXT NOT NULL,
	text TEXT NOT NULL
) STRICT;
CREATE INDEX operations_by_seq ON operations (first_seq);
CREATE INDEX operations_by_last ON operations (last_seq);
CREATE INDEX operations_by_status ON operations (status, first_seq);
CREATE TABLE seen (
	user TEXT NOT NULL,
	operation TEXT NOT NULL,
	through_seq INTEGER NOT NULL,
	PRIMARY KEY (user, operation)
) STRICT, WITHOUT ROWID;
`;

/** File systems where SQLite's shared memory does not work between machines: statfs(2) numbers. */
const networkFilesystems = new Set([
	0x6969, // NFS
	0xff534d42, // CIFS
	0xfe534d42, // SMB2
	0x517b, // SMB
	0x65735546, // FUSE: sshfs, gluster and others; local ones lose a little speed only
	0x01021997, // 9P
	0x00c36400, // Ceph
	0x5346414f, // AFS
	0x0bd00bd0, // Lustre
	0x47504653, // GPFS
]);

/** The log's file is not there yet: reading finds nothing, and nothing is created for it. */
export function isLogMissing(path: string): boolean {
	return !existsSync(path);
}

/** Opens the log, creating file and tables where they are not there. Throws what SQLite or the file system throws. */
export function openForWriting(path: string): DatabaseSync {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	// Created here, so that it is never readable by others, not even for a moment; SQLite gives -wal and -shm its mode.
	closeSync(openSync(path, 'a', 0o600));
	const database = new DatabaseSync(path, { timeout: 0 });
	try {
		prepare(database, path);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

function prepare(database: DatabaseSync, path: string): void {
	const isNetwork = networkFilesystems.has(statfsSync(dirname(path)).type);
	const mode = isNetwork ? 'DELETE' : 'WAL';
	if (pragma(database, 'journal_mode') !== mode.toLowerCase()) database.exec(`PRAGMA journal_mode = ${mode}`);
	database.exec('PRAGMA synchronous = FULL');
	if (readLayout(database) === layout) return;
	database.exec('BEGIN IMMEDIATE');
	try {
		// Another program may have made the tables meanwhile.
		if (readLayout(database) === 0) {
			database.exec(schema);
			database.exec(`PRAGMA application_id = ${applicationId}`);
			database.exec(`PRAGMA user_version = ${layout}`);
		}
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

/** Opens what is there for reading only, also from a directory that may not be written. Null for a file without tables yet. */
export function openForReading(path: string): DatabaseSync | null {
	try {
		return openChecked(path);
	} catch (error) {
		// SQLite makes its side files even to read. Where it may not and there are none, nobody writes at the moment either.
		if (isBusy(error) || existsSync(`${path}-wal`)) throw error;
		const url = pathToFileURL(path);
		url.searchParams.set('immutable', '1');
		return openChecked(url);
	}
}

function openChecked(location: string | URL): DatabaseSync | null {
	const database = new DatabaseSync(location, { readOnly: true, timeout: 0 });
	try {
		if (readLayout(database) === layout) return database;
		database.close();
		return null;
	} catch (error) {
		if (database.isOpen) database.close();
		throw error;
	}
}

/** 0 for a file without tables. Throws for another program's database and for a later layout. */
function readLayout(database: DatabaseSync): number {
	const version = Number(pragma(database, 'user_version'));
	const id = Number(pragma(database, 'application_id'));
	const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
	if (version === 0 && id === 0 && tables === 0) return 0;
	if (id !== applicationId) throw new Error('it is a database of another program');
	if (version > layout) throw new Error('a newer version of this program wrote it');
	return version;
}

function pragma(database: DatabaseSync, name: string): unknown {
	const row = database.prepare(`PRAGMA ${name}`).get();
	return row === undefined ? null : Object.values(row)[0];
}
