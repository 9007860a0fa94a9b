import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buildHost } from '../../../../source/documents/host.ts';
import type { HostFacts } from '../../../../source/domain/host-facts.ts';
import { fail } from '../../../../source/domain/result.ts';
import { createFactCache } from '../../../../source/services/collectors/host/fact-cache.ts';
import { answer, type FactReaders } from '../../../../source/services/collectors/host/fact-reader.ts';
import { createFactReaders } from '../../../../source/services/collectors/host/readers.ts';
import {
	createHostCollector,
	type HostCollectorOptions,
} from '../../../../source/services/collectors/host-collector.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

const signal = new AbortController().signal;
const bootId = 'b0';
const files = { '/proc/sys/kernel/random/boot_id': `${bootId}\n` };

/** Readers that fail at once, but for those that a test brings. */
function readersWith(own: Partial<FactReaders>): FactReaders {
	const real = createFactReaders();
	const silent = Object.fromEntries(
		Object.entries(real).map(([name, reader]) => [
			name,
			{ ...reader, isKept: false, read: async () => fail('unavailable', 'not in this test') },
		]),
	);
	return { ...silent, ...own } as FactReaders;
}

async function collect(options: HostCollectorOptions, waitMs = 1000, transport = createFakeTransport({ files })) {
	const collector = createHostCollector(options);
	const result = await collector.collect(transport, { waitMs }, signal);
	if (!result.ok) throw new Error(result.error.message);
	return { collector, transport, facts: result.value };
}

const ofRaids = (
	read: FactReaders['raids']['read'],
	more: Partial<FactReaders['raids']> = {},
): Partial<FactReaders> => ({
	raids: { maxAgeMs: 1000, isKept: false, deadlineMs: 5000, read, ...more },
});

/** A reader that counts how often it was asked. */
function counting() {
	let count = 0;
	return {
		count: () => count,
		read: async () => {
			count += 1;
			return answer([]);
		},
	};
}

