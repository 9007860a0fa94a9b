import { closeSync, existsSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { layoutOf, makeLayout, pragma } from './layout.ts';
import { isOnNetwork } from './mount-type.ts';
import { isBusy } from './sqlite-error.ts';

/** The log's file is not there yet: reading finds nothing, and nothing is created for it. */
export function isLogMissing(path: string): boolean {
	return !existsSync(path);
}

/** Opens the log, creating file and tables where they are not there. Throws what SQLite or the file system throws. */
export function openForWriting(path: string, mode: number): DatabaseSync {
	const isNetwork = isOnNetwork(path);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	createFile(path, mode);
	const database = new DatabaseSync(path, { timeout: 0 });
	try {
		const journal = isNetwork ? 'DELETE' : 'WAL';
		if (pragma(database, 'journal_mode') !== journal.toLowerCase()) database.exec(`PRAGMA journal_mode = ${journal}`);
		database.exec('PRAGMA synchronous = FULL');
		makeLayout(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Created here, so that it is never open to others, not even for a moment; SQLite gives -wal and -shm its mode. */
function createFile(path: string, mode: number): void {
	if (existsSync(path)) return;
	const file = openSync(path, 'a', 0o600);
	// A mode for a group: what the umask of this program says counts for its own files alone.
	if (mode !== 0o600) fchmodSync(file, mode);
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
	const database = new DatabaseSync(location, { readOnly: true, timeout: 0 });
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
