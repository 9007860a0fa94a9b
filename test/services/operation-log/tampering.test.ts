import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashEvent } from '../../../source/services/operation-log/chain.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type {
	Appended,
	KeptHead,
	OperationLog,
	VerifyQuestion,
} from '../../../source/services/operation-log/operation-log.ts';
import { begun, ended } from './events.ts';

let directory = '';
let path = '';
let log: OperationLog;
let appended: Appended[] = [];

const open = () =>
	createOperationLog({ path, user: '1000', patienceMs: 200, onAppended: (event) => appended.push(event) });

beforeEach(async () => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-tamper-'));
	path = join(directory, 'operations.db');
	appended = [];
	log = open();
	for (let index = 1; index <= 5; index++) {
		await log.append(begun(`op-${index}`));
		await log.append(ended(`op-${index}`));
	}
	await log.close();
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

/** Writes to a file behind the log's back. */
function tamper(work: string | ((database: DatabaseSync) => void), file = path): void {
	const database = new DatabaseSync(file);
	if (typeof work === 'string') database.exec(work);
	else work(database);
	database.close();
}

/** A forger who knows the rule: the event `seq` gets other bytes, and each from there on a hash that fits. */
function rewriteFrom(database: DatabaseSync, seq: number, change: (body: string) => string): void {
	const rows = database.prepare('SELECT seq, body, hash FROM events WHERE seq >= ? ORDER BY seq').all(seq - 1);
	let previous = String(rows[0]?.['hash']);
	for (const row of rows.slice(1)) {
		const own = Number(row['seq']);
		const text = Buffer.from(row['body'] as Uint8Array).toString();
		const body = Buffer.from(own === seq ? change(text) : text);
		previous = hashEvent(own, previous, body);
		database.prepare('UPDATE events SET body = ?, hash = ? WHERE seq = ?').run(body, previous, own);
	}
}

/** Makes room before `seq` and puts a copy of another event there, with a hash that fits. */
function insertBefore(database: DatabaseSync, seq: number): void {
	database.exec(`UPDATE events SET seq = -seq WHERE seq >= ${seq}; UPDATE events SET seq = -seq + 1 WHERE seq < 0`);
	const previous = String(database.prepare('SELECT hash FROM events WHERE seq = ?').get(seq - 1)?.['hash']);
	const body = Buffer.from(JSON.stringify(ended('op-1', { message: 'forged' })));
	database
		.prepare('INSERT INTO events (seq, operation, kind, time, body, hash) VALUES (?, ?, ?, ?, ?, ?)')
		.run(seq, 'op-1', 'ended', '2026-11-21T08:30:01.000Z', body, hashEvent(seq, previous, body));
}

async function verify(question: VerifyQuestion = {}) {
	log = open();
	const report = await log.verify(question);
	if (!report.ok) throw new Error(report.error.message);
	return report.value;
}

describe('verify names the first event that is not as it was written', () => {
	test('altered', async () => {
		tamper(`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'ada', 'eve') AS BLOB) WHERE seq = 5`);
		const { broken } = await verify();
		expect(broken).toEqual({
			seq: 5,
			reason: 'altered',
			message: 'Event 5 was altered after it was written.',
			file: path,
		});
	});

	test('a hash alone altered', async () => {
		tamper(`UPDATE events SET hash = '${'a'.repeat(64)}' WHERE seq = 5`);
		expect((await verify()).broken).toMatchObject({ seq: 5, reason: 'altered' });
	});

	test('put in, with a hash that fits', async () => {
		tamper((database) => insertBefore(database, 6));
		expect((await verify()).broken).toMatchObject({
			seq: 6,
			reason: 'inserted',
			message: 'Event 6 was put in: what follows is whole without.',
		});
	});

	test('put in, with a hash made up', async () => {
		tamper((database) => {
			insertBefore(database, 3);
			database.exec(`UPDATE events SET hash = '${'b'.repeat(64)}' WHERE seq = 3`);
		});
		expect((await verify()).broken).toMatchObject({ seq: 3, reason: 'inserted' });
	});

	test('taken out, and the gap closed', async () => {
		tamper('DELETE FROM events WHERE seq IN (4, 5); UPDATE events SET seq = seq - 2 WHERE seq > 5');
		expect((await verify()).broken).toMatchObject({
			seq: 4,
			reason: 'removed',
			message: '2 events were taken out before event 4, and those after it were renumbered.',
		});
	});

	test('hidden from lists, though its events stand', async () => {
		tamper(`DELETE FROM operations WHERE id = 'op-2'`);
		expect((await verify()).broken).toMatchObject({
			seq: 3,
			reason: 'altered',
			message: expect.stringContaining('lists'),
		});
	});

	test.each([
		['status', 'succeeded', 'failed', 6],
		['host', 'web1', 'web2', 5],
		['type', 'service', 'run', 5],
	])('filtered by another %s than it has', async (column, _, other, seq) => {
		tamper(`UPDATE operations SET ${column} = '${other}' WHERE id = 'op-3'`);
		expect((await verify()).broken).toMatchObject({ seq, reason: 'altered' });
	});

	test('listed, though no event tells of it', async () => {
		tamper("INSERT INTO operations SELECT 'op-9', -5, -4, time, host, type, status FROM operations WHERE id = 'op-3'");
		expect((await verify()).broken).toMatchObject({ reason: 'altered', message: expect.stringContaining('op-9') });
	});

	test('cut off at its end, where lists still name it', async () => {
		tamper('DELETE FROM events WHERE seq > 8');
		expect((await verify()).broken).toMatchObject({ seq: 9, reason: 'cut-off' });
	});

	test('shown in lists under another time', async () => {
		tamper(`UPDATE operations SET time = '2020-01-01T00:00:00.000Z' WHERE id = 'op-3'`);
		expect((await verify()).broken).toMatchObject({ seq: 5, reason: 'altered' });
	});
});

describe('hashes that were handed to the journal', () => {
	const kept = (): readonly KeptHead[] => appended.map(({ seq, hash, file }) => ({ seq, hash, file }));

	test('every event is told once it stands, with the file that it stands in', () => {
		expect(appended.map(({ seq, kind, id, file }) => [seq, kind, id, file]).slice(0, 2)).toEqual([
			[1, 'begun', 'op-1', path],
			[2, 'ended', 'op-1', path],
		]);
		expect(appended).toHaveLength(10);
	});

	test('an intact log agrees with all of them', async () => {
		expect(await verify({ kept: kept() })).toMatchObject({ isIntact: true, compared: 10 });
	});

	test('a log that was rewritten with the right rule shows where', async () => {
		tamper((database) => rewriteFrom(database, 4, (body) => body.replace('restarted', 'stopped')));
		expect(await verify()).toMatchObject({ isIntact: true });
		await log.close();
		expect((await verify({ kept: kept() })).broken).toMatchObject({ seq: 4, reason: 'rewritten' });
	});

	test('a tail that was cut off is missed', async () => {
		tamper(`DELETE FROM events WHERE seq > 8; DELETE FROM operations WHERE id = 'op-5'`);
		expect(await verify()).toMatchObject({ isIntact: true });
		await log.close();
		const { broken } = await verify({ kept: kept() });
		expect(broken).toMatchObject({ seq: 9, reason: 'cut-off', message: expect.stringContaining('events up to 10') });
	});

	test('a log that was taken away is missed', async () => {
		for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
		expect((await verify({ kept: kept() })).broken).toMatchObject({ reason: 'cut-off' });
	});

	test('those of another log say nothing', async () => {
		const other = [{ seq: 3, hash: 'c'.repeat(64), file: '/elsewhere/operations.db' }];
		expect(await verify({ kept: other })).toMatchObject({ isIntact: true, compared: 0 });
	});

	test('a head with its number must stand at that number', async () => {
		const [first] = appended;
		const hash = first?.hash ?? '';
		expect(await verify({ head: { seq: 1, hash } })).toMatchObject({ isIntact: true });
		await log.close();
		expect((await verify({ head: { seq: 2, hash } })).broken).toMatchObject({ reason: 'cut-off' });
	});
});

describe('a log whose end was tampered with', () => {
	const next = () => join(directory, 'operations-2.db');

	beforeEach(() => {
		tamper(`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'ada', 'eve') AS BLOB) WHERE seq = 9`);
		log = open();
	});

	test('acts go on in a new file, whose first event names the old one and its last good event', async () => {
		expect(await log.append(begun('after'))).toMatchObject({ ok: true, value: { seq: 2 } });
		expect(existsSync(next())).toBe(true);
		const page = await log.readLines({ file: next(), seq: 0 }, 1);
		const line = JSON.parse((page.ok ? page.value.lines[0] : null) ?? '{}') as { readonly event: unknown };
		const good = appended.find(({ seq }) => seq === 8);
		expect(line.event).toMatchObject({ kind: 'continued', file: 'operations.db', throughSeq: 8, hash: good?.hash });
	});

	test('lists show both files, and verify tells of both', async () => {
		await log.append(begun('after'));
		const answer = await log.query({ type: 'service' });
		expect(answer.ok && answer.value.entries.map(({ id }) => id)).toEqual([
			'after',
			'op-5',
			'op-4',
			'op-3',
			'op-2',
			'op-1',
		]);
		await log.close();
		expect(await verify()).toMatchObject({
			isIntact: false,
			file: next(),
			events: 2,
			broken: { seq: 9, reason: 'altered', file: path },
			earlier: [{ file: path, isIntact: false, events: 8 }],
		});
	});

	test('the old file stays byte for byte', async () => {
		const rows = () => {
			const database = new DatabaseSync(path, { readOnly: true });
			const all = database.prepare('SELECT * FROM events').all();
			database.close();
			return JSON.stringify(all);
		};
		const before = rows();
		await log.append(begun('after'));
		await log.append(ended('after'));
		expect(rows()).toBe(before);
	});

	test('another program that still writes the old file goes on in the new one too', async () => {
		await log.append(begun('after'));
		const other = createOperationLog({ path, user: '1001' });
		expect(await other.append(begun('other'))).toMatchObject({ value: { seq: 3 } });
		await other.close();
	});

	test('an old file that is written anew later does not pass for the one that was left', async () => {
		await log.append(begun('after'));
		await log.close();
		tamper((database) => {
			rewriteFrom(database, 2, (body) => body);
			rewriteFrom(database, 8, (body) => body.replace('restarted', 'stopped'));
		});
		expect((await verify()).broken).toMatchObject({ reason: 'rewritten', file: next() });
	});

	test('an old file that was taken away is missed', async () => {
		await log.append(begun('after'));
		await log.close();
		for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
		expect((await verify()).broken).toMatchObject({ seq: 1, reason: 'removed', file: next() });
	});
});

test('an act that was open when its file was left ends in the next one', async () => {
	log = open();
	await log.append(begun('under-way'));
	await log.startNewFile({ seq: 5, reason: 'altered', message: 'Event 5 was altered.', file: path });
	expect(await log.listOpen()).toMatchObject({ value: [{ id: 'under-way' }] });
	expect(await log.append(ended('under-way'), { onlyIfOpen: true })).toMatchObject({ ok: true, value: { seq: 2 } });
	expect(await log.listOpen()).toEqual({ ok: true, value: [] });
	expect(await log.find('under-way')).toMatchObject({ value: { status: 'succeeded', events: { length: 2 } } });
	expect(await log.append(ended('under-way'), { onlyIfOpen: true })).toEqual({ ok: true, value: null });
});
