import { fail, type Result, succeed } from '../../domain/result.ts';
import type { ThreadRow } from '../../domain/top.ts';
import { ticksPerSecond } from '../../domain/top-reading.ts';
import { createPidStat, parsePidStat } from '../../parsers/pid-stat.ts';
import type { Transport } from '../transports/transport.ts';

/** More threads than anybody reads through; the busiest may be among those left out, so the gap is told. */
const mostThreads = 2000;

/** CPU time of each thread at one moment: what the next reading is measured against. */
export type ThreadTimes = { readonly monotonicMs: number; readonly ticks: ReadonlyMap<number, number> };

export type ThreadReading = {
	readonly threads: readonly ThreadRow[];
	readonly times: ThreadTimes;
	/** Threads that were not read, or whose record was none. */
	readonly leftOut: number;
};

/** Threads of a process in the kernel's order; CPU in percent of one core since `before`, null without it. */
export async function readThreads(
	transport: Transport,
	pid: number,
	before: ThreadTimes | null,
): Promise<Result<ThreadReading>> {
	const names = await transport.listDirectory(`/proc/${pid}/task`);
	if (!names.ok) return names;
	const all = names.value.filter((name) => /^\d+$/.test(name));
	const tids = all.slice(0, mostThreads);
	const texts = await transport.readFiles(tids.map((tid) => `/proc/${pid}/task/${tid}/stat`));
	const monotonicMs = performance.now();
	const ticks = new Map<number, number>();
	const threads: ThreadRow[] = [];
	let leftOut = all.length - tids.length;
	for (const text of texts) {
		// One that ended since is no gap.
		if (!text.ok) continue;
		const thread = parseThread(text.value);
		if (thread === null) {
			leftOut += 1;
			continue;
		}

		const { cpuTicks, ...row } = thread;
		ticks.set(row.tid, cpuTicks);
		threads.push({ ...row, cpuPercent: cpuPercentOf(row.tid, cpuTicks, before, monotonicMs) });
	}

	if (threads.length === 0) return fail('not-found', `process ${pid} is gone`);
	return succeed({ threads, times: { monotonicMs, ticks }, leftOut });
}

function cpuPercentOf(tid: number, cpuTicks: number, before: ThreadTimes | null, monotonicMs: number): number | null {
	const earlier = before?.ticks.get(tid);
	const elapsedMs = before === null ? 0 : monotonicMs - before.monotonicMs;
	if (earlier === undefined || elapsedMs <= 0) return null;
	return Math.round((Math.max(0, cpuTicks - earlier) * 100 * 100 * 1000) / ticksPerSecond / elapsedMs) / 100;
}

function parseThread(text: string) {
	const bytes = Buffer.from(text);
	const stat = createPidStat();
	if (!parsePidStat(bytes, bytes.length, stat)) return null;
	const cpuTicks = stat.userTicks + stat.systemTicks;
	return {
		tid: stat.pid,
		name: bytes.toString('utf8', stat.nameStart, stat.nameEnd),
		state: String.fromCharCode(stat.state),
		nice: stat.nice,
		priority: stat.priority,
		cpuSeconds: cpuTicks / ticksPerSecond,
		cpuTicks,
	};
}
