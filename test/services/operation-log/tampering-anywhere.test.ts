import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEvent, inTransaction } from '../../../source/services/operation-log/append.ts';
import { openForReading, openForWriting } from '../../../source/services/operation-log/database.ts';
import type { KeptHead } from '../../../source/services/operation-log/operation-log.ts';
import { verifyFile } from '../../../source/services/operation-log/verify.ts';
import { begun, ended, refused } from './events.ts';

/** A chain is checked a thousand events at a time: these are two such parts, and some of a third. */
const last = 2501;
const places = [2, 3, 1000, 1001, 1002, 2000, 2001, 2400];

let directory = '';
let whole = '';
const kept: KeptHead[] = [];
let told: number[] = [];

beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-anywhere-'));
	whole = join(directory, 'whole.db');
	const database = openForWriting(whole, 0o600);
	inTransaction(database, () => {
		for (let index = 0; index < (last - 1) / 2; index++) {
			for (const event of [begun(`op-${index}`), ended(`op-${index}`, { message: `it went ${index} Größe 漢字` })]) {
				const { seq, hash } = addEvent(database, event);
				kept.push({ seq, hash, file: join(directory, 'operations.db') });
			}
		}
		addEvent(database, refused('last'));
	});
	database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	database.close();
});

afterAll(() => {
	rmSync(directory, { recursive: true, force: true });
});

async function check(tamper: string, heads: readonly KeptHead[] = [], halvesFrom?: number) {
	const path = join(directory, 'operations.db');
	told = [];
	copyFileSync(whole, path);
	const writer = new DatabaseSync(path);
	writer.exec(tamper);
	writer.close();
	const database = openForReading(path);
	if (database === null || database === 'earlier') throw new Error('it has no tables');
	const report = await verifyFile(database, path, { kept: heads }, (events) => told.push(events), halvesFrom);
	database.close();
	return report;
}

const altered = (seq: number) =>
	`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'web1', 'web2') AS BLOB), hash = hash WHERE seq = ${seq};
	UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'went', 'came') AS BLOB) WHERE seq = ${seq}`;
const closeGap = (from: number, by: number) =>
	`UPDATE events SET seq = -seq WHERE seq > ${from}; UPDATE events SET seq = -seq + ${by} WHERE seq < 0`;

test('nothing was done to it, and every head agrees', async () => {
	expect(await check('', kept)).toMatchObject({ isIntact: true, events: last, lastSeq: last, compared: last - 1 });
});

describe.each(places)('at event %i, verify names', (seq) => {
	test('one that was altered', async () => {
		expect(await check(altered(seq))).toMatchObject({ events: seq - 1, broken: { seq, reason: 'altered' } });
	});

	test('one that was taken out', async () => {
		const message = `Event ${seq} is missing.`;
		expect((await check(`DELETE FROM events WHERE seq = ${seq}`)).broken).toMatchObject({ seq, message });
	});

	test('one that was taken out, and the gap closed', async () => {
		const { broken } = await check(`DELETE FROM events WHERE seq = ${seq}; ${closeGap(seq, -1)}`);
		expect(broken).toMatchObject({ seq, reason: 'removed' });
	});

	test('one that was put in', async () => {
		const add = `INSERT INTO events SELECT ${seq}, operation, kind, time, body, '${'b'.repeat(64)}' FROM events WHERE seq = 1`;
		const { broken } = await check(`${closeGap(seq - 1, 1)}; ${add}`);
		expect(broken).toMatchObject({ seq, reason: 'inserted' });
	});

	test('columns that were altered, though the bytes stand', async () => {
		const { broken } = await check(`UPDATE events SET time = '2020-01-01T00:00:00.000Z' WHERE seq = ${seq}`);
		expect(broken).toMatchObject({ seq, reason: 'altered' });
	});

	test('an end that was cut off, lists and all, where a head was kept', async () => {
		const forget = `DELETE FROM operations WHERE last_seq >= ${seq}`;
		const heads = kept.filter((head) => head.seq <= 2450);
		const { broken } = await check(`DELETE FROM events WHERE seq >= ${seq}; ${forget}`, heads);
		// An operation that is cut in half is seen by itself: lists do not show it any more.
		const isHalf = seq % 2 === 0;
		expect(broken).toMatchObject(isHalf ? { seq: seq - 1, reason: 'altered' } : { seq, reason: 'cut-off' });
	});

	test('a list that shows an operation under another host', async () => {
		const first = seq % 2 === 0 ? seq - 1 : seq;
		const { broken } = await check(`UPDATE operations SET host = 'web2' WHERE first_seq = ${first}`);
		expect(broken).toMatchObject({ seq: first, reason: 'altered', message: expect.stringContaining('lists') });
	});

	test('a list that shows an operation with another end than its own', async () => {
		const first = seq % 2 === 0 ? seq - 1 : seq;
		const { isIntact } = await check(`UPDATE operations SET last_seq = 2450 WHERE first_seq = ${first}`);
		expect(isIntact).toBe(false);
	});

	test('a list that shows two operations where one was begun', async () => {
		const first = seq % 2 === 0 ? seq - 1 : seq;
		const copy = `SELECT 'other', first_seq, last_seq, time, host, type, status FROM operations WHERE first_seq = ${first}`;
		expect((await check(`INSERT INTO operations ${copy}`)).broken).toMatchObject({ seq: first, reason: 'altered' });
	});
});

describe('a long chain is walked in two halves at once', () => {
	const middle = Math.floor(last / 2);

	test('and is intact as a whole, heads of both halves compared', async () => {
		const report = await check('', kept, 1);
		expect(report).toMatchObject({ isIntact: true, events: last, lastSeq: last, compared: last - 1 });
		expect(report).toEqual(await check('', kept));
		expect(Math.max(...told)).toBe(last);
	});

	test.each([2, middle - 1, middle, middle + 1, 2400])('what is wrong at event %i is named', async (seq) => {
		expect(await check(altered(seq), [], 1)).toMatchObject({ events: seq - 1, broken: { seq, reason: 'altered' } });
		const cut = await check(`DELETE FROM events WHERE seq = ${seq}; ${closeGap(seq, -1)}`, [], 1);
		expect(cut.broken).toMatchObject({ seq, reason: 'removed' });
	});

	test('the first of two is named', async () => {
		const { broken } = await check(`${altered(1000)}; ${altered(2000)}`, [], 1);
		expect(broken).toMatchObject({ seq: 1000 });
	});
});

test('bytes that read alike are not the same bytes', async () => {
	const { seq, body } = { seq: 1500, body: `CAST(replace(CAST(body AS TEXT), '漢', CAST(x'f09080' AS TEXT)) AS BLOB)` };
	expect((await check(`UPDATE events SET body = ${body} WHERE seq = ${seq}`)).broken).toMatchObject({ seq });
});
