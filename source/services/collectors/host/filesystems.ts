import type { FilesystemRow } from '../../../domain/host.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { type Mount, parseMountinfo } from '../../../parsers/mountinfo.ts';
import { type FilesystemUsage, parseStatFilesystem, statFormat } from '../../../parsers/stat-filesystem.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactReader, leftOut, minuteMs, secondMs } from './fact-reader.ts';
import { isPseudo, isRemote, selectDistinct, selectReachable } from './mounts.ts';

const timeoutMs = secondMs;
/** Local ones answer at once. Who asks once waits 2 s: the healthy ones must have answered apart by then. */
const localWaitMs = 500;
/** What a child that was told to end may still take to do so; one that hangs in the kernel never does. */
const graceMs = 100;
/** Children that wait for remote file systems at the same time, and how long all of them together may take. */
const maxWaiting = 16;
const allApartMs = 4 * secondMs;
/** Mount points in one command line. */
const batchSize = 200;
/** A mount that did not answer is left alone for a minute, and for longer each time. */
const firstPauseMs = minuteMs;
const longestPauseMs = 15 * minuteMs;

type Usage = Result<FilesystemUsage>;
type Pause = { readonly untilMs: number; readonly lengthMs: number };
type Ask = { readonly transport: Transport; readonly signal: AbortSignal };

/**
 * Mounted file systems with their use, each once. Local ones are asked by one child, remote and FUSE ones by a child each with
 * a deadline of 1 s: who does not answer loses its own figures only. autofs is never asked, since that would mount it.
 */
export function createFilesystemsReader(now: () => number = () => performance.now()): FactReader<'filesystems'> {
	const pauses = new Map<string, Pause>();
	/** Mounts for which a child still waits, whatever its deadline was. */
	const waiting = new Set<string>();
	/** What the remote ones said last time: shown until they answer again. */
	let before: ReadonlyMap<string, Usage> = new Map();

	/** Asks one by itself. While a child of before still waits, no other is sent after it. */
	async function askApart(mount: Mount, ask: Ask): Promise<Usage> {
		const path = mount.mountPoint;
		const pause = pauses.get(path);
		if (waiting.has(path) || (pause !== undefined && now() < pause.untilMs)) return fail('timeout', silent(mount));
		waiting.add(path);
		const work = askOne(path, ask).finally(() => waiting.delete(path));
		const usage = await firstOf(work, timeoutMs + graceMs);
		if (usage !== null && (usage.ok || usage.error.code !== 'timeout')) {
			pauses.delete(path);
			return usage;
		}
		const lengthMs = Math.min(longestPauseMs, (pause?.lengthMs ?? firstPauseMs / 2) * 2);
		pauses.set(path, { untilMs: now() + lengthMs, lengthMs });
		return fail('timeout', silent(mount));
	}

	async function askEachApart(
		mounts: readonly Mount[],
		ask: Ask,
		onAnswer?: (answers: ReadonlyMap<string, Usage>) => void,
	): Promise<ReadonlyMap<string, Usage>> {
		const answers = new Map<string, Usage>();
		const left = [...mounts];
		const endMs = now() + allApartMs;
		const work = async () => {
			for (let mount = left.shift(); mount !== undefined; mount = left.shift()) {
				const isLate = now() >= endMs || ask.signal.aborted;
				answers.set(mount.mountPoint, isLate ? fail('timeout', silent(mount)) : await askApart(mount, ask));
				onAnswer?.(answers);
			}
		};
		await Promise.all(Array.from({ length: Math.min(maxWaiting, mounts.length) }, work));
		return answers;
	}

	/**
	 * Local ones together; should one of them hang (a dying disk), each is asked apart, and that one from then on. `onAnswer` is told
	 * what is known then, for whoever cannot wait for the last one.
	 */
	async function askLocal(
		mounts: readonly Mount[],
		ask: Ask,
		onAnswer: (answers: ReadonlyMap<string, Usage>) => void,
	): Promise<ReadonlyMap<string, Usage>> {
		const healthy = mounts.filter(({ mountPoint }) => !pauses.has(mountPoint));
		const apart = mounts.filter(({ mountPoint }) => pauses.has(mountPoint));
		const answers = new Map<string, Usage>();
		for (let start = 0; start < healthy.length; start += batchSize) {
			const batch = healthy.slice(start, start + batchSize);
			const paths = batch.map(({ mountPoint }) => mountPoint);
			const result = (await firstOf(askStat(paths, ask), localWaitMs)) ?? fail('timeout', 'stat did not end');
			if (!result.ok && result.error.code === 'timeout') apart.push(...batch);
			else for (const path of paths) answers.set(path, result.ok ? answerFor(path, result.value) : result);
		}
		const tell = (known: ReadonlyMap<string, Usage>) => onAnswer(new Map([...answers, ...known]));
		return new Map([...answers, ...(await askEachApart(apart, ask, tell))]);
	}

	return {
		maxAgeMs: 10 * secondMs,
		isKept: false,
		deadlineMs: allApartMs + 3 * secondMs,
		async read(transport, signal, emit) {
			const [text] = await transport.readFiles(['/proc/self/mountinfo']);
			if (!text?.ok) return text ?? fail('unavailable', '/proc/self/mountinfo was not read');
			const { records, malformed } = parseMountinfo(text.value);
			const problems = leftOut('filesystems', malformed, '/proc/self/mountinfo');
			const { local, remote } = split(records);
			const ask = { transport, signal };
			const localAnswers = await askLocal(local, ask, (known) => {
				const { rows, problems: gaps } = rowsOf(local, known, false);
				emit(answer(rows, [...problems, ...gaps]));
			});
			const localRows = rowsOf(local, localAnswers, false);
			if (remote.length === 0) return answer(localRows.rows, [...problems, ...localRows.problems]);
			const pending = rowsOf(remote, before, true);
			emit(answer([...localRows.rows, ...pending.rows], [...problems, ...localRows.problems, ...pending.problems]));
			before = await askEachApart(remote, ask);
			const remoteRows = rowsOf(remote, before, true);
			return answer(
				[...localRows.rows, ...remoteRows.rows],
				[...problems, ...localRows.problems, ...remoteRows.problems],
			);
		},
	};
}

