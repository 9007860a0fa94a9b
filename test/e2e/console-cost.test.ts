/**
 * What the console costs, by counting: system calls that read (the kernel counts them in /proc/PID/io) and open descriptors, with
 * a few hundred processes that sleep. Refreshes are counted by the program itself (`--debug`).
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Document } from '../../source/domain/problem.ts';
import type { TopData } from '../../source/domain/top.ts';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { eventually, listProcesses } from '../support/real-console.ts';
import { run } from '../support/run.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const sleepers = 300;
const homes: TemporaryDirectory[] = [];
let load: ChildProcess;

/** A shell that starts children and stays; they end with it, as one process group. */
function startGroup(script: string): ChildProcess {
	return spawn('sh', ['-c', `${script}; echo done; exec sleep 1000`], {
		stdio: ['ignore', 'pipe', 'ignore'],
		detached: true,
	});
}

function endGroup({ pid }: ChildProcess): void {
	if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

function untilDone(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => child.stdout?.once('data', () => resolve()));
}

beforeAll(async () => {
	load = startGroup(`for i in $(seq ${sleepers}); do sleep 1000 & done`);
	await untilDone(load);
});
afterAll(() => endGroup(load));
afterEach(() => {
	for (const home of homes.splice(0)) home[Symbol.dispose]();
});

/** CPU time of a process whose name has no spaces. */
function ticksOf(pid: number | undefined): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ').slice(13, 15);
	return fields.reduce((sum, each) => sum + Number(each), 0);
}

type Counted = AsyncDisposable & {
	readonly terminal: TestTerminal;
	refreshes(name?: string): number;
	/** Resolves when so many more refreshes were made. */
	more(count: number, name?: string): Promise<void>;
	readCalls(): number;
	descriptors(): number;
};

async function openCounted(tab: string, intervalSeconds = 0.2): Promise<Counted> {
	const home = openTemporaryDirectory();
	homes.push(home);
	const debugFile = join(home.path, 'debug.log');
	const args = ['--tab', tab, '--interval', String(intervalSeconds), '--debug', debugFile];
	const terminal = openTerminal({ command: launcher, args, env: { HOME: home.path } });
	const refreshes = (name = tab) => readFileSync(debugFile, 'utf8').split(`refresh ${name} `).length - 1;
	const more = async (count: number, name = tab) => {
		const wanted = refreshes(name) + count;
		await eventually(() => expect(refreshes(name)).toBeGreaterThanOrEqual(wanted), 20_000);
	};
	await terminal.waitFor(/2 Top/);
	await more(1, 'summary');
	return {
		terminal,
		refreshes,
		more,
		readCalls: () => Number(/^syscr: (\d+)/m.exec(readFileSync(`/proc/${terminal.pid}/io`, 'utf8'))?.[1]),
		descriptors: () => readdirSync(`/proc/${terminal.pid}/fd`).length,
		[Symbol.asyncDispose]: () => terminal.close(),
	};
}

/** Reads of both while the shown one refreshes so often. */
async function readsMeanwhile(shown: Counted, other: Counted, refreshes: number): Promise<readonly [number, number]> {
	const before = [shown.readCalls(), other.readCalls()] as const;
	await shown.more(refreshes);
	return [shown.readCalls() - before[0], other.readCalls() - before[1]];
}

describe('a refresh of the Top tab', () => {
	test('reads little more than one short file for each process', async () => {
		await using console = await openCounted('top');
		// By then every descriptor is kept, and the facts of rows on screen are there.
		await console.more(5);
		const [reads, refreshes] = [console.readCalls(), console.refreshes()];
		await console.more(20);
		const each = (console.readCalls() - reads) / (console.refreshes() - refreshes);
		const processes = listProcesses().length;
		// A refresh for rows that came into view reads no more than what those lack: on a machine where much moves there are some.
		expect(each).toBeGreaterThan(processes * 0.5);
		// One in sixteen has its stat read as well, rows on screen and those that ran have it too, and the header's files are few.
		expect(each).toBeLessThan(processes * 1.4 + 150);
	});

	test('keeps no descriptor of thousands of short processes', async () => {
		await using console = await openCounted('top', 0.1);
		await console.more(3);
		const [before, processes] = [console.descriptors(), listProcesses().length];
		const short = startGroup('i=0; while [ $i -lt 3000 ]; do (:); i=$((i+1)); done');
		try {
			const done = untilDone(short);
			await console.more(10);
			await done;
			await console.more(3);
			// Processes that others started meanwhile, and that are still there, have two each.
			const others = Math.max(0, listProcesses().length - processes);
			expect(console.descriptors() - before).toBeLessThan(60 + 2 * others);
		} finally {
			endGroup(short);
		}
	});
});

