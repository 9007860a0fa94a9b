import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { addEvent, inTransaction, isOpen } from './append.ts';
import { isLogMissing, openForReading, openForWriting } from './database.ts';
import type { OperationLog, VerifyReport } from './operation-log.ts';
import { findEntry, readBadge, readEntries, readLines, readOpen, writeSeen } from './read.ts';
import { explainLogError, isBusy } from './sqlite-error.ts';
import { trimEvents } from './trim.ts';
import { verifyChain } from './verify.ts';

export type OperationLogOptions = {
	/** Path of operations.db. */
	readonly path: string;
	/** Whose reading `seen` is about: the uid. */
	readonly user: string;
	/** How long another program may hold the lock. */
	readonly patienceMs?: number;
	readonly now?: () => Date;
};

const defaultPatienceMs = 10_000;

/**
 * The log in this thread: for commands that run once, and inside the console's worker. SQLite itself never waits for a lock;
 * the retry is asynchronous, so that even here the event loop goes on.
 */
export function createOperationLog(options: OperationLogOptions): OperationLog {
	const { path, user, patienceMs = defaultPatienceMs, now = () => new Date() } = options;
	let writer: DatabaseSync | null = null;
	let reader: DatabaseSync | null = null;

	function forWriting(): DatabaseSync {
		writer ??= openForWriting(path);
		return writer;
	}

	function forReading(): DatabaseSync | null {
		if (writer !== null) return writer;
		if (reader === null && isLogMissing(path)) return null;
		reader ??= openForReading(path);
		return reader;
	}

	async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Result<Value>> {
		const deadline = performance.now() + patienceMs;
		for (;;) {
			try {
				return succeed(await work());
			} catch (error) {
				if (!isBusy(error) || performance.now() > deadline) return explainLogError(path, error);
			}
			// Uneven, so that writers who met once do not meet again.
			const pauseMs = 1 + Math.random() * 15;
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
		}
	}

	function read<Value>(work: (database: DatabaseSync) => Value | Promise<Value>, empty: Value): Promise<Result<Value>> {
		return attempt(() => {
			const database = forReading();
			return database === null ? empty : work(database);
		});
	}

	return {
		path,
		async check() {
			const result = await attempt(() => {
				const database = forWriting();
				inTransaction(database, () => database.prepare('SELECT max(seq) FROM events').get());
			});
			return result.ok ? succeed(undefined) : result;
		},
		append: (event, { onlyIfOpen = false } = {}) =>
			attempt(() => {
				const database = forWriting();
				return inTransaction(database, () =>
					onlyIfOpen && !isOpen(database, event.id) ? null : addEvent(database, event),
				);
			}),
		query: (query) => read((database) => readEntries(database, query, user), { entries: [], malformed: 0 }),
		async find(id) {
			const found = await read((database) => findEntry(database, id, user), []);
			if (!found.ok) return found;
			const [first, second] = found.value;
			if (first === undefined)
				return fail('not-found', `The operation log has no entry ${id}`, 'history lists the ids.');
			if (second !== undefined) return fail('refused', `More than one entry begins with ${id}`, 'Give more of the id.');
			return succeed(first);
		},
		badge: () => read((database) => readBadge(database, user), { unseen: 0, unseenFailed: 0 }),
		async markSeen(ids) {
			if (isLogMissing(path)) return succeed(undefined);
			const result = await attempt(() => {
				const database = forWriting();
				inTransaction(database, () => writeSeen(database, ids, user));
			});
			return result.ok ? succeed(undefined) : result;
		},
		listOpen: () => read(readOpen, []),
		verify: (head) => read<VerifyReport>((database) => verifyChain(database, head), emptyReport),
		async trim(limit) {
			if (isLogMissing(path)) return succeed(0);
			const id = `trim-${randomBytes(4).toString('hex')}`;
			return attempt(() => {
				const database = forWriting();
				return inTransaction(database, () => trimEvents(database, limit, id, now().toISOString()));
			});
		},
		readLines: (afterSeq, count) =>
			read((database) => readLines(database, afterSeq, count), { lines: [], lastSeq: afterSeq }),
		async close() {
			for (const database of [writer, reader]) database?.close();
			writer = null;
			reader = null;
		},
	};
}

const emptyReport: VerifyReport = {
	isIntact: true,
	events: 0,
	firstSeq: null,
	lastSeq: null,
	head: null,
	broken: null,
	limits: ['There is no log yet.'],
};
