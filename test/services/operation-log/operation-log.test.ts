import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashEvent } from '../../../source/services/operation-log/chain.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog, Retention } from '../../../source/services/operation-log/operation-log.ts';
import { createWorkerOperationLog } from '../../../source/services/operation-log/worker-operation-log.ts';
import { testWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';
import { begun, ended, refused } from './events.ts';

let directory = '';
let path = '';
let log: OperationLog;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-log-'));
	path = join(directory, 'state', 'operations.db');
	log = createOperationLog({ path, user: '1000', patienceMs: 200 });
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

async function fill(count: number): Promise<void> {
	for (let index = 1; index <= count; index++) {
		await log.append(begun(`op-${index}`));
		await log.append(ended(`op-${index}`));
	}
}

/** Writes to the file behind the log's back. */
function tamper(sql: string): void {
	const database = new DatabaseSync(path);
	database.exec(sql);
	database.close();
}

async function verify(hash?: string) {
	const report = await log.verify(hash === undefined ? {} : { head: { seq: null, hash } });
	if (!report.ok) throw new Error(report.error.message);
	return report.value;
}

describe('what the log tells', () => {
	test('an operation is one entry made of its events', async () => {
		const first = await log.append(begun('a'));
		const second = await log.append(ended('a', { output: 'done' }));
		const found = await log.find('a');
		expect(first.ok && second.ok && found).toEqual({
			ok: true,
			value: {
				id: 'a',
				time: '2026-11-21T08:30:00.000Z',
				actor: { user: 'ada', loginUser: 'ada', sudoUser: null, from: '192.0.2.7', signInName: null },
				host: 'web1',
				type: 'service',
				target: 'nginx.service',
				argv: ['systemctl', 'restart', '--', 'nginx.service'],
				status: 'succeeded',
				exitCode: 0,
				durationMs: 840,
				before: 'active (running)',
				after: 'active (running)',
				output: 'nginx.service was restarted; it is active (running)\ndone',
				verdict: null,
				held: null,
				journal: [],
				operation: null,
				undo: null,
				seen: false,
				events: [first.ok && first.value, second.ok && second.value],
			},
		});
	});

	test('an operation without an end is open, and listed for whoever settles it', async () => {
		await log.append(begun('a'));
		expect(await log.find('a')).toMatchObject({ ok: true, value: { status: 'open', durationMs: null } });
		expect(await log.listOpen()).toMatchObject({ ok: true, value: [{ id: 'a', kind: 'begun' }] });
		await log.append(ended('a'));
		expect(await log.listOpen()).toEqual({ ok: true, value: [] });
	});

	test('an end is appended once when two programs settle the same operation', async () => {
		await log.append(begun('a'));
		const first = await log.append(ended('a', { status: 'unknown' }), { onlyIfOpen: true });
		const second = await log.append(ended('a', { status: 'unknown' }), { onlyIfOpen: true });
		expect(first).toMatchObject({ ok: true, value: { seq: 2 } });
		expect(second).toEqual({ ok: true, value: null });
	});

	test('filters by time, host, type, status and text, newest first', async () => {
		await log.append(begun('a'));
		await log.append(ended('a', { status: 'failed', output: 'Address already in use' }));
		await log.append(refused('b', { time: '2026-11-21T09:00:00.000Z', host: 'web2', type: 'signal' }));
		const ids = async (query: Parameters<OperationLog['query']>[0]) => {
			const answer = await log.query(query);
			return answer.ok ? answer.value.entries.map(({ id }) => id) : answer;
		};
		expect(await ids({})).toEqual(['b', 'a']);
		expect(await ids({ since: '2026-11-21T08:45:00.000Z' })).toEqual(['b']);
		expect(await ids({ until: '2026-11-21T08:45:00.000Z' })).toEqual(['a']);
		expect(await ids({ host: 'web1' })).toEqual(['a']);
		expect(await ids({ type: 'signal' })).toEqual(['b']);
		expect(await ids({ status: 'failed' })).toEqual(['a']);
		expect(await ids({ text: 'ADDRESS already' })).toEqual(['a']);
		expect(await ids({ text: '%' })).toEqual([]);
		expect(await ids({ limit: 1 })).toEqual(['b']);
	});

	test('an id may be shortened while it stays unique', async () => {
		await fill(2);
		expect(await log.find('op-1')).toMatchObject({ ok: true, value: { id: 'op-1' } });
		expect(await log.find('op-')).toMatchObject({ ok: false, error: { code: 'refused' } });
		expect(await log.find('none')).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('the badge counts what this user has not seen, and what failed among it', async () => {
		await fill(2);
		await log.append(begun('bad'));
		await log.append(ended('bad', { status: 'timed-out' }));
		expect(await log.badge()).toEqual({ ok: true, value: { unseen: 3, unseenFailed: 1 } });
		await log.markSeen(['op-1']);
		expect(await log.badge()).toEqual({ ok: true, value: { unseen: 2, unseenFailed: 1 } });
		await log.markSeen('all');
		expect(await log.badge()).toEqual({ ok: true, value: { unseen: 0, unseenFailed: 0 } });
		const other = createOperationLog({ path, user: '1001' });
		expect(await other.badge()).toEqual({ ok: true, value: { unseen: 3, unseenFailed: 1 } });
		await other.close();
	});

	test('an operation that was seen while it ran is new again when it ended', async () => {
		await log.append(begun('a'));
		await log.markSeen('all');
		await log.append(ended('a', { status: 'failed' }));
		expect(await log.badge()).toEqual({ ok: true, value: { unseen: 1, unseenFailed: 1 } });
		expect(await log.query({ unreadOnly: true })).toMatchObject({
			ok: true,
			value: { entries: [{ id: 'a', seen: false }] },
		});
	});
});

describe('the chain', () => {
	test('can be checked from the exported lines alone', async () => {
		await fill(3);
		const page = await log.readLines(null, 4);
		const rest = await log.readLines(page.ok ? page.value.last : null, 4);
		let hash = '0'.repeat(64);
		for (const line of [...(page.ok ? page.value.lines : []), ...(rest.ok ? rest.value.lines : [])]) {
			const event = JSON.parse(line) as { readonly seq: number; readonly hash: string; readonly body: string };
			hash = hashEvent(event.seq, hash, Buffer.from(event.body));
			expect(event.hash).toBe(hash);
		}
		expect(await verify(hash)).toMatchObject({ isIntact: true, events: 6, head: hash });
	});

	test('names the event whose stored bytes were altered', async () => {
		await fill(3);
		tamper(
			`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'succeeded', 'failed___') AS BLOB) WHERE seq = 4`,
		);
		expect(await verify()).toMatchObject({ isIntact: false, broken: { seq: 4, reason: 'altered' } });
	});

	test('names the event whose columns were altered, though its bytes are whole', async () => {
		await fill(2);
		tamper(`UPDATE events SET operation = 'op-2' WHERE seq = 1`);
		expect(await verify()).toMatchObject({ isIntact: false, broken: { seq: 1, reason: 'altered' } });
	});

	test('names the first event that was taken out', async () => {
		await fill(3);
		tamper('DELETE FROM events WHERE seq IN (3, 4)');
		expect(await verify()).toMatchObject({
			isIntact: false,
			broken: { seq: 3, reason: 'removed', message: 'Events 3 to 4 are missing.' },
		});
	});

	test('sees a beginning that was cut off', async () => {
		await fill(3);
		tamper('DELETE FROM events WHERE seq <= 2');
		expect(await verify()).toMatchObject({ isIntact: false, broken: { seq: 1, reason: 'removed' } });
	});

	test('sees that events were renumbered to close a gap', async () => {
		await fill(3);
		tamper('DELETE FROM events WHERE seq = 3; UPDATE events SET seq = seq - 1 WHERE seq > 3');
		expect(await verify()).toMatchObject({ isIntact: false, broken: { seq: 3, reason: 'removed' } });
	});

	test('sees a tail that was cut off only with a head that was kept', async () => {
		await fill(3);
		const { head } = await verify();
		tamper('DELETE FROM events WHERE seq > 4; DELETE FROM operations WHERE last_seq > 4');
		const without = await verify();
		expect(without).toMatchObject({ isIntact: true, events: 4 });
		expect(without.limits[0]).toContain('--head');
		expect(await verify(head ?? '')).toMatchObject({ isIntact: false, broken: { reason: 'cut-off' } });
	});

	test('a log that grew since still holds the head that was kept', async () => {
		await fill(1);
		const { head } = await verify();
		await log.append(begun('later'));
		expect(await verify(head ?? '')).toMatchObject({ isIntact: true, events: 3 });
	});
});

describe('retention', () => {
	/** The same log with something to keep. */
	async function keeping(retention: Partial<Retention>, now = '2026-11-21T09:00:00.000Z'): Promise<OperationLog> {
		await log.close();
		const limits = { operations: null, days: null, bytes: null, ...retention };
		log = createOperationLog({ path, user: '1000', retention: limits, now: () => new Date(now) });
		return log;
	}

	test('drops the oldest operations, says so in the chain, and what stays verifies', async () => {
		await fill(10);
		await keeping({ operations: 4 });
		expect(await log.trim()).toEqual({ ok: true, value: 12 });
		const report = await verify();
		expect(report).toMatchObject({ isIntact: true, firstSeq: 13, events: 9 });
		expect(await log.query({})).toMatchObject({ ok: true, value: { entries: { length: 5 } } });
		await fill(1);
		expect(await verify()).toMatchObject({ isIntact: true });
		await keeping({ operations: 100 });
		expect(await log.trim()).toEqual({ ok: true, value: 0 });
	});

	test('never drops an operation that is open, nor half of one', async () => {
		await log.append(begun('early'));
		await log.append(ended('early'));
		await log.append(begun('open'));
		await fill(5);
		await keeping({ operations: 1 });
		expect(await log.trim()).toEqual({ ok: true, value: 2 });
		expect(await log.find('open')).toMatchObject({ ok: true, value: { status: 'open' } });
		expect(await verify()).toMatchObject({ isIntact: true, firstSeq: 3 });
	});

	test('trims again and again, and still verifies', async () => {
		await keeping({ operations: 3 });
		for (let round = 0; round < 4; round++) {
			for (let index = 0; index < 5; index++) await log.append(refused(`r${round}-${index}`));
			await log.trim();
		}
		expect(await verify()).toMatchObject({ isIntact: true });
		expect(await log.trim()).toEqual({ ok: true, value: 0 });
	});

	test('drops what is older than so many days', async () => {
		await log.append(refused('old', { time: '2026-11-01T08:00:00.000Z' }));
		await log.append(refused('new', { time: '2026-11-20T08:00:00.000Z' }));
		await keeping({ days: 7 });
		expect(await log.trim()).toEqual({ ok: true, value: 1 });
		expect(await log.find('old')).toMatchObject({ ok: false, error: { code: 'not-found' } });
		expect(await log.find('new')).toMatchObject({ ok: true });
		await keeping({ days: 7 }, '2027-11-21T09:00:00.000Z');
		// The last operation stays, however old it is: the chain goes on from it.
		expect(await verify()).toMatchObject({ isIntact: true });
	});

	test('drops what exceeds so many bytes, and searches find nothing of it', async () => {
		const message = 'padding '.repeat(2000);
		for (let index = 0; index < 150; index++)
			await log.append(refused(`p${index}`, { message: `${message} n${index}n` }));
		await keeping({ bytes: 3_000_000 });
		await log.trim();
		const answer = await log.query({ limit: 5000 });
		const kept = answer.ok ? answer.value.entries.length : 0;
		expect(kept).toBeGreaterThan(50);
		expect(kept).toBeLessThan(120);
		expect(await log.query({ text: 'n3n' })).toMatchObject({ value: { entries: [] } });
		expect(await log.query({ text: 'n149n' })).toMatchObject({ value: { entries: [{ id: 'p149' }] } });
		expect(await verify()).toMatchObject({ isIntact: true });
	});
});

describe('files', () => {
	test('the log is readable by its owner alone', async () => {
		await fill(1);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
		expect(statSync(join(directory, 'state')).mode & 0o777).toBe(0o700);
	});

	test('reading creates nothing', async () => {
		expect(await log.query({})).toEqual({ ok: true, value: { entries: [], malformed: 0, gaps: [] } });
		expect(await log.badge()).toMatchObject({ ok: true });
		expect(await verify()).toMatchObject({ isIntact: true, events: 0 });
		expect(existsSync(join(directory, 'state'))).toBe(false);
	});

	test('a damaged file is left as it is, and acts go on in a new one that names it', async () => {
		await fill(1);
		await log.close();
		writeFileSync(path, 'this is not a database, and longer than a header '.repeat(40));
		rmSync(`${path}-wal`, { force: true });
		const before = readFileSync(path);
		expect(await log.query({})).toMatchObject({ ok: false, error: { code: 'malformed' } });
		expect(await log.append(begun('a'))).toMatchObject({
			ok: true,
			value: { seq: 2 },
		});
		expect(existsSync(path.replace('.db', '-2.db'))).toBe(true);
		expect(readFileSync(path).equals(before)).toBe(true);
		const answer = await log.query({});
		expect(answer).toMatchObject({
			value: { entries: [{ id: 'a' }, { type: 'continued', target: 'operations.db' }], gaps: [expect.any(String)] },
		});
		expect(await verify()).toMatchObject({
			isIntact: false,
			events: 2,
			broken: { file: path, reason: 'unreadable' },
			earlier: [{ file: path, isIntact: false }],
		});
	});

	test('another program’s database is refused', async () => {
		await log.check();
		await log.close();
		rmSync(path);
		tamper('CREATE TABLE mine (x); PRAGMA user_version = 7');
		expect(await log.append(begun('a'))).toMatchObject({
			ok: false,
			error: { message: expect.stringContaining('another program') },
		});
	});

	test('a log held by another program is waited for, then given up with a sentence', async () => {
		await fill(1);
		const other = new DatabaseSync(path);
		other.exec('BEGIN IMMEDIATE');
		const waiting = log.append(begun('a'));
		expect(await waiting).toMatchObject({ ok: false, error: { code: 'timeout' } });
		const second = log.append(begun('b'));
		other.exec('ROLLBACK');
		other.close();
		expect(await second).toMatchObject({ ok: true, value: { seq: 3 } });
	});

	test('a directory that cannot be made says why', async () => {
		writeFileSync(join(directory, 'state'), 'a file stands here');
		expect(await log.append(begun('a'))).toMatchObject({
			ok: false,
			error: { message: expect.stringContaining('operation log') },
		});
	});

	testWhen({ root: true, packages: ['util-linux'] }, 'who may only read the log still can', async () => {
		await fill(1);
		await log.close();
		chmodSync(directory, 0o755);
		chmodSync(join(directory, 'state'), 0o755);
		chmodSync(path, 0o644);
		const script = `
			const { createOperationLog } = await import(${JSON.stringify(new URL('../../../source/services/operation-log/direct-operation-log.ts', import.meta.url).href)});
			const log = createOperationLog({ path: process.argv[1], user: '65534' });
			console.log(JSON.stringify([await log.query({}), await log.check()]));`;
		const ran = await run(process.execPath, ['--input-type=module', '-e', script, path], { uid: 65_534 });
		const [entries, check] = JSON.parse(ran.stdout) as [unknown, unknown];
		expect(entries).toMatchObject({ ok: true, value: { entries: [{ id: 'op-1' }] } });
		expect(check).toMatchObject({ ok: false, error: { code: 'permission' } });
	});
});

describe('in a worker', () => {
	test('answers as the log itself does, and ends', async () => {
		const behind = createWorkerOperationLog({ path, user: '1000' });
		expect(await behind.append(begun('a'))).toMatchObject({ ok: true, value: { seq: 1, kind: 'begun' } });
		expect(await behind.append(ended('a'))).toMatchObject({ ok: true, value: { seq: 2 } });
		expect(await behind.query({})).toMatchObject({ ok: true, value: { entries: [{ id: 'a', status: 'succeeded' }] } });
		expect(await behind.verify()).toMatchObject({ ok: true, value: { isIntact: true } });
		await behind.close();
	});

	test('a log that cannot be opened is a sentence there too', async () => {
		writeFileSync(join(directory, 'state'), '');
		const behind = createWorkerOperationLog({ path, user: '1000' });
		expect(await behind.append(begun('a'))).toMatchObject({ ok: false, error: { message: expect.any(String) } });
		await behind.close();
	});
});
