import type { Command, CommandOutcome } from '../../../domain/command.ts';
import { runAsRoot } from '../../../domain/hints.ts';
import type { Problem } from '../../../domain/problem.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { Transport } from '../../transports/transport.ts';
import { runInTime, secondMs, trimmed } from './fact-reader.ts';

/** Processes that one child looks at: one that hangs loses these, and no more. */
const batchSize = 128;
const batchTimeoutMs = 2 * secondMs;
/** Batches that may hang before the rest is left alone. */
const maxStuck = 3;
const maxBytes = 4 * 1024 * 1024;

/** What was found in files of all processes, and how much of it could not be seen. */
export type ProcessFiles = {
	readonly outputs: readonly CommandOutcome[];
	readonly denied: number;
	readonly stuck: number;
	/** Processes of others do not even stand in the list (hidepid): process 1 always does otherwise. */
	readonly hasHidden: boolean;
};

export async function listPids(transport: Transport): Promise<Result<readonly number[]>> {
	const names = await transport.listDirectory('/proc');
	return names.ok ? succeed(names.value.filter((name) => /^\d+$/.test(name)).map(Number)) : names;
}

/**
 * Runs a command over a file of every process, in children of low priority: reading it takes a lock of that process, and one
 * that is stuck never gives it.
 */
export async function searchProcesses(
	transport: Transport,
	pids: readonly number[],
	commandFor: (pids: readonly number[]) => Command,
	signal: AbortSignal,
): Promise<Result<ProcessFiles>> {
	const outputs: CommandOutcome[] = [];
	let stuck = 0;
	for (let start = 0; start < pids.length; start += batchSize) {
		const batch = pids.slice(start, start + batchSize);
		const { file, args } = commandFor(batch);
		const command = { file: 'nice', args: ['-n', '10', file, ...args] };
		const result =
			stuck >= maxStuck * batchSize
				? fail('timeout', 'too many processes did not answer')
				: await runInTime(transport, command, { timeoutMs: batchTimeoutMs, maxBytes }, signal);
		if (result.ok && (result.value.exitCode === 126 || result.value.exitCode === 127))
			return fail('not-found', `${file} is not installed`);
		if (result.ok) outputs.push(result.value);
		else if (result.error.code === 'timeout') stuck += batch.length;
		else return result;
	}
	return succeed({ outputs, denied: countDenied(outputs), stuck, hasHidden: !pids.includes(1) });
}

/** Processes whose files were refused; one directory or file of each is named on stderr. */
function countDenied(outputs: readonly CommandOutcome[]): number {
	const lines = outputs.flatMap(({ stderr }) => stderr.match(/\/proc\/\d+\/\w+[^\n]*Permission denied/g) ?? []);
	return new Set(lines.map((line) => /\d+/.exec(line)?.[0])).size;
}

/** @param what the list that has these gaps, as the begin of a sentence */
export function processProblems(field: string, what: string, files: Omit<ProcessFiles, 'outputs'>): Problem[] {
	const { denied, stuck, hasHidden } = files;
	const others = denied === 1 ? '1 process of another user' : `${denied} processes of other users`;
	const behind = stuck === 1 ? '1 process was' : `${stuck} processes were`;
	const hidden = problem(field, 'permission', `${what}: processes of other users are hidden here (hidepid)`, rootHint);
	return [
		...(hasHidden ? [hidden] : []),
		...(denied === 0 ? [] : [problem(field, 'permission', `${what}: ${others} could not be looked at`, rootHint)]),
		...(stuck === 0
			? []
			: [problem(field, 'timeout', `${what}: ${behind} left out, since one of them did not answer`, null)]),
	];
}

const rootHint = `${runAsRoot}, to see more; some processes are closed even to root.`;

function problem(field: string, code: 'permission' | 'timeout', message: string, hint: string | null): Problem {
	return { field, code, message, hint };
}

/** Names of processes; null for one that ended meanwhile. */
export async function readNames(
	transport: Transport,
	pids: readonly number[],
): Promise<ReadonlyMap<number, string | null>> {
	const texts = await transport.readFiles(pids.map((pid) => `/proc/${pid}/comm`));
	return new Map(pids.map((pid, index) => [pid, trimmed(texts[index])]));
}
