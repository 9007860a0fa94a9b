import { type ChildProcess, spawn } from 'node:child_process';
import { fail, type Result, succeed } from '../../source/domain/result.ts';
import type {
	RemoteShell,
	RemoteShellEnd,
	SessionPurpose,
	ShellOpener,
} from '../../source/services/transports/ssh/remote-shell.ts';

const killMs = 10_000;

export type LocalShellsOptions = {
	/** The program and its arguments; `/bin/sh` by default. */
	readonly command?: readonly string[];
	/** What the program sees as its own name: zsh and bash are POSIX shells when they are called sh. */
	readonly name?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly uid?: number;
	/** Changes what is sent, such as the PATH that the agent sets. */
	readonly onWrite?: (text: string) => string;
	/** Changes what arrives. */
	readonly onChunk?: (chunk: Buffer) => Buffer;
	readonly sessionLimit?: () => number | null;
	readonly canOpen?: (purpose: SessionPurpose, open: number) => boolean;
};

export type LocalShells = ShellOpener & {
	/** Every shell opened so far. */
	readonly children: ReadonlyArray<{ readonly purpose: SessionPurpose; readonly child: ChildProcess }>;
	/** Bytes in each direction, over all of them. */
	readonly traffic: { sent: number; received: number };
	openCount(): number;
	/** The connection goes: nothing arrives any more, in either direction. */
	close(): void;
};

/** Shells of this machine in the place of another one's: everything but ssh is real. */
export function createLocalShells(options: LocalShellsOptions = {}): LocalShells {
	const children: Array<{ readonly purpose: SessionPurpose; readonly child: ChildProcess }> = [];
	const traffic = { sent: 0, received: 0 };
	const openCount = () => children.filter(({ child }) => child.exitCode === null && child.signalCode === null).length;

	function open(purpose: SessionPurpose): Result<RemoteShell> {
		if (options.canOpen?.(purpose, openCount()) === false) return fail('unavailable', 'no more sessions');
		const [file = '/bin/sh', ...args] = options.command ?? ['/bin/sh'];
		const child = spawn(file, args, {
			argv0: options.name ?? file,
			detached: true,
			cwd: '/',
			env: { ...process.env, ...options.env },
			stdio: ['pipe', 'pipe', 'pipe'],
			...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
		});
		let stderr = '';
		child.stderr.on('data', (chunk: Buffer) => {
			stderr = (stderr + chunk.toString()).slice(-4096);
		});
		child.stdin.on('error', () => {});
		children.push({ purpose, child });
		const ended = new Promise<RemoteShellEnd>((resolve) => {
			child.once('error', (error) => resolve({ exitCode: null, signal: null, stderr: error.message }));
			child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stderr }));
		});
		return succeed({
			write(text: string | Uint8Array) {
				if (typeof text !== 'string') {
					traffic.sent += text.length;
					child.stdin.write(text, () => text.fill(0));
					return;
				}
				const sent = options.onWrite?.(text) ?? text;
				traffic.sent += Buffer.byteLength(sent);
				child.stdin.write(sent);
			},
			onData(listener: (chunk: Buffer) => void) {
				child.stdout.on('data', (chunk: Buffer) => {
					traffic.received += chunk.length;
					listener(options.onChunk?.(chunk) ?? chunk);
				});
			},
			pause: () => void child.stdout.pause(),
			resume: () => void child.stdout.resume(),
			end: () => void child.stdin.end(),
			kill() {
				// As when ssh is ended: the other side finds its pipes closed, and has time to end what it started.
				child.stdin.end();
				child.stdout.destroy();
				child.stderr.destroy();
				setTimeout(() => child.kill('SIGKILL'), killMs).unref();
			},
			ended,
		});
	}

	return {
		host: 'elsewhere',
		sessionLimit: options.sessionLimit ?? (() => null),
		open: async (purpose) => open(purpose),
		children,
		traffic,
		openCount,
		close() {
			for (const { child } of children) {
				child.stdin?.end();
				child.stdout?.destroy();
			}
		},
	};
}
