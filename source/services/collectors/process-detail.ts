import { runAsRoot } from '../../domain/hints.ts';
import { type Problem, problemOf } from '../../domain/problem.ts';
import type { ProcessIdentity } from '../../domain/process.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import { maskEnvironment, type SecretPatterns } from '../../domain/secrets.ts';
import type { ProcessDetail } from '../../domain/top.ts';
import { parseIonice } from '../../parsers/ionice.ts';
import { parsePidEnviron } from '../../parsers/pid-cmdline.ts';
import { parsePidIo } from '../../parsers/pid-io.ts';
import { parsePidLimits } from '../../parsers/pid-limits.ts';
import { createPidStat, isKernelThread, parsePidStat } from '../../parsers/pid-stat.ts';
import { parsePidStatus } from '../../parsers/pid-status.ts';
import type { FileText, HeldProcess, Transport } from '../transports/transport.ts';
import { readThreads, type ThreadTimes } from './process-threads.ts';

const slowTimeoutMs = 1000;
const mostOpenFiles = 4096;
const environBytes = 256 * 1024;

/** All of a process's details but its row, which the table has. */
export type ProcessFacts = Omit<ProcessDetail, 'row'>;

export type ProcessDetailReader = {
	/** `not-found` when the process is gone, even if another has its number by now. */
	read(identity: ProcessIdentity): Promise<Result<ProcessFacts>>;
};

export type ProcessDetailOptions = { readonly secrets?: SecretPatterns };

/** Reads what is known of one process. It remembers the thread times of the one read last: a second reading has their CPU use. */
export function createProcessDetailReader(
	transport: Transport,
	{ secrets = [] }: ProcessDetailOptions = {},
): ProcessDetailReader {
	let last: { readonly identity: ProcessIdentity; readonly times: ThreadTimes } | null = null;

	return {
		async read(identity) {
			const held = await transport.holdProcess(identity);
			// A /proc of elsewhere is looked at by number and start; nothing of it is asked by its number alone.
			if (!held.ok && held.error.code !== 'refused') return held;
			const holder = held.ok ? held.value : null;
			try {
				const before = last !== null && isSame(last.identity, identity) ? last.times : null;
				const { facts, times } = await readFacts(transport, identity, holder, before, secrets);
				if (!(await isStillThere(transport, identity, holder))) return gone(identity);
				if (times !== null) last = { identity, times };
				return succeed(facts);
			} finally {
				holder?.release();
			}
		},
	};
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
	return one.pid === other.pid && one.startTicks === other.startTicks && one.key === other.key;
}

function gone({ pid }: ProcessIdentity): ReturnType<typeof fail> {
	return fail('not-found', `Process ${pid} has ended.`);
}

async function isStillThere(
	transport: Transport,
	{ pid, startTicks }: ProcessIdentity,
	held: HeldProcess | null,
): Promise<boolean> {
	if (held !== null) return held.isAlive();
	const [text] = await transport.readFiles([`/proc/${pid}/stat`]);
	return text?.ok === true && parseStat(text.value)?.startTicks === startTicks;
}

function parseStat(text: string) {
	const bytes = Buffer.from(text);
	const stat = createPidStat();
	return parsePidStat(bytes, bytes.length, stat) ? stat : null;
}

const fileNames = ['stat', 'status', 'limits', 'oom_score', 'oom_score_adj', 'io', 'wchan'] as const;

