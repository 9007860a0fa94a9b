import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { HistoryQuery } from '../../domain/history.ts';
import { matchExpression, searchWords } from './search-index.ts';

/** A mark for everything up to an event, in the place of an operation's id. */
export const allMark = '*';

/** True for operations of which this user has not seen the last event. Two parameters: the user, twice. */
export const isUnseen = `last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = '${allMark}'), 0)
	AND last_seq > coalesce((SELECT through_seq FROM seen WHERE user = ? AND operation = operations.id), 0)
	AND type <> 'trimmed'`;

type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

/** A condition that an index of `operations` answers. */
type Indexed = Condition & { readonly index: string };

/** Where a page goes on: after this operation. */
export type Place = { readonly seq: number; readonly time: string };

export type FoundId = { readonly id: string; readonly unseen: boolean };

const byLast = 'operations_by_last';
const byTime = 'operations_by_time';

/** So few operations are looked at one by one, in whatever order they come, and sorted. */
const few = 5000;

/** Ids that match, latest first, and whether this user has not seen them. */
export function findIds(
	database: DatabaseSync,
	query: HistoryQuery,
	after: Place | null,
	user: string,
	limit: number,
): readonly FoundId[] {
	const indexed = indexedConditions(database, query, user);
	const conditions = [...indexed, ...otherConditions(query, user)];
	const narrow = indexed.find((condition) => isNarrow(database, condition)) ?? null;
	const words = searchWords(query.text ?? '');
	if (words.length > 0) return searchIds(database, words, { narrow, conditions, after, user, limit });
	// By time where a time is asked for: clocks are set back now and then, so it is not the order of the events.
	const isByTime = query.since !== undefined || query.until !== undefined;
	const order = isByTime ? 'time DESC, first_seq DESC' : 'first_seq DESC';
	const ordered = indexed.find(({ index }) => index !== byLast)?.index ?? 'operations_by_seq';
	const from = `operations INDEXED BY ${narrow?.index ?? (isByTime ? byTime : ordered)}`;
	return selectIds(database, { from, order }, [...conditions, ...placeOf(after, isByTime)], user, limit);
}

/** What has an index, the one that is likely to leave the fewest first. */
function indexedConditions(database: DatabaseSync, query: HistoryQuery, user: string): readonly Indexed[] {
	const { since = '', until = '\uFFFF', status, type, host, unreadOnly } = query;
	const hasTime = query.since !== undefined || query.until !== undefined;
	const conditions: Array<Indexed | null> = [
		unreadOnly === true ? { index: byLast, sql: 'last_seq > ?', values: [readAllMark(database, user)] } : null,
		status === undefined ? null : { index: 'operations_by_status', sql: 'status = ?', values: [status] },
		type === undefined ? null : { index: 'operations_by_type', sql: 'type = ?', values: [type] },
		host === undefined ? null : { index: 'operations_by_host', sql: 'host = ?', values: [host] },
		hasTime ? { index: byTime, sql: 'time BETWEEN ? AND ?', values: [since, until] } : null,
	];
	return conditions.filter((condition) => condition !== null);
}

const otherConditions = ({ unreadOnly }: HistoryQuery, user: string): readonly Condition[] =>
	unreadOnly === true ? [{ sql: isUnseen, values: [user, user] }] : [];

function placeOf(after: Place | null, isByTime: boolean): readonly Condition[] {
	if (after === null) return [];
	if (isByTime) return [{ sql: '(time, first_seq) < (?, ?)', values: [after.time, after.seq] }];
	return [{ sql: 'first_seq < ?', values: [after.seq] }];
}

function readAllMark(database: DatabaseSync, user: string): number {
	const sql = 'SELECT through_seq FROM seen WHERE user = ? AND operation = ?';
	return Number(database.prepare(sql).get(user, allMark)?.['through_seq'] ?? 0);
}

function isNarrow(database: DatabaseSync, { index, sql, values }: Indexed): boolean {
	const count = `SELECT 1 FROM operations INDEXED BY ${index} WHERE ${sql} LIMIT 1 OFFSET ${few}`;
	return database.prepare(count).get(...values) === undefined;
}

type Source = { readonly from: string; readonly order: string };

function selectIds(
	database: DatabaseSync,
	{ from, order }: Source,
	conditions: readonly Condition[],
	user: string,
	limit: number,
): ReadonlyArray<FoundId & { readonly seq: number }> {
	const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`;
	return database
		.prepare(`SELECT id, first_seq, (${isUnseen}) AS unseen FROM ${from} ${where} ORDER BY ${order} LIMIT ?`)
		.all(user, user, ...conditions.flatMap(({ values }) => values), limit)
		.map((row) => ({ id: String(row['id']), seq: Number(row['first_seq']), unseen: row['unseen'] === 1 }));
}

type Search = {
	readonly narrow: Indexed | null;
	readonly conditions: readonly Condition[];
	readonly after: Place | null;
	readonly user: string;
	readonly limit: number;
};

/** Texts with trigrams through these; new ones, words too short for them, and where few operations are left, one by one. */
function searchIds(
	database: DatabaseSync,
	words: readonly string[],
	{ narrow, conditions, after, user, limit }: Search,
): readonly FoundId[] {
	const found: Condition[] = words.map((word) => ({ sql: 'instr(texts.text, ?) > 0', values: [word] }));
	const select = (source: Source, match: readonly Condition[] = []) => {
		const all = [...match, ...conditions, ...found, ...placeOf(after, false)];
		return selectIds(database, source, all, user, limit);
	};
	const match = matchExpression(words);
	// The first table gives the order: another one would mean to sort all that match.
	if (narrow !== null) {
		const from = `operations INDEXED BY ${narrow.index} CROSS JOIN texts ON texts.seq = first_seq`;
		return select({ from, order: 'first_seq DESC' });
	}
	if (match === null) {
		return select({ from: 'texts CROSS JOIN operations ON first_seq = texts.seq', order: 'texts.seq DESC' });
	}
	const joined = (table: string, key: string) => ({
		from: `${table} CROSS JOIN operations ON first_seq = ${key} CROSS JOIN texts ON texts.seq = ${key}`,
		order: `${key} DESC`,
	});
	const indexed = select(joined('search', 'search.rowid'), [{ sql: 'search MATCH ?', values: [match] }]);
	const fresh = select(joined('unindexed', 'unindexed.seq'));
	const bySeq = new Map([...indexed, ...fresh].map((each) => [each.seq, each]));
	return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, limit);
}
