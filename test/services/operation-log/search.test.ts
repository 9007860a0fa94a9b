import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addEvent, inTransaction } from '../../../source/services/operation-log/append.ts';
import { openForWriting } from '../../../source/services/operation-log/database.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { writeSeen } from '../../../source/services/operation-log/read.ts';
import { indexBatch, matchExpression, newTexts } from '../../../source/services/operation-log/search-index.ts';
import { findKept, trimEvents } from '../../../source/services/operation-log/trim.ts';
import { begun, ended, refused } from './events.ts';

let directory = '';
let path = '';
let log: OperationLog;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-search-'));
	path = join(directory, 'operations.db');
	log = createOperationLog({ path, user: '1000' });
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

async function find(text: string): Promise<readonly string[]> {
	const answer = await log.query({ text });
	if (!answer.ok) throw new Error(answer.error.message);
	return answer.value.entries.map(({ id }) => id);
}

/** Makes the trigrams of all that is there, as an append does now and then. */
function indexAll(): void {
	const database = openForWriting(path, 0o600);
	while (indexBatch(database) > 0);
	database.close();
}

describe.each([
	['before its trigrams are made', () => {}],
	['after its trigrams were made', indexAll],
])('a search %s', (_, prepare) => {
	beforeEach(async () => {
		await log.append(begun('a', { target: 'nginx.service', host: 'web1' }));
		await log.append(ended('a', { message: 'nginx.service was restarted', output: 'Größe: 12 "quoted" 100%' }));
		await log.append(
			begun('b', { target: 'redis.service', host: 'web2', argv: ['systemctl', 'stop', 'redis.service'] }),
		);
		await log.append(ended('b', { status: 'failed', message: 'the job failed with result ‘timeout’' }));
		await log.append(
			refused('c', { target: 'sshd.service', argv: ['stop', 'sshd.service'], message: 'it can lock you out' }),
		);
		prepare();
	});

	test('finds any part of a word, whatever its case', async () => {
		expect(await find('GIN')).toEqual(['a']);
		expect(await find('service')).toEqual(['c', 'b', 'a']);
		expect(await find('größe')).toEqual(['a']);
	});

	test('wants every word, from whichever event', async () => {
		expect(await find('redis timeout')).toEqual(['b']);
		expect(await find('redis restarted')).toEqual([]);
	});

	test('takes signs as they are', async () => {
		expect(await find('"quoted"')).toEqual(['a']);
		expect(await find('100%')).toEqual(['a']);
		expect(await find("' OR 1=1 --")).toEqual([]);
		expect(await find('NEAR( * ^')).toEqual([]);
	});

	test('finds words too short for trigrams', async () => {
		expect(await find('12')).toEqual(['a']);
		expect(await find('b2')).toEqual(['b']);
	});

	test('finds what was told later as well', async () => {
		await log.append({
			kind: 'observed',
			id: 'a',
			time: '2026-11-21T08:31:00.000Z',
			state: null,
			verdict: 'crash loop',
		});
		expect(await find('nginx crash')).toEqual(['a']);
		indexAll();
		expect(await find('nginx crash')).toEqual(['a']);
	});

	test('is narrowed like any list', async () => {
		const answer = await log.query({ text: 'service', status: 'failed' });
		expect(answer.ok && answer.value.entries.map(({ id }) => id)).toEqual(['b']);
	});
});

test('what was told after trigrams were made gets trigrams as well, and everything else can still be written', async () => {
	for (let index = 0; index < 70; index++) await log.append(begun(`op-${index}`));
	const database = openForWriting(path, 0o600);
	while (indexBatch(database) > 0);
	for (let index = 0; index < 70; index++) {
		inTransaction(database, () => addEvent(database, ended(`op-${index}`, { message: `it went ${index} well` })));
	}
	while (indexBatch(database) > 0);
	expect(database.prepare('SELECT count(*) AS count FROM unindexed').get()).toEqual({ count: 0 });
	expect(await find('went 69 well')).toEqual(['op-69']);
	// SQLite knows now a last row beyond 2^53, which no statement of this connection may stumble over.
	writeSeen(database, 'all', '1000');
	expect(await log.badge()).toMatchObject({ value: { unseen: 0 } });
	for (let index = 0; index < 9; index++) inTransaction(database, () => addEvent(database, refused(`r${index}`)));
	const keptFrom = findKept(database, { operations: 5, days: null, bytes: null }, new Date());
	expect(trimEvents(database, keptFrom, 'trim-1', new Date()).count).toBe(144);
	expect(await find('went 69 well')).toEqual([]);
	database.close();
});

