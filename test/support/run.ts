/** Runs a command to its end, as this user or, from root, as another one. */

import { spawn } from 'node:child_process';
import { cleanEnvironment, type Environment } from './program.ts';

export type RunOptions = {
	readonly cwd?: string;
	/** Added to the environment of a plain login. */
	readonly env?: Environment;
	/** Written to stdin, which is closed after it. */
	readonly input?: string;
	/** The user and group to run as; only root may name another one. */
	readonly uid?: number;
	/** The command is killed after that long, and the promise rejects. 40,000 unless told. */
	readonly timeoutMs?: number;
};

export type RunResult = {
	/** Null when a signal ended it. */
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
};

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) {
		chunks.push(Buffer.from(chunk));
	}

	return Buffer.concat(chunks).toString();
}

/** Runs `file` with `args`; a status other than 0 is a result, not an error. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
	const isOther = options.uid !== undefined && process.getuid?.() === 0;
	const child = spawn(file, args, {
		cwd: options.cwd,
		env: cleanEnvironment(options.env),
		...(isOther ? { uid: options.uid, gid: options.uid } : {}),
		timeout: options.timeoutMs ?? 40_000,
		killSignal: 'SIGKILL',
	});
	const ended = Promise.withResolvers<{ exitCode: number | null; signal: NodeJS.Signals | null }>();
	child.once('error', ended.reject);
	child.once('close', (exitCode, signal) => ended.resolve({ exitCode, signal }));
	// A command that does not read its input closes the pipe; that is its right.
	child.stdin.once('error', () => {});
	child.stdin.end(options.input ?? '');
	const [stdout, stderr, end] = await Promise.all([readAll(child.stdout), readAll(child.stderr), ended.promise]);
	if (end.signal === 'SIGKILL' && child.killed) {
		throw new Error(`${file} ${args.join(' ')} did not end in time; so far: ${stdout}${stderr}`);
	}

	return { ...end, stdout, stderr };
}
