import type { Readable } from 'node:stream';
import { type Command, formatCommand } from '../../../domain/command.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { childEnvironment } from './child-environment.ts';
import { endGroup, signalGroup } from './process-group.ts';

export type ChildOptions = {
	/** Text for stdin; without it stdin is /dev/null. */
	readonly stdin?: string | undefined;
	/** Wall clock; without one the child lives until it ends or `signal` aborts. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal | undefined;
	readonly onStdout: (chunk: Buffer) => void;
	readonly onStderr: (chunk: Buffer) => void;
};

export type ChildEnd = {
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly durationMs: number;
};

/** How long output is still read after the child ended: what it left running (a daemon) may hold the pipe for ever. */
const drainMs = 200;
/** What only reads gets little time to clean up. */
const graceMs = 200;
/** A child that waits for a dead disk or server cannot be ended: it is left behind so long after the KILL. */
const abandonMs = 300;

function startFailure(command: Command, code: string | undefined, message: string): ReturnType<typeof fail> {
	const file = sanitise(command.file);
	if (code === 'ENOENT') return fail('not-found', `the command ${file} was not found on this host`);
	if (code === 'EACCES') return fail('permission', `${file} may not be executed by this user`);
	return fail('failed', `${file} could not be started (${code ?? message})`);
}

function drained(stream: Readable | null): Promise<void> {
	if (stream === null || stream.closed) return Promise.resolve();
	return new Promise((resolve) => {
		const timer = setTimeout(() => stream.destroy(), drainMs);
		stream.once('close', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}

/**
 * Runs a command in a session of its own, so that it can neither write to nor read from the terminal, and follows it to its
 * end. Past the deadline, or when `signal` aborts, its process group gets TERM and soon KILL; the answer comes
 * within half a second of that even where nothing can end the child.
 */
export async function runChild(command: Command, options: ChildOptions): Promise<Result<ChildEnd>> {
	if (options.signal?.aborted) return fail('cancelled', `${sanitise(command.file)} was cancelled before it started`);
	// Loaded with the first command: what reads files only starts without it.
	const { execa } = await import('execa');
	const startedMs = performance.now();
	const child = execa(command.file, command.args, {
		detached: true,
		cleanup: false,
		buffer: false,
		reject: false,
		extendEnv: false,
		env: childEnvironment(process.env),
		cwd: '/',
		stdin: options.stdin === undefined ? 'ignore' : 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
	});
	if (child.pid === undefined) {
		const result = await child;
		return startFailure(command, result.code, result.shortMessage ?? 'unknown reason');
	}
	// What execa itself resolves with waits for every holder of the pipes; the exit is what counts here.
	child.catch(() => {});
	const pid = child.pid;
	const exit = Promise.withResolvers<Pick<ChildEnd, 'exitCode' | 'signal'>>();
	child.nodeChildProcess.once('exit', (exitCode: number | null, signal: string | null) => {
		exit.resolve({ exitCode, signal });
	});
	child.stdout?.on('data', options.onStdout);
	child.stderr?.on('data', options.onStderr);
	if (options.stdin !== undefined) {
		// A command that does not read its input closes the pipe; that is its right.
		child.stdin?.on('error', () => {});
		child.stdin?.end(options.stdin);
	}

	let why: 'timeout' | 'cancelled' | null = null;
	let stopKilling = () => {};
	const end = (reason: 'timeout' | 'cancelled') => {
		if (why !== null) return;
		why = reason;
		const stopGroup = endGroup(pid, graceMs);
		const abandon = setTimeout(() => {
			child.nodeChildProcess.unref();
			exit.resolve({ exitCode: null, signal: null });
		}, graceMs + abandonMs);
		stopKilling = () => {
			clearTimeout(abandon);
			stopGroup();
		};
	};
	const onAbort = () => end('cancelled');
	options.signal?.addEventListener('abort', onAbort, { once: true });
	const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), options.timeoutMs);

	const { exitCode, signal } = await exit.promise;
	clearTimeout(timer);
	options.signal?.removeEventListener('abort', onAbort);
	stopKilling();
	// Descendants that outlived a leader which was ended: nobody waits for them any more.
	if (why !== null) signalGroup(pid, 'SIGKILL');
	await Promise.all([drained(child.stdout), drained(child.stderr)]);
	if (why !== null) return fail(why, endSentence(command, why, options.timeoutMs));
	return succeed({ exitCode, signal, durationMs: performance.now() - startedMs });
}

function endSentence(command: Command, why: 'timeout' | 'cancelled', timeoutMs: number | undefined): string {
	const name = sanitise(formatCommand({ file: command.file, args: command.args.slice(0, 3) }));
	return why === 'cancelled'
		? `${name} was cancelled`
		: `${name} did not end within ${(timeoutMs ?? 0) / 1000} s and was stopped`;
}
