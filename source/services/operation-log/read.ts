import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { HistoryBadge, HistoryEntry, HistoryEvent, HistoryQuery } from '../../domain/history.ts';
import { foldEntry, type StoredEvent } from './entries.ts';
import { type Begun, parseLogEvent } from './log-event.ts';
import type { HistoryAnswer } from './operation-log.ts';

const defaultLimit = 500;

/** Longest list that one query brings. */
const maxLimit = 100_000;

/** A mark for everything up to an event, in the place of an operation's id. */
const allMark = '*';

/** True for operations of which this user has not seen the last event. Two parameters: the user, twice. */
const isUnseen = `last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = '${allMark}'), 0)
	AND last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = operations.id), 0)
	AND type <> 'trimmed'`;

type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

function conditionsOf(query: HistoryQuery, user: string): readonly Condition[] {
	const conditions: Array<Condition | null> = [
		query.since === undefined ? null : { sql: 'time >= ?', values: [query.since] },
		query.until === undefined ? null : { sql: 'time <= ?', values: [query.until] },
		query.host === undefined ? null : { sql: 'host = ?', values: [query.host] },
		query.type === undefined ? null : { sql: 'type = ?', values: [query.type] },
		query.status === undefined ? null : { sql: 'status = ?', values: [query.status] },
		query.text === undefined || query.text === ''
			? null
			: { sql: 'instr(text, ?) > 0', values: [query.text.toLowerCase()] },
		query.unreadOnly === true ? { sql: isUnseen, values: [user, user] } : null,
	];
	return conditions.filter((condition) => condition !== null);
}

/** Entries that match, newest first. */
export function readEntries(database: DatabaseSync, query: HistoryQuery, user: string): HistoryAnswer {
	const conditions = conditionsOf(query, user);
	const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`;
	const limit = Math.min(Math.max(Math.trunc(query.limit ?? defaultLimit), 1), maxLimit);
	const rows = database
		.prepare(`SELECT id, (${isUnseen}) AS unseen FROM operations ${where} ORDER BY first_seq DESC LIMIT ?`)
		.all(user, user, ...conditions.flatMap(({ values }) => values), limit);
	let malformed = 0;
	const entries = rows.map((row) => {
		const id = String(row['id']);
		const events = readEvents(database, id);
		malformed += events.malformed;
		return foldEntry(id, events.events, row['unseen'] !== 1);
	});
	return { entries, malformed };
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

/** Ids that begin with `id`, at most two: more than one is ambiguous. */
export function findEntry(database: DatabaseSync, id: string, user: string): readonly HistoryEntry[] {
	const rows = database
		.prepare(
			`SELECT id, (${isUnseen}) AS unseen FROM operations WHERE id = ? OR substr(id, 1, ?) = ? ORDER BY id <> ? LIMIT 2`,
		)
		.all(user, user, id, id.length, id, id);
	const [first] = rows;
	const exact = first !== undefined && first['id'] === id ? [first] : rows;
	return exact.map((row) =>
		foldEntry(String(row['id']), readEvents(database, String(row['id'])).events, row['unseen'] !== 1),
	);
}

/** Totals of what this user has not seen; everything but what succeeded or was refused counts as failed. */
export function readBadge(database: DatabaseSync, user: string): HistoryBadge {
	const row = database
		.prepare(
			`SELECT count(*) AS unseen, coalesce(sum(status IN ('failed', 'timed-out', 'unknown')), 0) AS failed
			FROM operations WHERE ${isUnseen}`,
		)
		.get(user, user);
	return { unseen: Number(row?.['unseen'] ?? 0), unseenFailed: Number(row?.['failed'] ?? 0) };
}

/** Within a transaction. */
export function writeSeen(database: DatabaseSync, ids: readonly string[] | 'all', user: string): void {
	const mark = database.prepare('INSERT OR REPLACE INTO seen (user, operation, through_seq) VALUES (?, ?, ?)');
	if (ids === 'all') {
		const last = database.prepare('SELECT coalesce(max(seq), 0) AS seq FROM events').get()?.['seq'];
		database.prepare('DELETE FROM seen WHERE user = ?').run(user);
		mark.run(user, allMark, Number(last));
		return;
	}
	const find = database.prepare('SELECT last_seq FROM operations WHERE id = ?');
	for (const id of ids) {
		const seq = find.get(id)?.['last_seq'];
		if (seq !== undefined) mark.run(user, id, Number(seq));
	}
}

/** Operations that were begun and not ended, oldest first. */
export function readOpen(database: DatabaseSync): readonly Begun[] {
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

/** A page of stored events: `seq`, `hash` and the body's exact text, so that the chain can be checked from the lines. */
export function readLines(
	database: DatabaseSync,
	afterSeq: number,
	count: number,
): { readonly lines: readonly string[]; readonly lastSeq: number } {
	const rows = database
		.prepare('SELECT seq, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?')
		.all(afterSeq, Math.min(Math.max(Math.trunc(count), 1), 10_000));
	const lines = rows.map((row) => {
		const body = Buffer.from(row['body'] as Uint8Array).toString();
		const event: unknown = parseLogEvent(row['body'] as Uint8Array);
		return JSON.stringify({ seq: Number(row['seq']), hash: String(row['hash']), body, event });
	});
	return { lines, lastSeq: Number(rows.at(-1)?.['seq'] ?? afterSeq) };
}