function split(all: readonly Mount[]): { readonly local: readonly Mount[]; readonly remote: readonly Mount[] } {
	const byId = new Map(all.map((mount) => [mount.id, mount]));
	const listed = selectDistinct(selectReachable(all).filter((mount) => !isPseudo(mount)));
	return {
		local: listed.filter((mount) => !isRemote(mount, byId)),
		remote: listed.filter((mount) => isRemote(mount, byId)),
	};
}

function silent(mount: Mount): string {
	return `${mount.mountPoint} (${mount.type}, ${mount.source}) did not answer within 1 s`;
}

async function askStat(
	mountPoints: readonly string[],
	{ transport, signal }: Ask,
): Promise<Result<ReadonlyMap<string, Usage>>> {
	const args = ['-f', '-c', statFormat, '--', ...mountPoints];
	const result = await transport.run({ file: 'stat', args }, { timeoutMs }, signal);
	if (!result.ok) return result;
	const usage = parseStatFilesystem(result.value.stdout);
	return succeed(new Map(mountPoints.map((path) => [path, usageOf(path, usage.get(path), result.value.stderr)])));
}

function usageOf(path: string, usage: FilesystemUsage | undefined, stderr: string): Usage {
	if (usage !== undefined) return succeed(usage);
	const line = stderr.split('\n').find((each) => each.includes(path)) ?? '';
	const why = /: ([^:]+)$/.exec(line)?.[1] ?? 'stat printed nothing about it';
	return fail(
		/denied|permitted/i.test(why) ? 'permission' : 'failed',
		`${path} could not be asked for its size: ${why}`,
	);
}

async function askOne(mountPoint: string, ask: Ask): Promise<Usage> {
	const result = await askStat([mountPoint], ask);
	return result.ok ? answerFor(mountPoint, result.value) : result;
}

function answerFor(path: string, answers: ReadonlyMap<string, Usage>): Usage {
	return answers.get(path) ?? fail('failed', `${path} has no figures`);
}

/** The answer, or null when it does not come in time. */
async function firstOf<Value>(work: Promise<Value>, waitMs: number): Promise<Value | null> {
	const late = Promise.withResolvers<null>();
	const timer = setTimeout(() => late.resolve(null), waitMs);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

function rowsOf(
	mounts: readonly Mount[],
	answers: ReadonlyMap<string, Usage>,
	areRemote: boolean,
): { readonly rows: readonly FilesystemRow[]; readonly problems: readonly Problem[] } {
	const rows: FilesystemRow[] = [];
	const problems: Problem[] = [];
	for (const mount of mounts) {
		const usage = answers.get(mount.mountPoint);
		// Like df: what has no blocks at all holds no files.
		if (usage?.ok && usage.value.totalBytes === 0) continue;
		rows.push(rowOf(mount, usage?.ok ? usage.value : null, areRemote));
		if (usage === undefined) problems.push(pendingProblem(mount));
		else if (!usage.ok) problems.push(problemFor(mount, usage.error));
	}
	return { rows, problems };
}

const field = 'filesystems[].usedBytes';

function pendingProblem(mount: Mount): Problem {
	return { field, code: 'pending', message: `${mount.mountPoint} has not answered yet`, hint: null };
}

function problemFor(mount: Mount, error: { readonly code: Problem['code']; readonly message: string }): Problem {
	const hint =
		error.code === 'timeout' ? 'Its server, or the process behind it, may be gone; the others are not affected.' : null;
	return { field, code: error.code, message: error.code === 'timeout' ? silent(mount) : error.message, hint };
}

function rowOf(mount: Mount, usage: FilesystemUsage | null, isRemoteMount: boolean): FilesystemRow {
	const hasInodes = usage !== null && usage.inodesTotal > 0;
	return {
		source: mount.source,
		type: mount.type,
		mountPoint: mount.mountPoint,
		totalBytes: usage?.totalBytes ?? null,
		usedBytes: usage === null ? null : usage.totalBytes - usage.freeBytes,
		availableBytes: usage?.availableBytes ?? null,
		inodesTotal: hasInodes ? usage.inodesTotal : null,
		inodesUsed: hasInodes ? usage.inodesTotal - usage.inodesFree : null,
		isReadOnly:
			mount.options.includes('ro') || mount.superOptions.some((option) => /^(?:ro|emergency_ro)$/.test(option)),
		isRemote: isRemoteMount,
	};
}
