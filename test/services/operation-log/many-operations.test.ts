import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryQuery } from '../../../source/domain/history.ts';
import { addEvent, inTransaction } from '../../../source/services/operation-log/append.ts';
import { openForWriting } from '../../../source/services/operation-log/database.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { indexBatch } from '../../../source/services/operation-log/search-index.ts';
import { begun, ended } from './events.ts';

/** More than are looked at one by one: which index serves a list depends on how many it leaves. */
const count = 5600;

type Kept = {
	readonly id: string;
	readonly time: string;
	readonly host: string;
	readonly type: string;
	readonly status: 'failed' | 'succeeded';
	readonly message: string;
};

/** The clock is set back by an hour in the middle. */
const operations: readonly Kept[] = Array.from({ length: count }, (_, index) => ({
	id: `op-${index}`,
	time: new Date(Date.UTC(2026, 0, 1) + index * 60_000 - (index > count / 2 ? 3_600_000 : 0)).toISOString(),
	host: index % 40 === 0 ? 'rare' : 'web1',
	type: index % 70 === 0 ? 'run' : 'service',
	status: index % 90 === 0 ? 'failed' : 'succeeded',
	message: `it went ${index} ${index % 3 === 0 ? 'third' : 'other'}`,
}));

let directory = '';
let log: OperationLog;

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-many-'));
	const path = join(directory, 'operations.db');
	const database = openForWriting(path, 0o600);
	database.exec('PRAGMA synchronous = OFF');
	inTransaction(database, () => {
		for (const { id, time, host, type, status, message } of operations) {
			addEvent(database, begun(id, { time, host, type }));
			addEvent(database, ended(id, { time, status, message }));
		}
		// The rest stays without trigrams, as new texts are.
		indexBatch(database, count - 100);
	});
	database.close();
	log = createOperationLog({ path, user: '1000' });
	await log.markSeen(['op-10', 'op-5590', 'op-5000']);
});

afterAll(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

const seen = new Set(['op-10', 'op-5590', 'op-5000']);

/** The same by looking at each. */
function expected(query: HistoryQuery): readonly string[] {
	const { since, until, host, type, status, text, unreadOnly } = query;
	const found = operations.filter(
		(each) =>
			(since === undefined || each.time >= since) &&
			(until === undefined || each.time <= until) &&
			(host === undefined || each.host === host) &&
			(type === undefined || each.type === type) &&
			(status === undefined || each.status === status) &&
			(text === undefined || text.split(' ').every((word) => `${each.message} ${each.host}`.includes(word))) &&
			(unreadOnly !== true || !seen.has(each.id)),
	);
	const isByTime = text === undefined && (since !== undefined || until !== undefined);
	const latestFirst = found.toReversed();
	return (isByTime ? latestFirst.sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0)) : latestFirst).map(
		({ id }) => id,
	);
}

const early = '2026-01-01T10:00:00.000Z';
const middle = '2026-01-02T22:30:00.000Z';
const late = '2026-01-04T12:00:00.000Z';

const queries: readonly HistoryQuery[] = [
	{},
	{ unreadOnly: true },
	{ host: 'rare' },
	{ host: 'web1' },
	{ type: 'run' },
	{ type: 'service', status: 'failed' },
	{ status: 'succeeded' },
	{ status: 'succeeded', since: late },
	{ status: 'succeeded', host: 'web1', unreadOnly: true },
	{ since: early },
	{ since: middle, until: late },
	{ until: early },
	{ until: early, host: 'web1', status: 'succeeded' },
	{ since: '2099-01-01' },
	{ text: 'third' },
	{ text: 'zz' },
	{ text: 'third', host: 'rare' },
	{ text: 'went third', since: early, status: 'succeeded' },
	{ text: 'th', since: late },
	{ text: '5555' },
];

test.each(
	queries.map((query) => [JSON.stringify(query), query] as const),
)('%s brings the latest that match, and goes on after them', async (_, query) => {
	const all = expected(query);
	const pages: string[] = [];
	for (let page = 0; page < 3; page++) {
		const olderThan = pages.at(-1);
		const answer = await log.query({ ...query, limit: 40, ...(olderThan === undefined ? {} : { olderThan }) });
		if (!answer.ok) throw new Error(answer.error.message);
		pages.push(...answer.value.entries.map(({ id }) => id));
		if (answer.value.entries.length < 40) break;
	}
	expect(pages).toEqual(all.slice(0, 120));
});

test('a page that goes on in the middle, where the clock was set back, leaves nothing out', async () => {
	const query = { since: middle, until: late };
	const all = expected(query);
	const pages: string[] = [];
	for (let olderThan: string | undefined; pages.length < all.length; olderThan = pages.at(-1)) {
		const answer = await log.query({ ...query, limit: 300, ...(olderThan === undefined ? {} : { olderThan }) });
		if (!answer.ok || answer.value.entries.length === 0) break;
		pages.push(...answer.value.entries.map(({ id }) => id));
	}
	expect(pages).toEqual(all);
});
