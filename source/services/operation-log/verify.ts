import type { DatabaseSync } from 'node:sqlite';
import { genesisHash, hashEvent } from './chain.ts';
import { parseLogEvent, type Trimmed } from './log-event.ts';
import type { VerifyReport } from './operation-log.ts';

/** Events checked between two turns of the event loop. */
const sliceSize = 2000;

type Row = {
	readonly seq: number;
	readonly operation: string;
	readonly kind: string;
	readonly time: string;
	readonly body: Uint8Array;
	readonly hash: string;
};

type Broken = NonNullable<VerifyReport['broken']>;

const headLimit =
	'Events cut off at the end cannot be seen without a head that was kept elsewhere: compare with history verify --head HASH.';
const rootLimit =
	'Whoever can write this file can also write a whole new chain; only a head kept elsewhere shows that.';

/** Walks the chain from its oldest event and names the first one that is not as it was written. */
export async function verifyChain(database: DatabaseSync, head?: string): Promise<VerifyReport> {
	const firstSeq = readSeq(database, 'min');
	const limits = head === undefined ? [headLimit, rootLimit] : [rootLimit];
	if (firstSeq === null) {
		const broken = head === undefined ? null : cutOff(0, head);
		return { isIntact: broken === null, events: 0, firstSeq, lastSeq: null, head: null, broken, limits };
	}
	const start = startOf(database, firstSeq);
	let previous = typeof start === 'string' ? start : genesisHash;
	let broken: Broken | null = typeof start === 'string' ? null : start;
	let expected = firstSeq;
	let events = 0;
	let sawHead = head === previous;
	while (broken === null) {
		const rows = readSlice(database, expected - 1);
		if (rows.length === 0) break;
		for (const row of rows) {
			broken = checkRow(row, expected, previous);
			if (broken !== null) break;
			previous = row.hash;
			expected = row.seq + 1;
			events++;
			sawHead ||= row.hash === head;
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
	if (broken === null && head !== undefined && !sawHead) broken = cutOff(expected, head);
	const lastSeq = readSeq(database, 'max');
	return {
		isIntact: broken === null,
		events,
		firstSeq,
		lastSeq,
		head: broken === null ? previous : null,
		broken,
		limits,
	};
}

function readSeq(database: DatabaseSync, which: 'min' | 'max'): number | null {
	const seq = database.prepare(`SELECT ${which}(seq) AS seq FROM events`).get()?.['seq'];
	return typeof seq === 'number' ? seq : null;
}

function readSlice(database: DatabaseSync, afterSeq: number): readonly Row[] {
	const sql = 'SELECT seq, operation, kind, time, body, hash FROM events WHERE seq > ? ORDER BY seq LIMIT ?';
	return database.prepare(sql).all(afterSeq, sliceSize) as unknown as readonly Row[];
}

/** The hash that the oldest event stands on: the genesis, or what retention noted when it dropped those before. */
function startOf(database: DatabaseSync, firstSeq: number): string | Broken {
	if (firstSeq === 1) return genesisHash;
	const rows = database.prepare("SELECT body FROM events WHERE kind = 'trimmed' ORDER BY seq DESC").all();
	const trims = rows
		.map((row) => parseLogEvent(row['body'] as Uint8Array))
		.filter((event): event is Trimmed => event?.kind === 'trimmed');
	const note = trims.find(({ throughSeq }) => throughSeq === firstSeq - 1);
	if (note !== undefined) return note.hash;
	const known = trims.map(({ throughSeq }) => throughSeq).filter((seq) => seq < firstSeq - 1);
	const missing = known.length === 0 ? 1 : Math.max(...known) + 1;
	return {
		seq: missing,
		reason: 'removed',
		message: `Events ${missing} to ${firstSeq - 1} are missing, and retention did not drop them.`,
	};
}

function checkRow(row: Row, expected: number, previous: string): Broken | null {
	if (row.seq !== expected) {
		const range =
			row.seq - 1 === expected ? `Event ${expected} is missing` : `Events ${expected} to ${row.seq - 1} are missing`;
		return { seq: expected, reason: 'removed', message: `${range}.` };
	}
	if (hashEvent(row.seq, previous, row.body) !== row.hash) {
		return {
			seq: row.seq,
			reason: 'altered',
			message: `Event ${row.seq} is not the one that was written: it was altered, or another was put in or taken out before it.`,
		};
	}
	const event = parseLogEvent(row.body);
	if (event === null || event.id !== row.operation || event.kind !== row.kind || event.time !== row.time) {
		return {
			seq: row.seq,
			reason: 'altered',
			message: `The columns of event ${row.seq} do not agree with what was hashed.`,
		};
	}
	return null;
}

function cutOff(expected: number, head: string): Broken {
	return {
		seq: expected,
		reason: 'cut-off',
		message: `No event has the hash ${head.slice(0, 16)}…: events after ${Math.max(expected - 1, 0)} were cut off, or the log was written anew.`,
	};
}
