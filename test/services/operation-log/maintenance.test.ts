import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { succeed } from '../../../source/domain/result.ts';
import { addEvent, inTransaction } from '../../../source/services/operation-log/append.ts';
import { openForWriting } from '../../../source/services/operation-log/database.ts';
import { createMaintenance, type Maintenance } from '../../../source/services/operation-log/maintenance.ts';
import { refused } from './events.ts';

let directory = '';
let path = '';
let database: DatabaseSync;
let maintenance: Maintenance;
let trims = 0;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-maintenance-'));
	path = join(directory, 'operations.db');
	database = openForWriting(path, 0o600);
	trims = 0;
	maintenance = createMaintenance({
		write: async (work) => succeed(inTransaction(database, () => work(database))),
		use: async (work) => succeed(work(database)),
		trim: async () => succeed(trims++),
	});
	inTransaction(database, () => {
		for (let index = 0; index < 150; index++) addEvent(database, refused(`r${index}`));
	});
});

afterEach(() => {
	maintenance.stop();
	database.close();
	rmSync(directory, { recursive: true, force: true });
});

/** Events that stand in the file itself, whatever is in the write-ahead log beside it. */
function countInFile(): number {
	const url = pathToFileURL(path);
	url.searchParams.set('immutable', '1');
	const file = new DatabaseSync(url, { readOnly: true });
	const isMade = file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() !== undefined;
	const count = isMade ? Number(file.prepare('SELECT count(*) AS count FROM events').get()?.['count']) : 0;
	file.close();
	return count;
}

const countNew = () => Number(database.prepare('SELECT count(*) AS count FROM unindexed').get()?.['count']);

test('every 32nd event leads to trigrams, in batches, as long as there is a whole one', async () => {
	maintenance.appended(32);
	await expect.poll(countNew).toBe(150 - 2 * 64);
	expect(countInFile()).toBe(0);
	expect(trims).toBe(0);
});

test('every 512th event leads to a write-ahead log that begins anew, every 1024th to what retention drops', async () => {
	maintenance.appended(1024);
	await expect.poll(countInFile).toBe(150);
	await expect.poll(() => trims).toBe(1);
});

test('events in between, and a log that was closed, lead to nothing', async () => {
	maintenance.appended(33);
	maintenance.stop();
	maintenance.appended(1024);
	await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
	expect([countNew(), countInFile(), trims]).toEqual([150, 0, 0]);
});
