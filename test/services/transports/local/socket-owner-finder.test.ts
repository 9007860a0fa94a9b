import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
	type DescriptorFiles,
	descriptorFiles,
} from '../../../../source/services/transports/local/descriptor-files.ts';
import { createSocketOwnerFinder } from '../../../../source/services/transports/local/socket-owner-finder.ts';

type FakeProcess = {
	readonly identity: number;
	readonly links: readonly string[] | 'EACCES';
	/** Null for one with several threads; one that is given none has run since the last look. */
	readonly runTime?: number | null;
};
type FakeHost = Record<number, FakeProcess>;

const sockets = (...inodes: readonly number[]) => inodes.map((inode) => `socket:[${inode}]`);

function errorOf(code: string): Error {
	return Object.assign(new Error(code), { code });
}

/** A /proc in memory that counts what it is asked. */
function fakeFiles(host: FakeHost) {
	const counts = { lists: 0, identities: 0, directories: 0, links: 0 };
	let ran = 0;
	const processAt = (path: string) => host[Number(path.split('/')[2])];
	const files: DescriptorFiles = {
		list() {
			counts.lists += 1;
			return ['self', 'net', ...Object.keys(host)];
		},
		identify(path) {
			counts.identities += 1;
			return processAt(path)?.identity ?? null;
		},
		runTime(path) {
			ran += 1;
			const runTime = processAt(path)?.runTime;
			return runTime === undefined ? ran : runTime;
		},
		*listInParts(path) {
			counts.directories += 1;
			const links = processAt(path)?.links;
			if (links === undefined) throw errorOf('ENOENT');
			if (links === 'EACCES') throw errorOf('EACCES');
			yield links.map((_, index) => `${index}`);
		},
		readLink(path) {
			counts.links += 1;
			const link = processAt(path)?.links[Number(path.split('/').at(-1))];
			if (link === undefined) throw errorOf('ENOENT');
			return link;
		},
	};
	return { files, counts };
}