const directories: string[] = [];
async function temporary(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'opsdash-facts-'));
	directories.push(directory);
	return directory;
}
afterEach(async () => {
	for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

describe('the facts of a host', () => {
	it('does not wait for a group that takes longer, and tells when it arrives', async () => {
		const arrived = Promise.withResolvers<ReturnType<typeof answer<readonly []>>>();
		const told = Promise.withResolvers<HostFacts>();
		const { facts } = await collect(
			{ readers: readersWith(ofRaids(() => arrived.promise)), onProgress: told.resolve },
			20,
		);
		expect(facts.raids).toEqual({ state: 'pending' });
		expect(buildHost(facts).problems).toContainEqual(expect.objectContaining({ field: 'raids', code: 'pending' }));
		arrived.resolve(answer([]));
		expect((await told.promise).raids).toMatchObject({ state: 'ready', value: [] });
	});
	it('gives a group up when its deadline passes, and withdraws what it was doing', async () => {
		let isWithdrawn = false;
		const read: FactReaders['raids']['read'] = (_, abort) =>
			new Promise(() => abort.addEventListener('abort', () => (isWithdrawn = true)));
		const { facts } = await collect({ readers: readersWith(ofRaids(read, { deadlineMs: 20 })) });
		expect(facts.raids).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
		expect(isWithdrawn).toBe(true);
	});
	it('loses one group only when a reader has a bug', async () => {
		const read = () => Promise.reject(new Error('oops'));
		const readers = {
			...ofRaids(read),
			gpus: { maxAgeMs: 1, isKept: false, deadlineMs: 100, read: async () => answer([]) },
		};
		const { facts } = await collect({ readers: readersWith(readers) });
		expect([facts.raids.state, facts.gpus.state]).toEqual(['failed', 'ready']);
	});
	it('reads a group again only when it is older than it may be', async () => {
		const reads = counting();
		let nowMs = 1_000_000;
		const readers = readersWith(ofRaids(reads.read));
		const { collector, transport } = await collect({ readers, now: () => nowMs });
		for (const laterMs of [500, 400, 200]) {
			nowMs += laterMs;
			await collector.collect(transport, { waitMs: 1000 }, signal);
		}
		expect(reads.count()).toBe(2);
	});
	it('keeps what was known when a later read fails, and says so', async () => {
		let nowMs = 1_000_000;
		const answers = [answer([]), fail('timeout', 'No answer')];
		const readers = readersWith(ofRaids(async () => answers.shift() ?? fail('timeout', 'No answer')));
		const { collector, transport } = await collect({ readers, now: () => nowMs });
		nowMs += 60_000;
		const result = await collector.collect(transport, { waitMs: 1000 }, signal);
		expect(result.ok && result.value.raids).toEqual({
			state: 'ready',
			value: [],
			takenAtMs: 1_000_000,
			problems: [
				{
					field: 'raids',
					code: 'timeout',
					message: 'No answer; the value is from 1970-01-01T00:16:40.000Z',
					hint: null,
				},
			],
		});
	});
	it('reads everything anew once the host has another boot id', async () => {
		const reads = counting();
		let nowMs = 1_000_000;
		const identity = createFactReaders().identity;
		const readers = readersWith({ ...ofRaids(reads.read, { maxAgeMs: 1e9 }), identity });
		const { collector, transport } = await collect({ readers, now: () => nowMs });
		transport.change({ files: { '/proc/sys/kernel/random/boot_id': 'b1\n' } });
		for (let turn = 0; turn < 3; turn += 1) {
			nowMs += 5000;
			await collector.collect(transport, { waitMs: 1000 }, signal);
		}
		expect(reads.count()).toBe(2);
	});
	it('starts nothing twice and nothing that is to be skipped', async () => {
		let reads = 0;
		const readers = readersWith(ofRaids(() => new Promise(() => (reads += 1))));
		const { collector, transport } = await collect({ readers }, 5);
		await collector.collect(transport, { waitMs: 5 }, signal);
		expect(reads).toBe(1);
		const other = createHostCollector({ readers });
		await other.collect(transport, { waitMs: 5, skip: ['raids'] }, signal);
		expect(reads).toBe(1);
	});
	it('ends with a cancelled result when the caller withdraws', async () => {
		const abort = new AbortController();
		const collector = createHostCollector({ readers: readersWith(ofRaids(() => new Promise(() => {}))) });
		const result = collector.collect(createFakeTransport({ files }), { waitMs: 60_000 }, abort.signal);
		abort.abort();
		expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	});
	it('says for every field that is null why it is', async () => {
		const { facts } = await collect({ readers: createFactReaders() }, 2000, createFakeTransport({}));
		const { data, problems } = buildHost(facts);
		const named = problems.map(({ field }) => field.split(/[.[]/)[0]);
		for (const [field, value] of Object.entries(data)) {
			if (value === null) expect(named).toContain(field);
		}
		expect(problems.every(({ message }) => message !== '')).toBe(true);
	});
});

describe('facts kept between runs', () => {
	const kept = (read: FactReaders['raids']['read']) => readersWith(ofRaids(read, { isKept: true, maxAgeMs: 60_000 }));

	it('are not read again while they are young', async () => {
		const cache = createFactCache(await temporary());
		await collect({ cache, readers: kept(async () => answer([])) });
		const reads = counting();
		const { facts } = await collect({ cache, readers: kept(reads.read) });
		expect([facts.raids.state, reads.count()]).toEqual(['ready', 0]);
	});
	it('are read again after a reboot', async () => {
		const cache = createFactCache(await temporary());
		await collect({ cache, readers: kept(async () => answer([])) });
		const reads = counting();
		const rebooted = createFakeTransport({ files: { '/proc/sys/kernel/random/boot_id': 'b1\n' } });
		await collect({ cache, readers: kept(reads.read) }, 1000, rebooted);
		expect(reads.count()).toBe(1);
	});
	it('lie in a file that is closed to others', async () => {
		const directory = join(await temporary(), 'deeper');
		await collect({ cache: createFactCache(directory), readers: kept(async () => answer([])) });
		const [name = ''] = await readdir(directory);
		const modes = await Promise.all([directory, join(directory, name)].map((path) => stat(path)));
		expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o600]);
	});
	it('count as absent when the file is damaged or of another owner', async () => {
		const directory = await temporary();
		const cache = createFactCache(directory);
		await collect({ cache, readers: kept(async () => answer([])) });
		const [name = ''] = await readdir(directory);
		const path = join(directory, name);
		const text = await readFile(path, 'utf8');
		expect(Object.keys(await cache.load('fake1', bootId))).toEqual(['raids']);
		expect(await createFactCache(directory, 4711).load('fake1', bootId)).toEqual({});
		await writeFile(path, text.replace('"ready"', '"reody"'));
		expect(await cache.load('fake1', bootId)).toEqual({});
		await writeFile(path, '');
		expect(await cache.load('fake1', bootId)).toEqual({});
	});
	it('do without a directory that cannot be written', async () => {
		const directory = await temporary();
		await writeFile(join(directory, 'file'), '');
		await chmod(directory, 0o500);
		const cache = createFactCache(join(directory, 'file', 'below'));
		const { facts } = await collect({ cache, readers: kept(async () => answer([])) });
		expect(facts.raids.state).toBe('ready');
	});
});