test('making trigrams looks at new texts only, however many there are', () => {
	const database = openForWriting(path, 0o600);
	const plan = database.prepare(`EXPLAIN QUERY PLAN ${newTexts}`).all(1);
	expect(plan.map(({ detail }) => detail)).toEqual([
		'SCAN unindexed',
		'SEARCH texts USING INTEGER PRIMARY KEY (rowid=?)',
	]);
	database.close();
});

test('a long text asks for a bounded number of trigrams, and one of short words for none', () => {
	expect(matchExpression(['x'.repeat(10), 'ab'])).toBe('"xxx"');
	expect(matchExpression(['ab', 'c'])).toBeNull();
	expect(matchExpression(['abcdefgh'])).toBe('"abc" AND "def" AND "fgh"');
	expect((matchExpression([Array.from({ length: 500 }, (_, i) => i).join('')]) ?? '').split(' AND ')).toHaveLength(60);
});

test('lists go on page by page after an entry', async () => {
	for (let index = 0; index < 7; index++) await log.append(refused(`r${index}`));
	const page = await log.query({ limit: 3 });
	expect(page.ok && page.value.entries.map(({ id }) => id)).toEqual(['r6', 'r5', 'r4']);
	const next = await log.query({ limit: 3, olderThan: 'r4' });
	expect(next.ok && next.value.entries.map(({ id }) => id)).toEqual(['r3', 'r2', 'r1']);
});

test('a damaged index is made anew, and the log goes on in the same file', async () => {
	for (let index = 0; index < 50; index++) await log.append(refused(`r${index}`, { message: `reason-${index}-` }));
	indexAll();
	await log.close();
	const database = new DatabaseSync(path, { defensive: false });
	database.exec("UPDATE search_data SET block = x'ffffffff' WHERE id > 10");
	database.close();
	log = createOperationLog({ path, user: '1000' });
	expect(await find('reason-7-')).toEqual(['r7']);
	indexAll();
	expect(await find('reason-7-')).toEqual(['r7']);
	expect(await log.verify()).toMatchObject({ value: { isIntact: true, earlier: [] } });
});

test('a log of the second layout gets the indexes that it lacks', async () => {
	await log.append(begun('a'));
	await log.close();
	const database = new DatabaseSync(path);
	database.exec('DROP INDEX operations_by_type; DROP INDEX operations_by_time; PRAGMA user_version = 2');
	database.close();
	log = createOperationLog({ path, user: '1000' });
	const answer = await log.query({ type: 'service', since: '2026-01-01' });
	expect(answer.ok && answer.value.entries.map(({ id }) => id)).toEqual(['a']);
});

test('a log of the first layout is brought to this one with all that it holds', async () => {
	await log.append(begun('a'));
	await log.append(ended('a'));
	await log.close();
	const database = new DatabaseSync(path);
	database.exec(`
		DROP INDEX operations_by_host; DROP INDEX operations_by_type; DROP INDEX operations_by_time; DROP TABLE search; DROP TABLE unindexed;
		ALTER TABLE operations ADD COLUMN text TEXT NOT NULL DEFAULT '';
		UPDATE operations SET text = (SELECT text FROM texts WHERE texts.seq = first_seq);
		DROP TABLE texts; PRAGMA user_version = 1;`);
	database.close();
	log = createOperationLog({ path, user: '1000' });
	expect(await find('nginx')).toEqual(['a']);
	expect(await log.append(begun('b'))).toMatchObject({ ok: true, value: { seq: 3 } });
	expect(await log.verify()).toMatchObject({ value: { isIntact: true, events: 3 } });
});