async function ownersOf(finder: ReturnType<typeof createSocketOwnerFinder>, ...inodes: readonly number[]) {
	const result = await finder.find({ inodes });
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

describe('owners of sockets', () => {
	test('a socket may have many, a process many sockets', async () => {
		const { files } = fakeFiles({
			1: { identity: 1, links: [] },
			5: { identity: 5, links: ['/dev/null', ...sockets(100, 101)] },
			6: { identity: 6, links: [...sockets(100), 'pipe:[9]', ...sockets(100)] },
		});
		const { pidsByInode, unreadablePids } = await ownersOf(createSocketOwnerFinder({ files }), 100, 101);
		expect(pidsByInode.get(100)).toEqual([5, 6]);
		expect(pidsByInode.get(101)).toEqual([5]);
		expect(unreadablePids).toEqual([]);
	});

	test('what may not be read is told for each process', async () => {
		const { files } = fakeFiles({ 1: { identity: 1, links: 'EACCES' }, 5: { identity: 5, links: sockets(100) } });
		const { pidsByInode, unreadablePids } = await ownersOf(createSocketOwnerFinder({ files }), 100, 200);
		expect(pidsByInode.get(100)).toEqual([5]);
		expect(unreadablePids).toEqual([1]);
	});

	test('a first process that is not listed is one of others that are hidden', async () => {
		const { files } = fakeFiles({ 5: { identity: 5, links: sockets(100) } });
		expect((await ownersOf(createSocketOwnerFinder({ files }), 200)).unreadablePids).toEqual([1]);
	});

	test('a process that ends while it is read is nobody', async () => {
		const host: FakeHost = { 1: { identity: 1, links: [] }, 5: { identity: 5, links: sockets(100, 101) } };
		const { files } = fakeFiles(host);
		const dying: DescriptorFiles = {
			...files,
			readLink(path) {
				delete host[5];
				return files.readLink(path);
			},
		};
		const { pidsByInode, unreadablePids } = await ownersOf(createSocketOwnerFinder({ files: dying }), 100);
		expect([pidsByInode.size, unreadablePids.length]).toEqual([0, 0]);
	});

	test('without /proc the reason is told', async () => {
		const files: DescriptorFiles = {
			...descriptorFiles,
			list() {
				throw errorOf('ENOENT');
			},
		};
		expect(await createSocketOwnerFinder({ files }).find({ inodes: [1] })).toMatchObject({ ok: false });
	});
});

describe('the cost of a refresh', () => {
	const manyProcesses = (): FakeHost => ({
		1: { identity: 1, links: [] },
		...Object.fromEntries(
			Array.from({ length: 200 }, (_, index) => [100 + index, { identity: index, links: ['/dev/null', '/dev/zero'] }]),
		),
		5: { identity: 5, links: sockets(1000) },
		6: { identity: 6, links: sockets(1001) },
	});

	test('known sockets cost one look at each owner, and no list', async () => {
		const { files, counts } = fakeFiles(manyProcesses());
		const finder = createSocketOwnerFinder({ files });
		await ownersOf(finder, 1000, 1001);
		Object.assign(counts, { lists: 0, identities: 0, directories: 0, links: 0 });
		await ownersOf(finder, 1000, 1001);
		expect(counts).toEqual({ lists: 0, identities: 2, directories: 0, links: 0 });
	});

	test('a new socket is looked for among holders and new processes first', async () => {
		const host = manyProcesses();
		const { files, counts } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		await ownersOf(finder, 1000, 1001);
		host[6] = { identity: 6, links: sockets(1001, 1002) };
		host[900] = { identity: 900, links: sockets(1003) };
		Object.assign(counts, { lists: 0, directories: 0, links: 0 });
		const { pidsByInode } = await ownersOf(finder, 1000, 1001, 1002, 1003);
		expect([pidsByInode.get(1002), pidsByInode.get(1003)]).toEqual([[6], [900]]);
		expect(counts).toMatchObject({ lists: 1, directories: 3, links: 4 });
	});

	test('a holder that did not run since is not looked at again, unless it has several threads', async () => {
		const host = manyProcesses();
		host[5] = { identity: 5, links: sockets(1000), runTime: 100 };
		host[6] = { identity: 6, links: sockets(1001), runTime: null };
		host[7] = { identity: 7, links: sockets(1007), runTime: 100 };
		const { files, counts } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files, fullScanEvery: 100 });
		await ownersOf(finder, 1000, 1001, 1007);
		// The second look knows them as holders, and notes how long they had run.
		host[900] = { identity: 900, links: sockets(1003) };
		await ownersOf(finder, 1000, 1001, 1003, 1007);
		host[7] = { identity: 7, links: sockets(1007, 1008), runTime: 101 };
		counts.directories = 0;
		const { pidsByInode } = await ownersOf(finder, 1000, 1001, 1003, 1007, 1008);
		expect([1000, 1001, 1003, 1007, 1008].map((inode) => pidsByInode.get(inode))).toEqual([[5], [6], [900], [7], [7]]);
		// Of 5, 6, 7 and 900 all but the first.
		expect(counts.directories).toBe(3);
	});

	test('a socket that is gone by the next call is not searched for everywhere', async () => {
		const { files, counts } = fakeFiles(manyProcesses());
		const finder = createSocketOwnerFinder({ files, fullScanEvery: 100 });
		await ownersOf(finder, 1000);
		counts.directories = 0;
		for (let round = 0; round < 10; round += 1) await ownersOf(finder, 1000, 5000 + round);
		expect(counts.directories).toBeLessThanOrEqual(10 * 2);
	});

	test('a holder that ran without the kernel having counted it yet is found at the next call', async () => {
		const host = manyProcesses();
		host[5] = { identity: 5, links: sockets(1000), runTime: 100 };
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files, fullScanEvery: 100 });
		await ownersOf(finder, 1000);
		await ownersOf(finder, 1000, 4444);
		host[5] = { identity: 5, links: sockets(1000, 2000), runTime: 100 };
		await ownersOf(finder, 1000, 2000);
		expect((await ownersOf(finder, 1000, 2000)).pidsByInode.get(2000)).toEqual([5]);
	});

	test('a socket of a process that had none is found among the rest, at the next call', async () => {
		const host = manyProcesses();
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		await ownersOf(finder, 1000);
		host[150] = { identity: 50, links: sockets(2000) };
		expect((await ownersOf(finder, 1000, 2000)).pidsByInode.has(2000)).toBe(false);
		expect((await ownersOf(finder, 1000, 2000)).pidsByInode.get(2000)).toEqual([150]);
	});

	test('a socket that nobody holds is not searched for each time', async () => {
		const { files, counts } = fakeFiles(manyProcesses());
		const finder = createSocketOwnerFinder({ files, fullScanEvery: 100 });
		await ownersOf(finder, 1000, 7777);
		await ownersOf(finder, 1000, 7777);
		Object.assign(counts, { lists: 0, directories: 0 });
		for (let round = 0; round < 10; round += 1) await ownersOf(finder, 1000, 7777);
		expect(counts).toMatchObject({ lists: 0, directories: 0 });
	});

	test('processes that may not be read are not tried at each new socket', async () => {
		const host = manyProcesses();
		for (let pid = 100; pid < 300; pid += 1) host[pid] = { identity: pid, links: 'EACCES' };
		const { files, counts } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		await ownersOf(finder, 1000);
		counts.directories = 0;
		expect((await ownersOf(finder, 1000, 8888)).unreadablePids).toHaveLength(200);
		expect(counts.directories).toBeLessThan(5);
	});
});

