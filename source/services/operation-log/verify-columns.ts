import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Broken } from '../../domain/verify.ts';
import { parseLogEvent } from './log-event.ts';

/** An event as it is stored. */
export type Row = {
	readonly seq: number;
	readonly operation: string;
	readonly kind: string;
	readonly time: string;
	readonly body: Uint8Array;
	readonly hash: string;
};

export type Found = Omit<Broken, 'file'>;

/** Rows as arrays, which cost half of what objects do. `sql` is read in no other way. */
export function readArrays<Columns>(
	database: DatabaseSync,
	sql: string,
	values: readonly SQLInputValue[],
): readonly Columns[] {
	const statement = database.prepare(sql);
	statement.setReturnArrays(true);
	return statement.all(...values) as unknown as readonly Columns[];
}

/** Longest beginning of a body that holds kind, id and time. */
const longestStart = 256;

/**
 * Whether the columns beside a body say what it says. Its first three members are told by its first bytes; a body in another order
 * is read as a whole, which takes ten times as long.
 */
export function checkColumns(row: Row): Found | null {
	const { kind, operation, time, body, seq } = row;
	const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, longestStart)).toString('latin1');
	if (start.startsWith(`{"kind":"${kind}","id":"${operation}","time":"${time}"`)) return null;
	if (start.startsWith(`{"kind":"${kind}","time":"${time}","id":"${operation}"`)) return null;
	const event = parseLogEvent(body);
	if (event !== null && event.id === operation && event.kind === kind && event.time === time) return null;
	return { seq, reason: 'altered', message: `The columns of event ${seq} do not agree with what was hashed.` };
}

/** What lists and filters go by: an operation that was taken out of there, or altered there, would not be found. */
export function checkIndex(database: DatabaseSync, rows: readonly Row[]): Found | null {
	const [first, last] = [rows[0], rows.at(-1)];
	if (first === undefined || last === undefined) return null;
	const listed = readArrays<readonly [number, string, string, string, string]>(
		database,
		'SELECT first_seq, id, host, type, time FROM operations WHERE first_seq BETWEEN ? AND ? ORDER BY first_seq',
		[first.seq, last.seq],
	);
	const twice = listed.find(([seq], index) => listed[index - 1]?.[0] === seq);
	if (twice !== undefined) return offIndex(twice[0]);
	const begun = new Map(listed.map((entry) => [entry[0], entry]));
	for (const row of rows) {
		if (row.kind === 'ended' || row.kind === 'observed') continue;
		const entry = begun.get(row.seq);
		begun.delete(row.seq);
		if (entry === undefined) {
			if (!wasTold(database, row)) return offIndex(row.seq);
			continue;
		}
		const [, id, host, type, time] = entry;
		const isSame = id === row.operation && time === row.time && says(row, 'type', type) && says(row, 'host', host);
		if (!isSame) return offIndex(row.seq);
	}
	const [extra] = begun.keys();
	return extra === undefined ? checkStatus(database, rows, first.seq, last.seq) : offIndex(extra);
}

/** What lists show of events that are not there: made up, or left over where the end of the chain was cut off by halves. */
export function checkListed(database: DatabaseSync): Found | null {
	const sql = `SELECT id, last_seq, (SELECT coalesce(max(seq), 0) FROM events) AS last FROM operations
		WHERE last_seq > (SELECT coalesce(max(seq), 0) FROM events) OR first_seq < (SELECT coalesce(min(seq), 0) FROM events)
		ORDER BY first_seq LIMIT 1`;
	const [row] = readArrays<readonly [string, number, number]>(database, sql, []);
	if (row === undefined) return null;
	const [id, seq, last] = row;
	if (seq <= last) return { seq, reason: 'altered', message: `Lists show ${id}, of which there is no event.` };
	const message = `Lists show ${id} with event ${seq}, and the chain ends at ${last}: what came after was cut off, or the list was altered.`;
	return { seq: last + 1, reason: 'cut-off', message };
}

/** The status by which an operation is filtered is that of its last event, where that one ended it. */
function checkStatus(database: DatabaseSync, rows: readonly Row[], first: number, last: number): Found | null {
	const sql = 'SELECT last_seq, id, status FROM operations WHERE last_seq BETWEEN ? AND ?';
	for (const [seq, id, status] of readArrays<readonly [number, string, string]>(database, sql, [first, last])) {
		const row = rows[seq - first];
		if (row === undefined || row.seq !== seq || row.operation !== id) return offIndex(seq);
		if (row.kind === 'ended' && !says(row, 'status', status)) return offIndex(seq);
		if (row.kind === 'begun' && status !== 'open') return offIndex(seq);
	}
	return null;
}

/** Whether a body has this member; what the log itself writes (a note of retention, of a new file) has neither host nor type. */
function says({ kind, body }: Row, member: string, value: string): boolean {
	if (kind === 'trimmed' || kind === 'continued') return value === (member === 'type' ? kind : '');
	const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	return bytes.includes(`"${member}":${JSON.stringify(value)}`);
}

/** An operation told twice stands in the list under its first event. */
function wasTold(database: DatabaseSync, { operation, seq }: Row): boolean {
	const first = database.prepare('SELECT first_seq FROM operations WHERE id = ?').get(operation)?.['first_seq'];
	return typeof first === 'number' && first < seq;
}

function offIndex(seq: number): Found {
	const message = `Event ${seq} is as it was written, but lists do not show it so: their table was altered.`;
	return { seq, reason: 'altered', message };
}
