import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { HistoryBadge, HistoryEntry, HistoryEvent, HistoryQuery } from '../../domain/history.ts';
import { change } from './change.ts';
import { foldEntry, type StoredEvent } from './entries.ts';
import { type Begun, parseLogEvent } from './log-event.ts';
import { matchExpression, searchWords } from './search-index.ts';

const defaultLimit = 500;

/** Longest list that one query brings. */
const maxLimit = 100_000;

/** More than this is not counted for a badge: the console shows no more digits. */
const maxBadge = 1000;

/** A mark for everything up to an event, in the place of an operation's id. */
const allMark = '*';

/** True for operations of which this user has not seen the last event. Two parameters: the user, twice. */
const isUnseen = `last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = '${allMark}'), 0)
	AND last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = operations.id), 0)
	AND type <> 'trimmed'`;

type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

/** The file that is written now, then those before it, latest first: an operation begun in one may end in a later one. */
export type LogFiles = readonly [DatabaseSync, ...DatabaseSync[]];

function limitOf(query: HistoryQuery): number {
	return Math.min(Math.max(Math.trunc(query.limit ?? defaultLimit), 1), maxLimit);
}

function conditionsOf(query: HistoryQuery, before: number | null, user: string): readonly Condition[] {
	const conditions: Array<Condition | null> = [
		before === null ? null : { sql: 'first_seq < ?', values: [before] },
		query.since === undefined ? null : { sql: 'time >= ?', values: [query.since] },
		query.until === undefined ? null : { sql: 'time <= ?', values: [query.until] },
		query.host === undefined ? null : { sql: 'host = ?', values: [query.host] },
		query.type === undefined ? null : { sql: 'type = ?', values: [query.type] },
		query.status === undefined ? null : { sql: 'status = ?', values: [query.status] },
		query.unreadOnly === true ? { sql: isUnseen, values: [user, user] } : null,
	];
	return conditions.filter((condition) => condition !== null);
}

/** Ids that match, latest first, and whether this user has not seen them. */
function findIds(database: DatabaseSync, query: HistoryQuery, before: number | null, user: string, limit: number) {
	const conditions = conditionsOf(query, before, user);
	const words = searchWords(query.text ?? '');
	if (words.length > 0) return searchIds(database, words, conditions, user, limit);
	return selectIds(database, { from: 'operations', order: 'first_seq' }, conditions, user, limit);
}

/** Tables, and the column of the first of them that gives the order: another one would mean to sort all that match. */
type Source = { readonly from: string; readonly order: string };

function selectIds(
	database: DatabaseSync,
	{ from, order }: Source,
	conditions: readonly Condition[],
	user: string,
	limit: number,
): ReadonlyArray<{ readonly id: string; readonly seq: number; readonly unseen: boolean }> {
	const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`;
	return database
		.prepare(`SELECT id, first_seq, (${isUnseen}) AS unseen FROM ${from} ${where} ORDER BY ${order} DESC LIMIT ?`)
		.all(user, user, ...conditions.flatMap(({ values }) => values), limit)
		.map((row) => ({ id: String(row['id']), seq: Number(row['first_seq']), unseen: row['unseen'] === 1 }));
}

/** Texts with trigrams through these, new ones and words too short for them one by one. */
function searchIds(
	database: DatabaseSync,
	words: readonly string[],
	conditions: readonly Condition[],
	user: string,
	limit: number,
) {
	const found: Condition[] = words.map((word) => ({ sql: 'instr(texts.text, ?) > 0', values: [word] }));
	const match = matchExpression(words);
	const plain = { from: 'texts CROSS JOIN operations ON operations.first_seq = texts.seq', order: 'texts.seq' };
	if (match === null) return selectIds(database, plain, [...found, ...conditions], user, limit);
	const indexed = selectIds(
		database,
		{
			from: `search CROSS JOIN texts ON texts.seq = search.rowid
				CROSS JOIN operations ON operations.first_seq = search.rowid`,
			order: 'search.rowid',
		},
		[{ sql: 'search MATCH ?', values: [match] }, ...found, ...conditions],
		user,
		limit,
	);
	const fresh = selectIds(
		database,
		{
			from: `unindexed CROSS JOIN texts ON texts.seq = unindexed.seq
				CROSS JOIN operations ON operations.first_seq = unindexed.seq`,
			order: 'unindexed.seq',
		},
		[...found, ...conditions],
		user,
		limit,
	);
	const bySeq = new Map([...indexed, ...fresh].map((each) => [each.seq, each]));
	return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, limit);
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
		const before = index === from?.index ? from.seq : null;
		found.push(...findIds(database, query, before, user, wanted).map(({ id, unseen }) => ({ index, id, unseen })));
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
function findPlace(files: LogFiles, id: string): { readonly index: number; readonly seq: number } | null {
	for (const [index, database] of files.entries()) {
		const seq = database.prepare('SELECT first_seq FROM operations WHERE id = ?').get(id)?.['first_seq'];
		if (typeof seq === 'number') return { index, seq };
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