describe('what changes hands', () => {
	test('when an owner ended, others that hold its socket are found', async () => {
		const host: FakeHost = {
			1: { identity: 1, links: [] },
			5: { identity: 5, links: sockets(100) },
			6: { identity: 6, links: [] },
		};
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		expect((await ownersOf(finder, 100)).pidsByInode.get(100)).toEqual([5]);
		delete host[5];
		host[6] = { identity: 6, links: sockets(100) };
		expect((await ownersOf(finder, 100)).pidsByInode.get(100)).toEqual([6]);
	});

	test('a number that another process got is not taken for the owner', async () => {
		const host: FakeHost = { 1: { identity: 1, links: [] }, 5: { identity: 5, links: sockets(100) } };
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		const before = (await ownersOf(finder, 100)).pidsByInode.get(100);
		host[5] = { identity: 55, links: sockets(100) };
		const after = (await ownersOf(finder, 100)).pidsByInode.get(100);
		expect(after).toEqual(before);
		expect(after).not.toBe(before);
	});

	test('unchanged owners are the same array after a new look', async () => {
		const host: FakeHost = {
			1: { identity: 1, links: [] },
			5: { identity: 5, links: sockets(100, 101) },
			6: { identity: 6, links: sockets(100) },
		};
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		const before = (await ownersOf(finder, 100, 101)).pidsByInode;
		host[7] = { identity: 7, links: sockets(102) };
		const after = (await ownersOf(finder, 100, 101, 102)).pidsByInode;
		expect(after.get(100)).toBe(before.get(100));
		expect(after.get(101)).toBe(before.get(101));
	});

	test('a socket that its owner closed and another kept is seen at the next full look', async () => {
		const host: FakeHost = {
			1: { identity: 1, links: [] },
			5: { identity: 5, links: sockets(100) },
			6: { identity: 6, links: sockets(100) },
		};
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files, fullScanEvery: 3 });
		await ownersOf(finder, 100);
		host[5] = { identity: 5, links: [] };
		const seen = [];
		for (let round = 0; round < 3; round += 1) seen.push((await ownersOf(finder, 100)).pidsByInode.get(100)?.length);
		expect(seen).toEqual([2, 2, 1]);
	});

	test('memory holds nothing of sockets that are gone', async () => {
		const host: FakeHost = { 1: { identity: 1, links: [] } };
		const { files } = fakeFiles(host);
		const finder = createSocketOwnerFinder({ files });
		for (let round = 0; round < 20; round += 1) {
			host[5] = { identity: 5, links: sockets(...Array.from({ length: 100 }, (_, index) => round * 100 + index)) };
			const { pidsByInode } = await ownersOf(finder, round * 100);
			expect(pidsByInode.size).toBe(100);
		}
	});
});

describe('on this machine', () => {
	const servers: Server[] = [];
	const children: ChildProcess[] = [];
	afterEach(() => {
		for (const server of servers.splice(0)) server.close();
		for (const child of children.splice(0)) child.kill('SIGKILL');
	});

	async function listen(): Promise<{ readonly server: Server; readonly inode: number }> {
		const server = createServer();
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
		return { server, inode: statSync(`/proc/self/fd/${fd}`).ino };
	}

	test('an own listener is found', async () => {
		const { inode } = await listen();
		expect((await ownersOf(createSocketOwnerFinder(), inode)).pidsByInode.get(inode)).toEqual([process.pid]);
	});

	test('a listener that children inherited has them all, and loses them when they end', async () => {
		const { server, inode } = await listen();
		const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
		const started = [1, 2].map(() => spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', fd] }));
		children.push(...started);
		const finder = createSocketOwnerFinder();
		const pids = [process.pid, ...started.map((child) => child.pid ?? 0)].sort((left, right) => left - right);
		expect((await ownersOf(finder, inode)).pidsByInode.get(inode)).toEqual(pids);
		const [first] = started;
		const ended = new Promise((resolve) => first?.once('exit', resolve));
		first?.kill('SIGKILL');
		await ended;
		const left = (await ownersOf(finder, inode)).pidsByInode.get(inode);
		expect(left).toEqual(pids.filter((pid) => pid !== first?.pid));
	});

	test('a directory of descriptors is listed whole in parts', () => {
		const parts = [...descriptorFiles.listInParts('/proc/self/fd')];
		expect(parts.flat().length).toBeGreaterThan(5);
	});
});
