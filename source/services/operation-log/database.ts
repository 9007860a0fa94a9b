import { closeSync, existsSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { layoutOf, makeLayout, pragma } from './layout.ts';
import { isOnNetwork } from './mount-type.ts';
import { isBusy } from './sqlite-error.ts';

/** A database that compiles each statement once: an append would spend a third of its time on that. */
class LogDatabase extends DatabaseSync {
	readonly #statements = new Map<string, StatementSync>();

	override prepare(sql: string): StatementSync {
		const known = this.#statements.get(sql);
		if (known !== undefined) return known;
		const statement = super.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}
}

/**
 * Pages of the write-ahead log at which the append that wrote them has to bring them into the file. Each event writes ten; maintenance does
 * it much earlier and nobody waits for it, so this is for programs that end before they come to that.
 */
const checkpointPages = 12_000;

/** Opens the log, creating file and tables where they are not there. Throws what SQLite or the file system throws. */
export function openForWriting(path: string, mode: number): DatabaseSync {
	const isNetwork = isOnNetwork(path);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	createFile(path, mode);
	const database = new LogDatabase(path, { timeout: 0 });
	try {
		const journal = isNetwork ? 'DELETE' : 'WAL';
		if (pragma(database, 'journal_mode') !== journal.toLowerCase()) database.exec(`PRAGMA journal_mode = ${journal}`);
		database.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
		makeLayout(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/**
 * Brings what is in the write-ahead log into the file, most of it while others write. Answers whether that was all, so that the next
 * event is written at its beginning again: while it grows, each event waits for the file system's own journal too.
 */
export function checkpoint(database: DatabaseSync): boolean {
	database.exec('PRAGMA wal_checkpoint(PASSIVE)');
	return database.prepare('PRAGMA wal_checkpoint(RESTART)').get()?.['busy'] === 0;
}

/**
 * Created here, so that it is never open to others, not even for a moment; SQLite gives -wal and -shm its mode. What is there
 * already is opened too: a disk that cannot be written says so more clearly than SQLite does.
 */
function createFile(path: string, mode: number): void {
	const isNew = !existsSync(path);
	const file = openSync(path, 'a', 0o600);
	// A mode for a group: what the umask of this program says counts for its own files alone.
	if (isNew && mode !== 0o600) fchmodSync(file, mode);
	closeSync(file);
}

/**
 * Opens what is there for reading only, also from a directory that may not be written. Null for a file without tables
 * yet, `earlier` for one whose tables must be brought to this program's layout first: `openForWriting` does it.
 */
export function openForReading(path: string): DatabaseSync | 'earlier' | null {
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

function openChecked(location: string | URL): DatabaseSync | 'earlier' | null {
	const database = new LogDatabase(location, { readOnly: true, timeout: 0 });
	try {
		const found = layoutOf(database);
		if (found === 'current') return database;
		database.close();
		return found === 'none' ? null : 'earlier';
	} catch (error) {
		if (database.isOpen) database.close();
		throw error;
	}
}
