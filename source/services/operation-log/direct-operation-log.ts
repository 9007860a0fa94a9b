import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { HistoryEntry, HistoryEvent } from '../../domain/history.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { addEvent, bodyOf, inTransaction, isOpen } from './append.ts';
import type { LogEvent } from './log-event.ts';
import { createLogFiles, type LogFileSet } from './log-files.ts';
import { createMaintenance } from './maintenance.ts';
import type { Appended, HistoryAnswer, OperationLog, Retention } from './operation-log.ts';
import { whileBusy } from './patience.ts';
import { findEntries, type LogFiles, readAllEntries, readBadge, readOpen, writeSeen } from './read.ts';
import { readExportPage } from './read-export.ts';
import { resetIndex } from './search-index.ts';
import { explainLogError, isBusy, isDamaged, isIndexDamaged } from './sqlite-error.ts';
import type { TailProblem } from './tail-check.ts';
import { findKept, trimEvents } from './trim.ts';
import { verifyLog } from './verify-log.ts';

export type OperationLogOptions = {
	/** Path of operations.db. */
	readonly path: string;
	/** Whose reading `seen` is about: the uid. */
	readonly user: string;
	/** How long another program may hold the lock. */
	readonly patienceMs?: number;
	/** Several users write it: files are the group's too. */
	readonly isShared?: boolean;
	/** What is kept; everything unless given. */
	readonly retention?: Retention;
	readonly now?: () => Date;
	/** Told of every event that stands in the log now, those that it writes by itself too. */
	readonly onAppended?: (event: Appended) => void;
};

const defaultPatienceMs = 10_000;
/** Between two parts of what retention drops. */
const pauseMs = 5;
const keepAll: Retention = { operations: null, days: null, bytes: null };

/**
 * The log in this thread: for commands that run once, and inside the console's worker. SQLite itself never waits for a lock:
 * see patience.ts.
 */
