import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { createCappedOutput } from '../local/capped-output.ts';
import { childEnvironment } from '../local/child-environment.ts';

export type SshChildOptions = {
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
	/** ssh may ask on this program's terminal; what it writes to stderr is handed on as it comes. */
	readonly terminal?: { readonly onMessage: (chunk: Buffer) => void };
	/** Ends ssh as soon as its stderr matches. */
	readonly endsWhen?: RegExp;
};

export type SshChildEnd = {
	readonly exitCode: number | null;
	/** What ended ssh, where that was a signal. */
	readonly endedBy: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly isTimedOut: boolean;
};

const maxBytes = 64 * 1024;
const drainMs = 200;
const successDrainMs = 20;

/** ssh's own words stay English, and the terminal stays its own where a person is asked. */
export function sshEnvironment(): Record<string, string> {
	const { TERM } = process.env;
	return { ...childEnvironment(process.env), ...(TERM === undefined ? {} : { TERM }) };
}

/**
 * Runs ssh until that process has ended: a shared connection that goes on in the background may hold its pipes. Without `terminal` it runs
 * in a session of its own, so that nothing it starts can ask on the terminal.
 */
export function runSsh(args: readonly string[], options: SshChildOptions): Promise<Result<SshChildEnd>> {
	const { terminal, timeoutMs, signal } = options;
	const child = spawn('ssh', args, {
		detached: terminal === undefined,
		env: sshEnvironment(),
		// ssh_config may name files from here.
		cwd: existsSync('.') ? '.' : '/',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const stdout = createCappedOutput(maxBytes);
	const stderr = createCappedOutput(maxBytes);
	child.stdout.on('data', stdout.add);
	child.stderr.on('data', (chunk: Buffer) => {
		stderr.add(chunk);
		terminal?.onMessage(chunk);
		if (options.endsWhen?.test(stderr.text())) end();
	});
	let isTimedOut = false;
	const end = () => endChild(child, terminal === undefined);
	const timer = setTimeout(() => {
		isTimedOut = true;
		end();
	}, timeoutMs);
	signal?.addEventListener('abort', end, { once: true });
	if (signal?.aborted) end();
	return new Promise((resolve) => {
		const settle = (result: Result<SshChildEnd>) => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', end);
			child.stdout.destroy();
			child.stderr.destroy();
			resolve(result);
		};
		child.once('error', (error: NodeJS.ErrnoException) => settle(startFailure(error)));
		child.once('exit', (exitCode, endedBy) => {
			const said = () => ({ stdout: stdout.text(), stderr: stderr.text() });
			const finish = () => settle(succeed({ exitCode, endedBy, ...said(), isTimedOut }));
			// The shared connection that goes on behind a success may hold the pipe.
			const late = setTimeout(finish, exitCode === 0 ? successDrainMs : drainMs);
			child.once('close', () => {
				clearTimeout(late);
				finish();
			});
		});
	});
}

function startFailure(error: NodeJS.ErrnoException): Result<never> {
	if (error.code === 'ENOENT') {
		return fail('unavailable', 'There is no ssh on this machine', 'On Debian: apt install openssh-client');
	}
	return fail('failed', `ssh could not be started (${error.code ?? error.message})`);
}

/** Ends ssh and, where it leads a group of its own, the ProxyCommand that it started. */
export function endChild(child: ChildProcess, isLeader: boolean): void {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	try {
		process.kill(isLeader ? -child.pid : child.pid, 'SIGTERM');
	} catch {
		// It has ended meanwhile.
	}
}
