/**
 * What the program says of this machine's processes, memory and CPU use, beside what its own tools say in the same run.
 * Tolerances: identity fields equal; resident memory 10 % or 2 MiB; available memory 5 % of all; CPU 12 points of a core.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTop } from '../../source/documents/top.ts';
import { topDataSchema } from '../../source/documents/top-schema.ts';
import type { ProcessRow, TopData } from '../../source/domain/top.ts';
import { sampleTop } from '../../source/services/collectors/top-collector.ts';
import { createUserNames } from '../../source/services/collectors/user-names.ts';
import { createLocalTransport } from '../../source/services/transports/local-transport.ts';
import { describeWhen, testWhen } from '../support/requires.ts';

const run = promisify(execFile);
const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024 };
const mebibyte = 1024 * 1024;
const support = new URL('../support/', import.meta.url).pathname;
const stateDirectory = mkdtempSync(join(tmpdir(), 'opsdash-top-'));
const transport = createLocalTransport({ stateDirectory });
const children = new Set<ChildProcess>();

afterAll(async () => {
	await transport.close();
	rmSync(stateDirectory, { recursive: true });
});

function start(file: string, args: readonly string[]): ChildProcess {
	const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'ignore'] });
	children.add(child);
	return child;
}

async function end(child: ChildProcess): Promise<void> {
	const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
	child.kill('SIGKILL');
	await ended;
	children.delete(child);
}

async function read(windowMs: number): Promise<TopData> {
	const userNames = createUserNames(transport);
	const sample = await sampleTop(transport, { windowMs, userNames }, new AbortController().signal);
	if (!sample.ok) throw new Error(sample.error.message);
	const { before, now } = sample.value;
	return buildTop(now, before === null ? null : buildTop(before, null)).data;
}

type Listed = Pick<
	ProcessRow,
	'pid' | 'ppid' | 'uid' | 'user' | 'nice' | 'threads' | 'residentBytes' | 'name' | 'command'
>;

async function listByPs(): Promise<readonly Listed[]> {
	const columns = ['pid', 'ppid', 'euid', 'euser:32', 'ni', 'nlwp', 'rss:12', 'comm:64', 'args'];
	const { stdout } = await run('ps', ['-ww', '-eo', columns.map((column) => `${column}=`).join(',')], options);
	return stdout.split('\n').flatMap((line) => {
		const match = /^ *(\d+) +(\d+) +(\d+) (\S+) +(-|-?\d+) +(\d+) +(\d+) (.{64}) (.*)$/.exec(line);
		if (match === null) return [];
		const [, pid, ppid, uid, user = '', nice, threads, rss, name = '', command = ''] = match;
		return [
			{
				pid: Number(pid),
				ppid: Number(ppid),
				uid: Number(uid),
				// An id without a name stands for itself there.
				user: user === uid ? null : user,
				nice: nice === '-' ? 0 : Number(nice),
				threads: Number(threads),
				residentBytes: Number(rss) * 1024,
				name: name.trimEnd(),
				command,
			},
		];
	});
}

describeWhen({ packages: ['procps'] }, 'beside the machine’s own tools', () => {
	test('processes are those of ps, with the same parents, users, names and arguments', async () => {
		const before = await read(0);
		const listed = await listByPs();
		const after = await read(0);
		const byPid = new Map(listed.map((one) => [one.pid, one]));
		const startOf = new Map(before.processes.map((row) => [row.pid, row.startTicks]));
		// There throughout: what started or ended while ps looked is nobody's mistake.
		const lasting = after.processes.filter((row) => startOf.get(row.pid) === row.startTicks);
		expect(lasting.filter(({ pid }) => !byPid.has(pid)).map(({ name }) => name)).toEqual([]);
		const seen = new Set([...before.processes, ...after.processes].map(({ pid }) => pid));
		// What ps saw and neither reading did began after the one and had ended before the other.
		const isThere = ({ pid }: { readonly pid: number }) => existsSync(`/proc/${pid}`);
		expect(listed.filter((one) => !seen.has(one.pid) && isThere(one))).toEqual([]);
		const same = lasting.filter((row) => row.state !== 'Z').map((row) => [row, byPid.get(row.pid)] as const);
		for (const [row, ps] of same) {
			expect({ pid: row.pid, uid: row.uid, user: row.user }).toEqual({ pid: ps?.pid, uid: ps?.uid, user: ps?.user });
			expect(Math.abs(row.residentBytes - (ps?.residentBytes ?? 0))).toBeLessThan(
				Math.max(row.residentBytes * 0.1, 2 * mebibyte) + ((row.cpuSeconds ?? 0) > 1 ? 64 * mebibyte : 0),
			);
		}

		const steady = same.filter(([row]) => before.processes.find(({ pid }) => pid === row.pid)?.command === row.command);
		// A kernel worker renames itself with the work that it does.
		const isPlain = (command: string) =>
			/^[ -~]+$/.test(command) && !command.includes('***') && !command.startsWith('[kworker/');
		const plain = steady.filter(([row]) => isPlain(row.command ?? ''));
		expect(plain.length).toBeGreaterThan(10);
		for (const [row, ps] of plain) {
			expect([row.ppid, row.nice, row.command?.slice(0, 2000)]).toEqual([
				ps?.ppid,
				ps?.nice,
				ps?.command?.trimEnd().slice(0, 2000),
			]);
		}
	});

	test('memory is that of free', async () => {
		const { stdout } = await run('free', ['-b'], options);
		const { memory, swap } = await read(0);
		const [, total, , free, , cache, available] =
			/^Mem:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(stdout) ?? [];
		const [, swapTotal] = /^Swap:\s+(\d+)/m.exec(stdout) ?? [];
		expect([memory.totalBytes, swap.totalBytes]).toEqual([Number(total), Number(swapTotal)]);
		const tolerance = Number(total) * 0.05;
		for (const [mine, its] of [
			[memory.freeBytes, free],
			[memory.availableBytes, available],
			[memory.buffersCacheBytes, cache],
		] as const) {
			expect(Math.abs((mine ?? 0) - Number(its))).toBeLessThan(tolerance);
		}
	});

	test('CPU use of a busy process is that of top', async () => {
		const busy = start('sh', ['-c', 'while :; do :; done']);
		try {
			// Both measure a stretch of their own on a machine where others work too: three tries.
			const differences: number[] = [];
			while (differences.length < 3 && !differences.some((each) => each <= 12)) {
				const [data, { stdout }] = await Promise.all([
					read(1500),
					run('top', ['-b', '-n', '2', '-d', '1.5', '-p', String(busy.pid)], options),
				]);
				const lines = stdout.split('\n').filter((line) => line.trim().startsWith(`${busy.pid} `));
				const byTop = Number(lines.at(-1)?.trim().split(/\s+/)[8]);
				const mine = data.processes.find(({ pid }) => pid === busy.pid)?.cpuPercent ?? 0;
				differences.push(Math.abs(mine - byTop));
			}
			expect(Math.min(...differences)).toBeLessThanOrEqual(12);
		} finally {
			await end(busy);
		}
	});
});

describe('this machine', () => {
	let data: TopData;
	beforeAll(async () => {
		data = await read(200);
	});

	test('its document is what the schema says', () => {
		expect(topDataSchema.safeParse(data).error).toBeUndefined();
	});

	test('CPU shares add up to the whole', () => {
		const sum = Object.values(data.cpu).reduce<number>((total, share) => total + (share ?? 0), 0);
		expect(Math.abs(sum - 100)).toBeLessThan(0.5);
	});

	test('a process whose second thread alone is busy shows its full CPU use', async () => {
		const child = start(process.execPath, [join(support, 'busy-thread.mjs')]);
		try {
			let before = 0;
			// Until it runs: its main thread has slept since.
			for (let times = 0; times < 50 && before < 20; times += 1) {
				before = Number(readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(' ')[13]);
				await transport.readFiles(['/proc/uptime']);
				await read(100);
			}
			const wholeOf = () => readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(' ').slice(13, 15).map(Number);
			const [startedMs, earlier] = [performance.now(), wholeOf()];
			const row = (await read(1000)).processes.find(({ pid }) => pid === child.pid);
			const ticks = wholeOf().reduce((sum, each, index) => sum + each - (earlier[index] ?? 0), 0);
			const actual = (ticks * 1000) / (performance.now() - startedMs);
			expect(actual).toBeGreaterThan(10);
			expect(Math.abs((row?.cpuPercent ?? 0) - actual)).toBeLessThan(20);
			expect(row?.threads).toBeGreaterThan(1);
		} finally {
			await end(child);
		}
	});
});

testWhen(
	{ root: true, packages: ['util-linux'] },
	'a number that is used again never shows the process that had it before',
	async () => {
		const program = [process.execPath, join(support, 'recycle-pids.ts'), '150'];
		const { stdout } = await run('unshare', ['--pid', '--fork', '--mount-proc', ...program], options);
		const { taken, wrong } = JSON.parse(stdout);
		expect(wrong).toEqual([]);
		expect(taken).toBeGreaterThan(50);
	},
);

testWhen({ packages: ['procps'] }, 'with few descriptors allowed the processes are still those of ps', async () => {
	const script = 'ulimit -n 64; exec "$@"';
	const program = [process.execPath, join(support, 'list-processes.ts')];
	const { stdout } = await run('sh', ['-c', script, 'sh', ...program], options);
	const { open, rows } = JSON.parse(stdout) as { open: number; rows: readonly Listed[] };
	const listed = new Map((await listByPs()).map((one) => [one.pid, one]));
	const both = rows.filter(({ pid }) => listed.has(pid));
	expect(both.length).toBeGreaterThan(listed.size * 0.8);
	expect(both.filter(({ pid, uid }) => listed.get(pid)?.uid !== uid)).toEqual([]);
	expect(open).toBeLessThan(40);
});

testWhen(
	{ root: true, packages: ['util-linux', 'procps'] },
	'an ordinary user sees all processes and their users',
	async () => {
		const program = [process.execPath, join(support, 'list-processes.ts')];
		const { stdout } = await run('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...program], options);
		const { rows } = JSON.parse(stdout) as { rows: readonly Listed[] };
		const listed = new Map((await listByPs()).map((one) => [one.pid, one]));
		const both = rows.filter(({ pid }) => listed.has(pid));
		expect(both.length).toBeGreaterThan(listed.size * 0.8);
		expect(both.filter(({ pid, uid }) => listed.get(pid)?.uid !== uid)).toEqual([]);
	},
);

describeWhen({ root: true, packages: ['util-linux'] }, 'where /proc hides others', () => {
	test.each([
		['listed and closed, they are counted', 1],
		['not listed at all, nobody can tell how many', 2],
	])('%s', async (_, hidepid) => {
		const script = `mount -t proc -o hidepid=${hidepid} proc /proc && exec "$@"`;
		const user = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
		const program = [process.execPath, join(support, 'list-processes.ts')];
		const { stdout } = await run('unshare', ['--mount', 'sh', '-c', script, 'sh', ...user, ...program], options);
		const { rows, hidden } = JSON.parse(stdout) as { rows: readonly Listed[]; hidden: number | null };
		expect([...new Set(rows.map(({ uid }) => uid))]).toEqual([65534]);
		expect(hidden === null ? 2 : hidden > 10 ? 1 : 0).toBe(hidepid);
	});
});
