import type { ProcessSample } from '../../../domain/process.ts';
import { isKernelThread, type PidStat } from '../../../parsers/pid-stat.ts';

/** What the scanner keeps of one process. */
export type ProcessEntry = {
	readonly key: number;
	readonly pid: number;
	/** Kept descriptor of its stat; -1 where it is opened each time. */
	stat: number;
	/** Kept descriptor of its schedstat; -1 where there is none. */
	sched: number;
	/** Nanoseconds that its main thread ran, as of the scan before; -1 while not known. */
	runTime: number;
	startCode: number;
	/** The last scan that found that it may have run since the one before. */
	ranScan: number;
	/** The scan at which its stat was read last. */
	statScan: number;
	sample: ProcessSample;
	readonly facts: FactState;
};

/** The scans at which facts were read; -1 asks for them anew. */
export type FactState = {
	uid: number;
	args: number;
	cgroup: number;
	io: number;
	shared: number;
	/** /proc/PID/io was refused; asked again only after the process became another program or user. */
	isIoDenied: boolean;
	/** A slow read is under way. */
	isReadingArgs: boolean;
};

export function createEntry(
	key: number,
	stat: PidStat,
	bytes: Buffer,
	descriptor: number,
	context: StatContext,
): ProcessEntry {
	return {
		key,
		pid: stat.pid,
		stat: descriptor,
		sched: -1,
		runTime: -1,
		startCode: stat.startCode,
		ranScan: context.scan,
		statScan: context.scan,
		sample: createSample(key, stat, bytes, context.pageBytes),
		facts: { uid: -1, args: -1, cgroup: -1, io: -1, shared: -1, isIoDenied: false, isReadingArgs: false },
	};
}

export type StatContext = { readonly scan: number; readonly pageBytes: number };

/** Takes over a stat that was read anew; the sample stays the same object when it says the same. */
export function updateEntry(entry: ProcessEntry, stat: PidStat, bytes: Buffer, context: StatContext): void {
	const { sample } = entry;
	entry.statScan = context.scan;
	const hasName = isNamed(sample.name, bytes, stat);
	const isOther = !hasName || stat.startCode !== entry.startCode;
	if (isOther) forgetProgram(entry, stat.startCode);
	else if (isSameStat(sample, stat, context.pageBytes)) return;
	const { uid, args, cgroup, readBytes, writeBytes, sharedBytes } = sample;
	const next = createSample(entry.key, stat, bytes, context.pageBytes, hasName ? sample.name : undefined);
	entry.sample = {
		...next,
		uid,
		cgroup,
		readBytes,
		writeBytes,
		sharedBytes,
		args: next.args ?? (isOther ? null : args),
	};
}

/** It became another program: what was read of the one before may no longer hold. */
function forgetProgram(entry: ProcessEntry, startCode: number): void {
	entry.startCode = startCode;
	Object.assign(entry.facts, { uid: -1, args: -1, cgroup: -1, io: -1, shared: -1, isIoDenied: false });
}

function isSameStat(sample: ProcessSample, stat: PidStat, pageBytes: number): boolean {
	return (
		stat.userTicks === sample.userTicks &&
		stat.systemTicks === sample.systemTicks &&
		stat.residentPages * pageBytes === sample.residentBytes &&
		stat.state === sample.state.charCodeAt(0) &&
		stat.ppid === sample.ppid &&
		stat.priority === sample.priority &&
		stat.nice === sample.nice &&
		stat.threads === sample.threads &&
		stat.virtualBytes === sample.virtualBytes &&
		stat.processor === sample.processor &&
		stat.sessionId === sample.sessionId &&
		stat.tty === sample.tty
	);
}

/** Compares without making a string; a name with other than ASCII characters is decoded. */
function isNamed(name: string, bytes: Buffer, stat: PidStat): boolean {
	const length = stat.nameEnd - stat.nameStart;
	let index = 0;
	while (index < length && name.charCodeAt(index) === bytes[stat.nameStart + index] && name.charCodeAt(index) < 0x80) {
		index += 1;
	}

	return (index === length && name.length === length) || nameOf(bytes, stat) === name;
}

function nameOf(bytes: Buffer, stat: PidStat): string {
	return bytes.toString('utf8', stat.nameStart, stat.nameEnd);
}

/** What is read of a process beside its stat. */
export type SampleFacts = Partial<
	Pick<ProcessSample, 'uid' | 'args' | 'cgroup' | 'sharedBytes' | 'readBytes' | 'writeBytes'>
>;

/** What stat tells of a process, and such facts as are known. */
export function createSample(
	key: number,
	stat: PidStat,
	bytes: Buffer,
	pageBytes: number,
	name?: string,
	facts: SampleFacts = noFacts,
): ProcessSample {
	const isKernel = isKernelThread(stat);
	const state = String.fromCharCode(stat.state);
	return {
		key,
		pid: stat.pid,
		ppid: stat.ppid,
		name: name ?? nameOf(bytes, stat),
		state,
		priority: stat.priority,
		nice: stat.nice,
		threads: stat.threads,
		userTicks: stat.userTicks,
		systemTicks: stat.systemTicks,
		startTicks: stat.startTicks,
		virtualBytes: stat.virtualBytes,
		residentBytes: stat.residentPages * pageBytes,
		sharedBytes: isKernel ? 0 : (facts.sharedBytes ?? null),
		processor: stat.processor,
		sessionId: stat.sessionId,
		tty: stat.tty,
		isKernelThread: isKernel,
		uid: facts.uid ?? null,
		args: isKernel || state === 'Z' || state === 'X' ? noArgs : (facts.args ?? null),
		cgroup: facts.cgroup ?? null,
		readBytes: facts.readBytes ?? null,
		writeBytes: facts.writeBytes ?? null,
	};
}

const noArgs: readonly string[] = [];
const noFacts: SampleFacts = {};
