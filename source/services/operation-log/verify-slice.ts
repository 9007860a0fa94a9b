import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { genesisHash } from './chain.ts';
import type { HeadCheck } from './head-check.ts';
import { type Found, readArrays } from './verify-columns.ts';

/** How far a chain was walked: its last event, and the hash of that one. */
export type Position = { readonly last: number; readonly previous: string };

export type Passed = Position & { readonly events: number; readonly broken: Found | null };

/** Digits of a hash, and the two line ends that stand around the hash before. */
const hashLength = genesisHash.length;
const around = hashLength + 2;

/**
 * Some events at once: what is hashed of all of them in one blob, with zeros where the hash before each belongs; the lengths of
 * their bodies; their hashes; how many of them begin an operation, and of how many the columns differ from the body.
 */
const sliceSql = `SELECT count(*), min(seq),
	CAST(group_concat(concat(seq, char(10), '${genesisHash}', char(10), body), '') AS BLOB),
	group_concat(length(body)),
	group_concat(hash, ''),
	total(kind NOT IN ('ended', 'observed')),
	total(length(hash) <> ${hashLength} OR instr(body,
		CAST(concat('{"kind":"', kind, '","id":"', operation, '","time":"', time, '"') AS BLOB)) <> 1)
	FROM (SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?)`;

type SliceRow = readonly [number, number, Uint8Array, string, string, number, number];

const has = (event: string, member: string) =>
	`instr(${event}.body, CAST(concat('"${member}":"', listed.${member}, '"') AS BLOB)) > 0`;

/** Of the operations that begin in a part of the chain: how many are listed, and how many of them as their events tell. */
const listedSql = `SELECT count(*), total(
		first.operation = listed.id AND latest.operation = listed.id AND first.time = listed.time
		AND CASE WHEN first.kind IN ('begun', 'refused') THEN ${has('first', 'type')} AND ${has('first', 'host')}
			ELSE first.kind = listed.type AND listed.host = '' END
		AND CASE latest.kind WHEN 'ended' THEN ${has('latest', 'status')} WHEN 'begun' THEN listed.status = 'open' ELSE 1 END)
	FROM operations AS listed JOIN events AS first ON first.seq = listed.first_seq JOIN events AS latest ON latest.seq = listed.last_seq
	WHERE listed.first_seq BETWEEN ? AND ?`;

/**
 * Looks at the next events of a chain together, as cheaply as can be: SQLite puts them side by side and compares columns and lists, so
 * that no row becomes an object. Null where anything is not as it should be, or written in an unusual way: look at each then.
 */
export function passSlice(
	database: DatabaseSync,
	{ last, previous }: Position,
	count: number,
	heads: HeadCheck,
): Passed | null {
	const [row] = readArrays<SliceRow>(database, sliceSql, [last, count]);
	const [events, first, bytes, lengths, hashes, begun, odd] = row ?? [0, 0, new Uint8Array(), '', '', 0, 0];
	if (events === 0) return { last, previous, events, broken: null };
	const through = last + events;
	if (first !== last + 1 || odd > 0 || hashes.length !== events * hashLength) return null;
	if (!isChained(bytes, lengths.split(','), hashes, { last, previous })) return null;
	const [listed, agreeing] = readArrays<readonly [number, number]>(database, listedSql, [first, through])[0] ?? [0, 0];
	if (listed !== begun || agreeing !== begun) return null;
	for (let index = 0; index < events; index++) {
		const broken = heads.look(first + index, hashAt(hashes, index));
		if (broken !== null) return { last: first + index - 1, previous, events: index, broken };
	}
	return { last: through, previous: hashAt(hashes, events - 1), events, broken: null };
}

const hashAt = (hashes: string, index: number) => hashes.slice(index * hashLength, (index + 1) * hashLength);

/** Whether the events follow each other without a gap, and each stands on the hash before it. */
function isChained(
	bytes: Uint8Array,
	lengths: readonly string[],
	hashes: string,
	{ last, previous }: Position,
): boolean {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let seq = last;
	let from = 0;
	let before = previous;
	for (const [index, length] of lengths.entries()) {
		seq++;
		const number = String(seq);
		const end = from + number.length + around + Number(length);
		if (end > text.length || text.toString('latin1', from, from + number.length + 1) !== `${number}\n`) return false;
		text.write(before, from + number.length + 1, hashLength, 'latin1');
		before = hashAt(hashes, index);
		if (hash('sha256', text.subarray(from, end), 'hex') !== before) return false;
		from = end;
	}
	return from === text.length;
}