describe('what nobody looks at', () => {
	test('a hidden tab is not scanned for: a few files an interval stay, and failed units are asked for once', async () => {
		await using shown = await openCounted('top');
		await using hidden = await openCounted('history');
		await shown.more(3);
		await hidden.more(3, 'summary');
		// What looks for the managers at the start reads a lot, and its reads are counted when it has ended.
		await eventually(() => expect(hidden.refreshes('failedUnits')).toBe(1), 20_000);
		const summaries = hidden.refreshes('summary');
		const [byShown, byHidden] = await readsMeanwhile(shown, hidden, 20);
		expect(byHidden).toBeLessThan(byShown / 10);
		expect(hidden.refreshes('top') + hidden.refreshes('network')).toBe(0);
		// The badges move on all the same.
		expect(hidden.refreshes('summary')).toBeGreaterThan(summaries + 5);
		expect(hidden.refreshes('failedUnits')).toBeLessThanOrEqual(1);
	});

	test('a console whose terminal nobody reads stands still, and goes on when it is read again', async () => {
		await using shown = await openCounted('top');
		await using unread = await openCounted('top');
		await unread.more(3);
		unread.terminal.stopReading();
		// The terminal takes some frames before it is full; those that are drawn anew as a whole fill it soon.
		const isStill = async () => {
			unread.terminal.press('ctrl+l');
			expect((await readsMeanwhile(shown, unread, 5))[1]).toBe(0);
		};
		await eventually(isStill, 25_000);
		unread.terminal.readOn();
		await unread.more(2);
	});

	test('a paused console reads nothing', async () => {
		await using shown = await openCounted('top');
		await using paused = await openCounted('top');
		await paused.more(3);
		paused.terminal.press('p');
		await paused.terminal.waitFor(/paused/i);
		await shown.more(3);
		const [byShown, byPaused] = await readsMeanwhile(shown, paused, 20);
		expect(byPaused).toBeLessThan(byShown / 50);
	});
});

describe('with fewer descriptors allowed than there are processes', () => {
	test('all 2,000 are there and the CPU of a busy one is right', { timeout: 120_000 }, async () => {
		const many = startGroup('for i in $(seq 2000); do sleep 1000 & done');
		const busy = spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
		try {
			await untilDone(many);
			const ticks = () => ticksOf(busy.pid);
			const [earlier, sinceMs] = [ticks(), performance.now()];
			const script = 'ulimit -Hn 1024; exec "$@"';
			const program = [launcher, 'top', '--json', '--window', '1500'];
			const { stdout } = await run('sh', ['-c', script, 'sh', ...program], { timeoutMs: 60_000 });
			const actual = ((ticks() - earlier) * 1000) / (performance.now() - sinceMs);
			const rows = (JSON.parse(stdout) as Document<TopData>).data?.processes ?? [];
			const children = rows.filter(({ ppid }) => ppid === many.pid);
			expect(children).toHaveLength(2000);
			expect(children.every(({ command, uid }) => command === 'sleep 1000' && uid === process.getuid?.())).toBe(true);
			const shown = rows.find(({ pid }) => pid === busy.pid)?.cpuPercent ?? 0;
			expect(Math.abs(shown - actual)).toBeLessThan(25);
		} finally {
			endGroup(many);
			busy.kill('SIGKILL');
		}
	});
});

describe('a process whose second thread alone is busy', () => {
	test('shows its full CPU in the live console', async () => {
		const busy = spawn(process.execPath, [new URL('../support/busy-thread.mjs', import.meta.url).pathname], {
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		try {
			await using console = await openCounted('top', 1);
			const ticks = () => ticksOf(busy.pid);
			const rowOf = (screen: readonly string[]) => screen.find((line) => line.includes(`${busy.pid} `)) ?? '';
			await console.terminal.waitFor((screen) => rowOf(screen) !== '');
			// What others leave of a core it has, which may be little for a while; the screen shows the last second of it.
			await eventually(async () => {
				const [earlier, sinceMs] = [ticks(), performance.now()];
				await console.more(3);
				const actual = ((ticks() - earlier) * 1000) / (performance.now() - sinceMs);
				const row = rowOf(console.terminal.screen());
				const shown = Number(/ [A-Z] +(\d+\.\d) +\d+\.\d +\d+:/.exec(row)?.[1]);
				expect(shown).toBeGreaterThan(0);
				expect(Math.abs(shown - actual)).toBeLessThan(25);
			}, 40_000);
		} finally {
			busy.kill('SIGKILL');
		}
	});
});
