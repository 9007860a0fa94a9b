/** A mount that never answers and a process stuck behind it, see stuck-mount.py. Needs root, /dev/fuse, python3 and unshare. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./stuck-mount.py', import.meta.url));

export type StuckMount = AsyncDisposable & {
	/** The process whose command line cannot be read. */
	readonly pid: number;
	/** Arguments of `nsenter` that lead to where the mount is seen. */
	readonly inside: readonly string[];
};

function isThere(pid: number): boolean {
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}

/** Mounts it on `directory`, seen by nobody but those inside; `name` is what the stuck process is called. */
export async function openStuckMount(directory: string, name: string): Promise<StuckMount> {
	const args = ['--mount', '--propagation', 'private', 'python3', program, directory, name];
	const server = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'pipe'] });
	const ended = once(server, 'exit');
	let complaint = '';
	server.stderr.on('data', (chunk) => {
		complaint += chunk;
	});
	const said = await Promise.race([once(server.stdout, 'data'), ended.then(() => null)]);
	if (said === null) throw new Error(`no stuck mount: ${complaint}`);
	const pid = Number(String(said[0]));
	return {
		pid,
		inside: ['--target', String(pid), '--mount', '--'],
		async [Symbol.asyncDispose]() {
			// Without its server all that waits fails at once.
			server.kill('SIGKILL');
			await ended;
			for (let tries = 0; tries < 500 && isThere(pid); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
		},
	};
}
