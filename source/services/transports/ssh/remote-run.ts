import { type Command, type CommandOutcome, formatCommand } from '../../../domain/command.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { createCappedOutput } from '../local/capped-output.ts';
import { createLineSplitter } from '../local/line-splitter.ts';
import { defaultMaxBytes } from '../local/run.ts';
import type { RunOptions, Transport } from '../transport.ts';
import { encodeCommand } from './agent/words.ts';
import type { Lane, Lanes } from './lanes.ts';

/** How long output is still read after the command ended: what it left running may hold its pipes for ever. */
export const drainMs = 200;
const defaultMaxLineBytes = 64 * 1024;
/** What a reading command may send on top of what is kept; the middle is dropped here. */
const mostDroppedBytes = 256 * 1024 * 1024;

export type RemoteRun = Pick<Transport, 'run' | 'stream'>;

/** Reading commands through slow lanes. Past the deadline the session ends, and the whole process group of the command with it. */
export function createRemoteRun(host: string, lanes: Lanes): RemoteRun {
	return {
		async run(command, options, signal) {
			if (signal?.aborted) return fail('cancelled', `${sanitise(command.file)} was cancelled before it started`);
			const maxBytes = options.maxBytes ?? defaultMaxBytes;
			const stdout = createCappedOutput(maxBytes);
			const ran = await runOn(lanes.slow(), host, command, { ...options, maxBytes }, stdout.add, signal);
			if (!ran.ok) return ran;
			const { stderr, ...end } = ran.value;
			return succeed({
				...end,
				stdout: stdout.text(),
				stderr: stderr.text(),
				truncated: stdout.isTruncated() || stderr.isTruncated(),
			});
		},
		async stream(command, options, signal) {
			const lane = lanes.stream();
			if (lane === null) {
				return fail(
					'unavailable',
					`so much is followed on ${sanitise(host)} already that ${sanitise(command.file)} is not`,
					'Close some of it.',
				);
			}
			const lines = createLineSplitter(options.maxLineBytes ?? defaultMaxLineBytes, options.onLine);
			try {
				const ran = await runOn(lane, host, command, { timeoutMs: null, maxBytes: 64 * 1024 }, lines.add, signal);
				lines.end();
				if (!ran.ok) return ran;
				const { stderr, ...end } = ran.value;
				return succeed({ ...end, stdout: '', stderr: stderr.text(), truncated: stderr.isTruncated() });
			} finally {
				lane.close();
			}
		},
	};
}

type Ran = Pick<CommandOutcome, 'exitCode' | 'signal' | 'durationMs'> & {
	readonly stderr: ReturnType<typeof createCappedOutput>;
};

type RunOnOptions = Pick<RunOptions, 'stdin'> & { readonly timeoutMs: number | null; readonly maxBytes: number };

async function runOn(
	lane: Lane,
	host: string,
	command: Command,
	options: RunOnOptions,
	onStdout: (bytes: Buffer) => void,
	signal: AbortSignal | undefined,
): Promise<Result<Ran>> {
	const follower = createRunFollower(options.maxBytes, () => lane.drop());
	const asked = await lane.ask(
		{
			text: `run ${encodeCommand(command, options.stdin)}`,
			timeoutMs: options.timeoutMs,
			isWallClock: true,
			maxBytes: options.timeoutMs === null ? Number.POSITIVE_INFINITY : options.maxBytes * 2 + mostDroppedBytes,
			isRepeatable: false,
			onData: onStdout,
			onControl: follower.onControl,
		},
		signal,
	);
	follower.stop();
	if (follower.isMissing()) return missingCommand(command, host);
	const end = follower.end();
	if (end !== null) return succeed({ ...end, stderr: follower.stderr });
	if (asked.ok) return fail('failed', `${nameOf(command)} ended without telling how on ${sanitise(host)}`);
	return explain(asked.error, command, options.timeoutMs);
}

export function missingCommand(command: Command, host: string): ReturnType<typeof fail> {
	return fail('not-found', `the command ${sanitise(command.file)} was not found on ${sanitise(host)}`);
}

export function nameOf(command: Command): string {
	return sanitise(formatCommand({ file: command.file, args: command.args.slice(0, 3) }));
}

function explain(
	error: Extract<Result<never>, { readonly ok: false }>['error'],
	command: Command,
	timeoutMs: number | null,
): ReturnType<typeof fail> {
	if (error.code === 'timeout')
		return fail('timeout', `${nameOf(command)} did not end within ${(timeoutMs ?? 0) / 1000} s and was stopped`);
	if (error.code === 'cancelled') return fail('cancelled', `${nameOf(command)} was cancelled`);
	return { ok: false, error };
}

/** What the agent tells of a command that runs. */
export type RunFollower = {
	readonly onControl: (word: string, rest: string) => void;
	readonly stderr: ReturnType<typeof createCappedOutput>;
	stop(): void;
	isMissing(): boolean;
	/** Null until the command has ended. */
	end(): Pick<CommandOutcome, 'exitCode' | 'signal' | 'durationMs'> | null;
};

/** @param onHeld the command has ended, and something that it left running holds its output */
export function createRunFollower(maxBytes: number, onHeld: () => void): RunFollower {
	const stderr = createCappedOutput(maxBytes);
	const startedMs = performance.now();
	let status: number | null = null;
	let durationMs = 0;
	let isMissing = false;
	let timer: NodeJS.Timeout | null = null;
	return {
		stderr,
		stop() {
			if (timer !== null) clearTimeout(timer);
		},
		isMissing: () => isMissing,
		end: () => (status === null ? null : { ...endOfStatus(status), durationMs }),
		onControl(word, rest) {
			if (word === 'missing') isMissing = true;
			if (word === 'e') stderr.add(Buffer.from(`${rest}\n`));
			if (word !== 'x' || !/^\d+$/.test(rest)) return;
			status = Number(rest);
			durationMs = performance.now() - startedMs;
			timer ??= setTimeout(onHeld, drainMs);
		},
	};
}

/** A shell tells a signal as 128 and its number; only those of signals that end programs are taken for one. */
function endOfStatus(status: number): Pick<CommandOutcome, 'exitCode' | 'signal'> {
	const name = endingSignals[status];
	return name === undefined ? { exitCode: status, signal: null } : { exitCode: null, signal: name };
}

const endingSignals: Readonly<Record<number, string>> = {
	129: 'SIGHUP',
	134: 'SIGABRT',
	137: 'SIGKILL',
	139: 'SIGSEGV',
	141: 'SIGPIPE',
	143: 'SIGTERM',
};