export function createOperationLog(options: OperationLogOptions): OperationLog {
	const { path, user, patienceMs = defaultPatienceMs, isShared = false, retention = keepAll } = options;
	const { now = () => new Date(), onAppended = () => {} } = options;
	const files = createLogFiles({ path, mode: isShared ? 0o660 : 0o600, now, onAppended });

	async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Result<Value>> {
		try {
			return succeed(await whileBusy(work, patienceMs));
		} catch (error) {
			return explainLogError(path, error);
		}
	}

	/** One transaction on the file that is written now. Where that turns out to be damaged, on the one after it. */
	function write<Value>(work: (database: DatabaseSync, file: string) => Value): Promise<Result<Value>> {
		return attempt(() => {
			const { database, file } = files.forWriting();
			try {
				return inTransaction(database, () => work(database, file));
			} catch (error) {
				if (isIndexDamaged(error)) {
					inTransaction(database, () => resetIndex(database));
					return inTransaction(database, () => work(database, file));
				}
				if (!isDamaged(error)) throw error;
				const next = files.startNext(file, { reason: 'it is damaged', good: null });
				return inTransaction(next.database, () => work(next.database, next.file));
			}
		});
	}

	function read<Value>(
		work: (files: LogFiles, gaps: readonly string[]) => Value | Promise<Value>,
		empty: Value,
	): Promise<Result<Value>> {
		return attempt(() => {
			const gaps: string[] = [];
			let firstError: unknown = null;
			const open = files.forReading((file, error) => {
				firstError ??= error;
				gaps.push(explainLogError(file, error).error.message);
			});
			if (open === null && firstError !== null) throw firstError;
			if (open === null) return empty;
			try {
				return work(open, gaps);
			} catch (error) {
				if (!isIndexDamaged(error)) throw error;
				const { database } = files.forWriting();
				inTransaction(database, () => resetIndex(database));
				return work(open, gaps);
			}
		});
	}

	/** Whether no end was told yet, in whichever file the operation began. */
	function isStillOpen(database: DatabaseSync, id: string): boolean {
		const here = isOpen(database, id);
		if (here !== null) return here;
		const open = files.forReading(() => {});
		return open !== null && readOpen(open).some((begun) => begun.id === id);
	}

	const isKeptForGood = Object.values(retention).every((limit) => limit === null);

	/** In parts, with pauses: others want the lock too. */
	async function trim(): Promise<Result<number>> {
		if (files.list().length === 0 || isKeptForGood) return succeed(0);
		for (let total = 0; ; ) {
			const kept = await use((database) => findKept(database, retention, now()));
			if (!kept.ok) return kept;
			const part = await trimBefore(kept.value);
			if (!part.ok) return part;
			if (part.value === 0) return succeed(total);
			total += part.value;
		}
	}

	async function trimBefore(keptFrom: number): Promise<Result<number>> {
		for (let total = 0; ; ) {
			const id = `trim-${randomBytes(4).toString('hex')}`;
			const part = await write((database, file) => ({ file, ...trimEvents(database, keptFrom, id, now()) }));
			if (!part.ok) return part;
			const { event, file, count } = part.value;
			if (event === null) return succeed(total);
			onAppended({ ...event, id, file });
			total += count;
			await pause(pauseMs);
		}
	}

	const use = <Value>(work: (database: DatabaseSync) => Value) => attempt(() => work(files.forWriting().database));
	const maintenance = createMaintenance({ write, use, trim });

	async function append(event: LogEvent, onlyIfOpen: boolean): Promise<Result<HistoryEvent | null>> {
		const body = bodyOf(event);
		const written = await write((database, file) =>
			onlyIfOpen && !isStillOpen(database, event.id) ? null : { file, appended: addEvent(database, event, body) },
		);
		if (!written.ok) return written;
		if (written.value === null) return succeed(null);
		const { file, appended } = written.value;
		onAppended({ ...appended, id: event.id, file });
		maintenance.appended(appended.seq);
		return succeed(appended);
	}

	return {
		path,
		isShared,
		async check() {
			const result = await write((database) => database.prepare('SELECT max(seq) FROM events').get());
			return result.ok ? succeed(undefined) : result;
		},
		append: (event, { onlyIfOpen = false } = {}) => append(event, onlyIfOpen),
		query: (query) =>
			read<HistoryAnswer>((open, gaps) => ({ ...readAllEntries(open, query, user), gaps }), {
				entries: [],
				malformed: 0,
				gaps: [],
			}),
		async find(id) {
			const found = await read<readonly HistoryEntry[]>(
				(open) => open.flatMap((_, index) => findEntries(open, index, id, user)),
				[],
			);
			if (!found.ok) return found;
			const [first, second] = found.value;
			if (first === undefined)
				return fail('not-found', `The operation log has no entry ${id}`, 'history lists the ids.');
			if (second !== undefined && first.id !== id)
				return fail('refused', `More than one entry begins with ${id}`, 'Give more of the id.');
			return succeed(first);
		},
		badge: () => read(([current]) => readBadge(current, user), { unseen: 0, unseenFailed: 0 }),
		async markSeen(ids) {
			if (files.list().length === 0) return succeed(undefined);
			const result = await write((database) => writeSeen(database, ids, user));
			return result.ok ? succeed(undefined) : result;
		},
		listOpen: () => read(readOpen, []),
		verify: (question = {}, onProgress) => attempt(() => verifyLog(files, path, question, onProgress)),
		async startNewFile({ file, seq, message }) {
			const current = files.list().at(-1);
			if (current !== undefined && current !== file) return succeed(current);
			return attempt(() => files.startNext(file, { reason: message, good: readGoodBefore(files, file, seq) }).file);
		},
		trim,
		readLines: (after, count) => attempt(() => readExportPage(files, after, count)),
		async close() {
			maintenance.stop();
			files.close();
		},
	};
}

/** The last event before a broken one, as far as it can be read. */
function readGoodBefore(files: LogFileSet, file: string, seq: number): TailProblem['good'] {
	let database: DatabaseSync | null = null;
	try {
		database = files.openApart(file);
		const row = database?.prepare('SELECT seq, hash FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1').get(seq);
		return row === undefined ? null : { seq: Number(row['seq']), hash: String(row['hash']) };
	} catch (error) {
		if (isBusy(error)) throw error;
		return null;
	} finally {
		database?.close();
	}
}
