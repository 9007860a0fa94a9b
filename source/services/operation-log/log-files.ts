import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { addEvent, inTransaction, readHead } from './append.ts';
import { currentChainFile, listChainFiles, nextChainFile } from './chain-files.ts';
import { openForReading, openForWriting } from './database.ts';
import type { Appended } from './operation-log.ts';
import type { LogFiles } from './read.ts';
import { isBusy, isDamaged } from './sqlite-error.ts';
import { checkTail, type TailProblem } from './tail-check.ts';

export type LogFileOptions = {
	/** Path of the first file. */
	readonly path: string;
	/** Of files that are created. */
	readonly mode: number;
	readonly now: () => Date;
	readonly onAppended: (event: Appended) => void;
};

export type Writer = { readonly file: string; readonly database: DatabaseSync };

/** The open files of a log: the one that is written, and those that are only read. */
export type LogFileSet = {
	/** Opens or creates the file that is written now; where its end is damaged, the next one. Throws what SQLite throws. */
	forWriting(): Writer;
	/** Every file that can be opened, the current one first; null where there is none yet. `onGap` gets those that cannot. */
	forReading(onGap: (file: string, error: unknown) => void): LogFiles | null;
	/** One file to read, apart from the others, for a long walk. Null for one without tables. The caller closes it. */
	openApart(file: string): DatabaseSync | null;
	list(): readonly string[];
	/** Goes on in a new file and leaves `file` as it is; nothing where another program did so already. */
	startNext(file: string, problem: TailProblem): Writer;
	close(): void;
};

export function createLogFiles({ path, mode, now, onAppended }: LogFileOptions): LogFileSet {
	let writer: Writer | null = null;
	const readers = new Map<string, DatabaseSync>();

	function closeWriter(): void {
		try {
			writer?.database.close();
		} finally {
			writer = null;
		}
	}

	function openChecked(file: string): Writer {
		let database: DatabaseSync;
		try {
			database = openForWriting(file, mode);
		} catch (error) {
			if (!isDamaged(error)) throw error;
			return startNext(file, { reason: 'it is damaged and cannot be read', good: null });
		}
		const problem = checkOpened(database);
		if (problem === null) return { file, database };
		database.close();
		return startNext(file, problem);
	}

	function checkOpened(database: DatabaseSync): TailProblem | null {
		try {
			return checkTail(database);
		} catch (error) {
			if (isDamaged(error)) return { reason: 'it is damaged', good: null };
			database.close();
			throw error;
		}
	}

	function startNext(file: string, { reason, good }: TailProblem): Writer {
		closeWriter();
		const next = nextChainFile(file);
		const database = openForWriting(next, mode);
		const event = inTransaction(database, () => {
			if (readHead(database).seq > 0) return null;
			const id = `file-${randomBytes(4).toString('hex')}`;
			const body = { kind: 'continued', id, time: now().toISOString(), file: basename(file), reason } as const;
			const appended = addEvent(database, { ...body, throughSeq: good?.seq ?? null, hash: good?.hash ?? null });
			return { ...appended, id, file: next };
		});
		if (event !== null) onAppended(event);
		writer = { file: next, database };
		return writer;
	}

	function readerOf(file: string): DatabaseSync | null {
		if (writer?.file === file) return writer.database;
		const open = readers.get(file);
		if (open !== undefined) return open;
		const opened = openForReading(file);
		if (opened === 'earlier') return forWriting().file === file ? (writer?.database ?? null) : null;
		if (opened !== null) readers.set(file, opened);
		return opened;
	}

	function forWriting(): Writer {
		// Another program may have found the file damaged and gone on.
		const file = currentChainFile(writer?.file ?? path);
		if (writer?.file === file) return writer;
		closeWriter();
		writer = openChecked(file);
		return writer;
	}

	return {
		forWriting,
		forReading(onGap) {
			const open: DatabaseSync[] = [];
			for (const file of [...listChainFiles(path)].reverse()) {
				try {
					const database = readerOf(file);
					if (database !== null) open.push(database);
				} catch (error) {
					if (isBusy(error)) throw error;
					onGap(file, error);
				}
			}
			const [current, ...earlier] = open;
			return current === undefined ? null : [current, ...earlier];
		},
		openApart(file) {
			const opened = openForReading(file);
			if (opened !== 'earlier') return opened;
			forWriting();
			const again = openForReading(file);
			return again === 'earlier' ? null : again;
		},
		list: () => listChainFiles(path),
		startNext,
		close() {
			closeWriter();
			for (const database of readers.values()) database.close();
			readers.clear();
		},
	};
}
