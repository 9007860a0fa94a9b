import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';
import { createCappedOutput } from '../../local/capped-output.ts';
import { endChild, sshEnvironment } from '../ssh-child.ts';
import { rsyncCommand, sftpCommand, sftpLine, type Transfer } from './copy-command.ts';

const lookEveryMs = 200;
/** A transfer that moves nothing for so long is given up. A dead link is noticed sooner, by ssh itself. */
const stallMs = 5 * 60 * 1000;

/** Runs rsync or sftp to its end. `onBytes` is told how far it came, as far as this machine can see. */
export function runTransfer(
	transfer: Transfer,
	tool: 'rsync' | 'sftp',
	onBytes: (bytes: number) => void,
): Promise<Result<void>> {
	const { file, args } = tool === 'rsync' ? rsyncCommand(transfer) : sftpCommand(transfer);
	const child = spawn(file, args, {
		detached: true,
		env: sshEnvironment(),
		cwd: '/',
		stdio: ['pipe', 'ignore', 'pipe'],
	});
	const stderr = createCappedOutput(16 * 1024);
	child.stderr.on('data', stderr.add);
	child.stdin.on('error', () => {});
	child.stdin.end(tool === 'sftp' ? sftpLine(transfer) : '');
	let isStalled = false;
	const stopLooking = watchBytes(transfer, child.pid, onBytes, () => {
		isStalled = true;
		endChild(child, true);
	});
	return new Promise((resolve) => {
		child.once('error', (error) => {
			stopLooking();
			resolve(fail('unavailable', `${file} could not be started: ${error.message}`));
		});
		child.once('close', (exitCode) => {
			stopLooking();
			if (exitCode === 0) resolve(succeed(undefined));
			else if (isStalled) resolve(fail('timeout', `Nothing was transferred for ${stallMs / 60_000} minutes`, goesOn));
			else resolve(explain(file, exitCode, stderr.text()));
		});
	});
}

const goesOn = 'The same command goes on where it ended.';

function explain(file: string, exitCode: number | null, stderr: string): Result<never> {
	const lines = stderr.split('\n').map((line) => line.trim());
	const words = lines.filter((line) => line !== '' && !/^(?:rsync error: |Connection closed\.?$)/.test(line));
	// The last one is what a shell says where dropbear looks for OpenSSH's program.
	if (/subsystem request failed|Received message too long|sftp-server: /.test(stderr)) {
		return fail(
			'failed',
			'Neither rsync nor sftp can be used there: its ssh server offers no sftp, or the login shell prints before it',
			'Install rsync or openssh-sftp-server there; opsdash doctor HOST tells whether the login shell is silent.',
		);
	}
	const said = words.at(-1) ?? `${file} ended with status ${exitCode ?? 'unknown'}`;
	return fail('failed', sanitise(said).replace(/\.$/, ''), goesOn);
}

function watchBytes(
	transfer: Transfer,
	pid: number | undefined,
	onBytes: (bytes: number) => void,
	onStall: () => void,
): () => void {
	let last = -1;
	let movedMs = performance.now();
	let timer = setTimeout(look, lookEveryMs);
	function look(): void {
		const bytes = transfer.direction === 'get' ? sizeOf(transfer.local) : positionIn(pid, transfer.local);
		if (bytes !== null && bytes !== last) {
			last = bytes;
			movedMs = performance.now();
			onBytes(bytes);
		}
		if (performance.now() - movedMs > stallMs) onStall();
		else timer = setTimeout(look, lookEveryMs);
	}
	return () => clearTimeout(timer);
}

function sizeOf(path: string): number | null {
	try {
		return statSync(path).size;
	} catch {
		return null;
	}
}

/** How far a program has read in a file that it has open: neither sftp nor rsync tells without a terminal. */
function positionIn(pid: number | undefined, path: string): number | null {
	try {
		const directory = `/proc/${pid}/fd`;
		const found = readdirSync(directory).find((name) => readlinkSync(`${directory}/${name}`) === path);
		if (found === undefined) return null;
		const position = /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${found}`, 'utf8'))?.[1];
		return position === undefined ? null : Number(position);
	} catch {
		return null;
	}
}
