import type { ProcessSample, ProcessScan, ProcessScanRequest } from '../../../domain/process.ts';
import { parsePidCmdline } from '../../../parsers/pid-cmdline.ts';
import { createPidStat, parsePidStat } from '../../../parsers/pid-stat.ts';
import type { FileText } from '../transport.ts';
import { selectPids } from './pid-lister.ts';
import type { ProcMount } from './proc-mount.ts';
import { createSample, type SampleFacts } from './process-entry.ts';
import { createFactReader } from './process-facts.ts';
import type { ProcessFiles } from './process-files.ts';
import { type Outcome, outcomeOf } from './process-outcome.ts';
import { statBytes } from './process-table.ts';
import { startSlices } from './slices.ts';

export type SingleScanOptions = {
	readonly files: ProcessFiles;
	readonly procfs: string;
	readonly mount: ProcMount;
	/** Command lines in the order of the PIDs; null where they did not come in time. */
	readonly readArgs: (pids: readonly number[]) => Promise<readonly FileText[] | null>;
};

/** Processes between two looks at the clock: a fraction of a millisecond. */
const readsPerCheck = 16;

type Seen = { readonly processes: ProcessSample[]; malformed: number; denied: number };

/**
 * One scan after which nothing is looked at again. It keeps no descriptors, and reads each file once: opening 2,000 at a time makes
 * the kernel enlarge the table of descriptors four times, and each time a program with threads waits some 10 ms for it.
 *
 * Facts are read first and stat last. A process that began before the first was read had its number all the time in between,
 * so what was read under that number is its own. The few that began since are read again while a descriptor holds them.
 *
 * Null where that cannot be told: no real /proc, or the time on its clock is not known. Throws what listing /proc throws.
 */
export async function scanSingly(options: SingleScanOptions, request: ProcessScanRequest): Promise<ProcessScan | null> {
	const { mount, files, procfs } = options;
	if (!mount.isReal || mount.inspectedTicks === null) return null;
	const startTicks: number = mount.inspectedTicks;
	const pids = selectPids(files.list(procfs));
	const wanted = new Set(request.facts);
	const reader = createFactReader(files, procfs, mount.pageBytes);
	const bytes = Buffer.alloc(statBytes);
	const stat = createPidStat();
	const slices = startSlices();
	const seen: Seen = { processes: [], malformed: 0, denied: 0 };
	const young: number[] = [];

	const facts = await readFacts(pids);
	const startedMs = performance.now();
	for (const [index, pid] of pids.entries()) {
		const outcome = readStat(pid, facts[index]);
		if (outcome === 'malformed') seen.malformed += 1;
		if (outcome === 'denied') seen.denied += 1;
		if (index % readsPerCheck === 0 && slices.isDue()) await slices.pause();
	}
	const monotonicMs = (startedMs + performance.now()) / 2;
	await readYoung();
	// Without PID 1 others are hidden too, and nobody can tell how many.
	const hidden = pids.includes(1) ? seen.denied : null;
	return { monotonicMs, processes: seen.processes, malformed: seen.malformed, hidden };

	/** Command lines come from a helper while the other facts are read here. */
	async function readFacts(of: readonly number[]): Promise<readonly SampleFacts[]> {
		const reading = wanted.has('args') ? options.readArgs(of) : Promise.resolve(null);
		const facts: Array<{ -readonly [Fact in keyof SampleFacts]: SampleFacts[Fact] }> = [];
		for (const [index, pid] of of.entries()) {
			facts.push(reader.readAll(pid, wanted));
			if (index % readsPerCheck === 0 && slices.isDue()) await slices.pause();
		}
		const texts = await reading;
		for (const [index, known] of facts.entries()) known.args = argsOf(texts?.[index]);
		return facts;
	}

	function readStat(pid: number, known: SampleFacts | undefined): Outcome {
		let descriptor = -1;
		try {
			descriptor = files.open(`${procfs}/${pid}/stat`);
			return take(pid, descriptor, known);
		} catch (error) {
			return outcomeOf(error);
		} finally {
			if (descriptor >= 0) files.close(descriptor);
		}
	}

	function take(pid: number, descriptor: number, known: SampleFacts | undefined, isHeld = false): Outcome {
		if (!parsePidStat(bytes, files.read(descriptor, bytes), stat) || stat.pid !== pid) return 'malformed';
		if (!isHeld && stat.startTicks >= startTicks) young.push(pid);
		else seen.processes.push(createSample(seen.processes.length + 1, stat, bytes, mount.pageBytes, undefined, known));
		return 'alive';
	}

	/** Each is held by a descriptor of its stat, which fails once it is gone. */
	async function readYoung(): Promise<void> {
		const held: Array<{ readonly pid: number; readonly descriptor: number }> = [];
		try {
			for (const pid of young) held.push(...hold(pid));
			const again = await readFacts(held.map(({ pid }) => pid));
			for (const [index, { pid, descriptor }] of held.entries()) {
				try {
					take(pid, descriptor, again[index], true);
				} catch {
					// It ended.
				}
			}
		} finally {
			for (const { descriptor } of held) files.close(descriptor);
		}
	}

	function hold(pid: number): ReadonlyArray<{ readonly pid: number; readonly descriptor: number }> {
		try {
			return [{ pid, descriptor: files.open(`${procfs}/${pid}/stat`) }];
		} catch {
			return [];
		}
	}
}

function argsOf(text: FileText | undefined): readonly string[] | null {
	return text?.ok ? parsePidCmdline(text.value) : null;
}
