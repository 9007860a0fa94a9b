import { ticksPerSecond } from '../../domain/top-reading.ts';
import { createPidStat, parsePidStat } from '../../parsers/pid-stat.ts';
import { parseResidentBytes } from '../../parsers/pid-status.ts';
import type { Transport } from '../transports/transport.ts';

/** What the processes of one unit use, found from its main process downwards. Unknown is null. */
export type ProcessFigures = {
	/** The main process and all below it. */
	readonly pids: readonly number[];
	/** Sum of what each has in RAM: pages that they share count for each. */
	readonly memoryBytes: number | null;
	/** Of those that run now. */
	readonly cpuSeconds: number | null;
	/** ISO 8601 start of the main process, to the second. */
	readonly startedAt: string | null;
};

/** More are not looked at, over all units of one manager. */
const maxProcesses = 2000;

/**
 * Figures of units whose manager keeps no control groups. Those whose main process is gone are left out: they are how a
 * manager that lies is found out.
 */
export async function readProcessFigures(
	transport: Transport,
	mainPids: readonly number[],
): Promise<ReadonlyMap<number, ProcessFigures>> {
	const trees = await readTrees(transport, [...new Set(mainPids)]);
	const pids = [...new Set([...trees.values()].flat())];
	const [stats, statuses, [counters]] = await Promise.all([
		transport.readFiles(pids.map((pid) => `/proc/${pid}/stat`)),
		transport.readFiles(pids.map((pid) => `/proc/${pid}/status`)),
		transport.readFiles(['/proc/stat']),
	]);
	const bootSeconds = /^btime (\d+)$/m.exec(counters?.ok ? counters.value : '')?.[1];
	const uses = new Map(pids.map((pid, index) => [pid, useOf(textOf(stats[index]), textOf(statuses[index]))]));
	return new Map(
		[...trees].flatMap(([main, tree]): Array<[number, ProcessFigures]> => {
			const first = uses.get(main);
			if (first == null) return [];
			const all = tree.map((pid) => uses.get(pid)).filter((use) => use != null);
			const started = bootSeconds === undefined ? null : (Number(bootSeconds) + first.startSeconds) * 1000;
			const figures = {
				pids: tree,
				memoryBytes: sumOf(all.map(({ residentBytes }) => residentBytes)),
				cpuSeconds: sumOf(all.map(({ cpuSeconds }) => cpuSeconds)),
				startedAt: started === null ? null : new Date(Math.floor(started / 1000) * 1000).toISOString(),
			};
			return [[main, figures]];
		}),
	);
}

/** Whether processes of others can be seen: under `hidepid` a process that is missing is not gone, but hidden. */
export async function seesAllProcesses(transport: Transport): Promise<boolean> {
	const [first] = await transport.readFiles(['/proc/1/stat']);
	return first?.ok === true;
}

/** Children as each main thread has them: one round of reads for each generation. */
async function readTrees(
	transport: Transport,
	mainPids: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
	const trees = new Map(mainPids.map((pid) => [pid, [pid]]));
	let generation = mainPids.map((pid) => ({ main: pid, pid }));
	let count = generation.length;
	while (generation.length > 0 && count < maxProcesses) {
		const texts = await transport.readFiles(generation.map(({ pid }) => `/proc/${pid}/task/${pid}/children`));
		generation = generation.flatMap(({ main }, index) =>
			(textOf(texts[index]).match(/\d+/g) ?? []).map((pid) => ({ main, pid: Number(pid) })),
		);
		for (const { main, pid } of generation) trees.get(main)?.push(pid);
		count += generation.length;
	}
	return trees;
}

function textOf(text: { readonly ok: boolean; readonly value?: string } | undefined): string {
	return text?.ok === true ? (text.value ?? '') : '';
}

type Use = { readonly residentBytes: number | null; readonly cpuSeconds: number; readonly startSeconds: number };

/** Null for a process that is gone, or that only waits to be reaped. */
function useOf(stat: string, status: string): Use | null {
	const bytes = Buffer.from(stat);
	const into = createPidStat();
	if (!parsePidStat(bytes, bytes.length, into)) return null;
	if (String.fromCharCode(into.state) === 'Z') return null;
	return {
		residentBytes: parseResidentBytes(status),
		cpuSeconds: (into.userTicks + into.systemTicks) / ticksPerSecond,
		startSeconds: into.startTicks / ticksPerSecond,
	};
}

function sumOf(values: ReadonlyArray<number | null>): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
