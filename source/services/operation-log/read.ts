import type { DatabaseSync } from 'node:sqlite';
import type { HistoryBadge, HistoryEntry, HistoryEvent, HistoryQuery } from '../../domain/history.ts';
import { change } from './change.ts';
import { foldEntry, type StoredEvent } from './entries.ts';
import { type Begun, parseLogEvent } from './log-event.ts';
import { allMark, findIds, isUnseen, type Place } from './read-ids.ts';

const defaultLimit = 500;

/** Longest list that one query brings. */
const maxLimit = 100_000;

/** More than this is not counted for a badge: the console shows no more digits. */
const maxBadge = 1000;

/** The file that is written now, then those before it, latest first: an operation begun in one may end in a later one. */
export type LogFiles = readonly [DatabaseSync, ...DatabaseSync[]];

function limitOf(query: HistoryQuery): number {
	return Math.min(Math.max(Math.trunc(query.limit ?? defaultLimit), 1), maxLimit);
}

type EntriesOfFile = { readonly entries: readonly HistoryEntry[]; readonly malformed: number };

/** Entries of all files that match, newest first. */
export function readAllEntries(files: LogFiles, query: HistoryQuery, user: string): EntriesOfFile {
	const limit = limitOf(query);
	const from = query.olderThan === undefined ? null : findPlace(files, query.olderThan);
	const found: Array<{ readonly index: number; readonly id: string; readonly unseen: boolean }> = [];
	for (const [index, database] of files.entries()) {
		// Nothing is written in earlier files any more, no marks either: their entries count as seen.
		if (index > 0 && query.unreadOnly === true) break;
		if (index < (from?.index ?? 0)) continue;
		const wanted = limit - found.length;
		if (wanted === 0) break;
		const after = index === from?.index ? from : null;
		found.push(...findIds(database, query, after, user, wanted).map(({ id, unseen }) => ({ index, id, unseen })));
	}
	let malformed = 0;
	const entries = found.map(({ index, id, unseen }) => {
		const events = readEvents(files[index] ?? files[0], id);
		malformed += events.malformed;
		return foldEntry(id, [...events.events, ...laterEvents(files, index, id)], index > 0 || !unseen);
	});
	return { entries, malformed };
}

/** In which file an operation stands, and where. */
function findPlace(files: LogFiles, id: string): (Place & { readonly index: number }) | null {
	for (const [index, database] of files.entries()) {
		const row = database.prepare('SELECT first_seq, time FROM operations WHERE id = ?').get(id);
		if (row !== undefined) return { index, seq: Number(row['first_seq']), time: String(row['time']) };
	}
	return null;
}

/** Events of an operation in files after the one that it began in, oldest first. */
function laterEvents(files: LogFiles, index: number, id: string): readonly StoredEvent[] {
	return files
		.slice(0, index)
		.reverse()
		.flatMap((database) => readEvents(database, id).events);
}

function readEvents(
	database: DatabaseSync,
	id: string,
): { readonly events: StoredEvent[]; readonly malformed: number } {
	const rows = database
		.prepare('SELECT seq, kind, time, body, hash FROM events WHERE operation = ? ORDER BY seq')
		.all(id);
	const events = rows.flatMap((row): StoredEvent[] => {
		const event = parseLogEvent(row['body'] as Uint8Array);
		if (event === null) return [];
		const kind = event.kind satisfies HistoryEvent['kind'];
		return [{ event, meta: { seq: Number(row['seq']), kind, time: event.time, hash: String(row['hash']) } }];
	});
	return { events, malformed: rows.length - events.length };
}

/** Entries of one file whose ids begin with `id`, at most two: more than one is ambiguous. */
export function findEntries(files: LogFiles, index: number, id: string, user: string): readonly HistoryEntry[] {
	const database = files[index];
	if (database === undefined) return [];
	const exact = database.prepare(`SELECT id, (${isUnseen}) AS unseen FROM operations WHERE id = ?`);
	const begins = database.prepare(
		`SELECT id, (${isUnseen}) AS unseen FROM operations WHERE id > ? AND id < ? || char(1114111) LIMIT 2`,
	);
	const same = exact.all(user, user, id);
	const rows = same.length > 0 ? same : begins.all(user, user, id, id);
	return rows.map((row) => {
		const whole = String(row['id']);
		const events = [...readEvents(database, whole).events, ...laterEvents(files, index, whole)];
		return foldEntry(whole, events, index > 0 || row['unseen'] !== 1);
	});
}

/** Totals of what this user has not seen, up to a thousand; all but what succeeded, was refused or still runs counts as failed. */
export function readBadge(database: DatabaseSync, user: string): HistoryBadge {
	const row = database
		.prepare(
			`SELECT count(*) AS unseen, coalesce(sum(status IN ('failed', 'timed-out', 'interrupted', 'unknown')), 0) AS failed
			FROM (SELECT status FROM operations WHERE ${isUnseen} ORDER BY last_seq DESC LIMIT ${maxBadge})`,
		)
		.get(user, user);
	return { unseen: Number(row?.['unseen'] ?? 0), unseenFailed: Number(row?.['failed'] ?? 0) };
}

/** Within a transaction. */
export function writeSeen(database: DatabaseSync, ids: readonly string[] | 'all', user: string): void {
	const mark = 'INSERT OR REPLACE INTO seen (user, operation, through_seq) VALUES (?, ?, ?)';
	if (ids === 'all') {
		const last = database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM events').get()?.['seq'];
		change(database, 'DELETE FROM seen WHERE user = ?', user);
		change(database, mark, user, allMark, Number(last));
		return;
	}
	const find = database.prepare('SELECT last_seq FROM operations WHERE id = ?');
	for (const id of ids) {
		const seq = find.get(id)?.['last_seq'];
		if (seq !== undefined) change(database, mark, user, id, Number(seq));
	}
}

/** Operations that were begun and not ended, in whichever file, oldest first. */
export function readOpen(files: LogFiles): readonly Begun[] {
	return files
		.map((database, index) =>
			readOpenOfFile(database).filter(
				({ id }) => !laterEvents(files, index, id).some(({ event }) => event.kind === 'ended'),
			),
		)
		.reverse()
		.flat();
}

function readOpenOfFile(database: DatabaseSync): readonly Begun[] {
	const rows = database
		.prepare(
			`SELECT body FROM events WHERE kind = 'begun' AND operation IN (SELECT id FROM operations WHERE status = 'open')
			ORDER BY seq LIMIT 1000`,
		)
		.all();
	return rows.flatMap((row) => {
		const event = parseLogEvent(row['body'] as Uint8Array);
		return event?.kind === 'begun' ? [event] : [];
	});
}