async function readFacts(
	transport: Transport,
	{ pid }: ProcessIdentity,
	held: HeldProcess | null,
	before: ThreadTimes | null,
	secrets: SecretPatterns,
): Promise<{ readonly facts: ProcessFacts; readonly times: ThreadTimes | null }> {
	const [files, links, [environ], descriptors, threads, ioClass] = await Promise.all([
		transport.readFiles(fileNames.map((name) => `/proc/${pid}/${name}`)),
		transport.readLinks([`/proc/${pid}/exe`, `/proc/${pid}/cwd`]),
		transport.readSlowFiles([`/proc/${pid}/environ`], { timeoutMs: slowTimeoutMs, maxBytes: environBytes }),
		readOpenFiles(transport, pid),
		readThreads(transport, pid, before),
		held === null
			? fail('unavailable', 'The I/O class of a process elsewhere is not known.')
			: readIoClass(transport, pid),
	]);
	const text = (name: (typeof fileNames)[number]) => files[fileNames.indexOf(name)];
	const statText = text('stat');
	const stat = statText?.ok ? parseStat(statText.value) : null;
	const isKernel = stat !== null && isKernelThread(stat);
	const problems: Problem[] = [];
	const take = <Value>(field: keyof ProcessFacts, result: Result<Value> | undefined): Value | null => {
		if (result?.ok) return result.value;
		const error = result?.error ?? { code: 'malformed', message: `The ${field} was not answered.` };
		// Threads of the kernel have no program, directory or environment: nothing is missing.
		if (!(isKernel && error.code === 'not-found')) problems.push(problemOf(field, explain(error)));
		return null;
	};
	const parsed = <Value>(
		field: keyof ProcessFacts,
		from: FileText | undefined,
		parse: (text: string) => Value | null,
	) => take(field, parseText(field, from, parse));
	const status = parsed('uids', text('status'), parsePidStatus);
	const facts = {
		executable: take('executable', links[0]),
		workingDirectory: take('workingDirectory', links[1]),
		openFiles: take('openFiles', descriptors),
		environment: parsed('environment', environ, (all) => maskEnvironment(parsePidEnviron(all), secrets)),
		limits: parsed('limits', text('limits'), (table) => parsePidLimits(table).limits),
		threads: take('threads', threads)?.threads ?? null,
		swapBytes: status?.swapBytes ?? null,
		oomScore: parsed('oomScore', text('oom_score'), parseInteger),
		oomScoreAdjust: parsed('oomScoreAdjust', text('oom_score_adj'), parseInteger),
		affinity: status?.cpusAllowed ?? null,
		ioClass: take('ioClass', ioClass),
		// `0` is what waits for nothing, or may not be told to this user.
		waitChannel: parsed('waitChannel', text('wchan'), (name) => name.trim())?.replace(/^0?$/, '') || null,
		uids: status?.uids ?? null,
		ioTotals: parsed('ioTotals', text('io'), parsePidIo),
	};
	problems.push(...findCuts(threads, descriptors));
	return { facts: { ...facts, problems }, times: threads.ok ? threads.value.times : null };
}

type OpenFiles = NonNullable<ProcessFacts['openFiles']>;

/** Those that were closed in the meantime are left out. */
async function readOpenFiles(transport: Transport, pid: number): Promise<Result<OpenFiles>> {
	const names = await transport.listDirectory(`/proc/${pid}/fd`);
	if (!names.ok) return names;
	const fds = names.value
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.sort((a, b) => a - b)
		.slice(0, mostOpenFiles);
	const targets = await transport.readLinks(fds.map((fd) => `/proc/${pid}/fd/${fd}`));
	const refused = targets.find((target) => !target.ok && target.error.code === 'permission');
	// Listing may be allowed where following is not, even for root: what each of them is stays unknown.
	if (refused !== undefined && !refused.ok) return refused;
	const files = fds.map((fd, index) => ({ fd, target: targets[index] }));
	return succeed(files.flatMap(({ fd, target }) => (target?.ok ? [{ fd, target: target.value }] : [])));
}

async function readIoClass(transport: Transport, pid: number): Promise<Result<string>> {
	const outcome = await transport.run({ file: 'ionice', args: ['-p', String(pid)] }, { timeoutMs: slowTimeoutMs });
	if (!outcome.ok) {
		const isMissing = outcome.error.code === 'not-found';
		return isMissing ? fail('unavailable', 'ionice is not installed.', 'It comes with util-linux.') : outcome;
	}

	const name = outcome.value.exitCode === 0 ? parseIonice(outcome.value.stdout) : null;
	return name === null ? fail('failed', `ionice told no I/O class of process ${pid}.`) : succeed(name);
}

function parseText<Value>(
	field: string,
	text: FileText | undefined,
	parse: (text: string) => Value | null,
): Result<Value> | undefined {
	if (!text?.ok) return text;
	const value = parse(text.value);
	return value === null ? fail('malformed', `The ${field} could not be understood.`) : succeed(value);
}

function parseInteger(text: string): number | null {
	return /^-?\d+\s*$/.test(text) ? Number(text) : null;
}

function explain(error: OpsError): OpsError {
	if (error.code !== 'permission') return error;
	return {
		...error,
		hint: `${runAsRoot}, or as the owner of the process; some processes are closed even to root.`,
	};
}

function findCuts(threads: Awaited<ReturnType<typeof readThreads>>, files: Result<OpenFiles>): readonly Problem[] {
	const cuts: Problem[] = [];
	if (threads.ok && threads.value.leftOut > 0) {
		const message = `${threads.value.leftOut} threads are left out.`;
		cuts.push({ field: 'threads', code: 'incomplete', message, hint: null });
	}

	if (files.ok && files.value.length >= mostOpenFiles) {
		const message = `Only the first ${mostOpenFiles} open files are listed.`;
		cuts.push({ field: 'openFiles', code: 'incomplete', message, hint: null });
	}

	return cuts;
}
