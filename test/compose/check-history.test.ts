import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkHistory } from '../../source/compose/check-history.ts';
import { createOperationLog } from '../../source/services/operation-log/direct-operation-log.ts';
import { formatHead, headTag } from '../../source/services/operation-log/head-line.ts';
import type { Appended, OperationLog } from '../../source/services/operation-log/operation-log.ts';
import { begun, ended } from '../services/operation-log/events.ts';
import { createFakeTransport, type FakeHost } from '../support/fake-transport.ts';

let directory = '';
let path = '';
let log: OperationLog;
let lines: string[] = [];

const next = () => join(directory, 'operations-2.db');
const onAppended = (event: Appended) => lines.push(formatHead(event));

beforeEach(async () => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-check-'));
	path = join(directory, 'operations.db');
	lines = [];
	log = createOperationLog({ path, user: '0', onAppended });
	for (const id of ['a', 'b', 'c']) {
		await log.append(begun(id));
		await log.append(ended(id));
	}
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

function tamper(sql: string): void {
	const database = new DatabaseSync(path);
	database.exec(sql);
	database.close();
}

/** A host whose journal has these lines, written by this user unless said otherwise. */
function hostWith(messages: readonly string[], uid = process.getuid?.() ?? 0): FakeHost {
	const stdout = messages.map((text) => JSON.stringify({ MESSAGE: text, _UID: String(uid) })).join('\n');
	return {
		onCommand: ({ file, args }) => (file === 'journalctl' && args.includes(headTag) ? { stdout } : undefined),
	};
}

async function check(host: FakeHost, isReadOnly = false) {
	const found = await checkHistory({ log, transport: createFakeTransport(host), isReadOnly }, () => {});
	if (!found.ok) throw new Error(found.error.message);
	return found.value;
}

test('a log that agrees with the journal is intact, and says with how much it was compared', async () => {
	const { isIntact, lines: told } = await check(hostWith(lines));
	expect(isIntact).toBe(true);
	expect(told).toContain('Compared with the journal: 6 events');
});

test('without a journal it says so', async () => {
	const { isIntact, lines: told } = await check({});
	expect(isIntact).toBe(true);
	expect(told.join('\n')).toContain('Compared with no journal');
});

test('a file that was altered is left, and acts go on in the next one', async () => {
	tamper(`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'ada', 'eve') AS BLOB) WHERE seq = 3`);
	const { isIntact, lines: told } = await check({});
	expect(isIntact).toBe(false);
	expect(told[0]).toBe('The log was altered: Event 3 was altered after it was written.');
	expect(told.at(-1)).toContain(next());
	expect(await log.append(begun('d'))).toMatchObject({ ok: true, value: { seq: 2 } });
	const again = await check({});
	expect(again.lines[1]).toBe('Acts go on in operations-2.db, which is as it was written: 2 events');
	expect(existsSync(join(directory, 'operations-3.db'))).toBe(false);
});

test('a console that only looks leaves everything as it is', async () => {
	tamper(`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'ada', 'eve') AS BLOB) WHERE seq = 3`);
	expect((await check({}, true)).isIntact).toBe(false);
	expect(existsSync(next())).toBe(false);
});

test('a missing end is told, and the log is written on: the line that says so may be wrong', async () => {
	const more = lines[5]?.replace('head 6:', 'head 9:') ?? '';
	const { isIntact, lines: told } = await check(hostWith([...lines, more]));
	expect(isIntact).toBe(false);
	expect(told[0]).toContain('the end was cut off');
	expect(existsSync(next())).toBe(false);
});

test('lines that another user wrote into the journal count for nothing', async () => {
	const forged = lines[5]?.replace('head 6:', 'head 9:') ?? '';
	const { isIntact } = await check(hostWith([forged], 4242));
	expect(isIntact).toBe(true);
});
