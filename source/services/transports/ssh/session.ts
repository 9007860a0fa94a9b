import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type HostAddress, sshDestination } from '../../../domain/host-address.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { explainSsh } from '../../../parsers/explain-ssh.ts';
import { createCappedOutput } from '../local/capped-output.ts';
import { readRandomMark } from '../local/random-mark.ts';
import type { RemoteShell, RemoteShellEnd } from './remote-shell.ts';
import type { ConnectFailure } from './shared-connection.ts';
import { endChild, sshEnvironment } from './ssh-child.ts';

export type OpenedSession = {
	readonly shell: RemoteShell;
	/** What the login shell printed before /bin/sh ran. */
	readonly noise: { readonly bytes: number; readonly sample: string };
};

export type SessionOptions = {
	readonly address: HostAddress;
	/** Configuration for ssh without a person. */
	readonly configFile: string;
	readonly socketPath: string;
	readonly timeoutMs: number;
};

/** A login shell that prints more than this before it starts anything is given up. */
const noiseLimitBytes = 16 * 1024 * 1024;
const sampleBytes = 200;
const stderrBytes = 16 * 1024;

/**
 * Starts `/bin/sh` on the host through the shared connection and waits until it answers, which is the only proof that it runs: ssh's 255 is
 * ambiguous, and a login shell may print anything. What came before that answer is dropped and counted.
 */
export async function openSession(options: SessionOptions): Promise<Result<OpenedSession, ConnectFailure>> {
	const { address } = options;
	const child = spawn('ssh', sessionArguments(options), {
		detached: true,
		env: sshEnvironment(),
		cwd: '/',
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	const stderr = createCappedOutput(stderrBytes);
	child.stderr.on('data', stderr.add);
	child.stdin.on('error', () => {});
	const ended = new Promise<RemoteShellEnd>((resolve) => {
		child.once('error', (error) => resolve({ exitCode: null, signal: null, stderr: error.message }));
		child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stderr: stderr.text() }));
	});
	const kill = () => {
		endChild(child, true);
		// Nobody reads on: unread output would keep `close` away, and so would the shared connection, which writes to these as long as the
		// server has not closed the session (dropbear takes its time).
		child.stdout.destroy();
		child.stderr.destroy();
	};
	const noise = await waitForShell(child, options.timeoutMs, ended);
	if (noise.isReady) return succeed({ shell: shellOf(child, kill, ended), noise });
	kill();
	return { ok: false, error: noise.why === 'ended' ? explainEnd(await ended, noise, address) : late(noise, options) };
}

/**
 * `ProxyCommand=false`: where the shared connection is gone, or has no session left, ssh would make one of its own without a
 * word; like this it cannot.
 */
function sessionArguments({ address, configFile, socketPath }: SessionOptions): readonly string[] {
	const only = ['-o', 'ControlMaster=no', '-o', 'ProxyCommand=false', '-T'];
	return ['-F', configFile, '-S', socketPath, ...only, ...sshDestination(address), 'exec /bin/sh'];
}

type Noise = { readonly bytes: number; readonly sample: string };
type Waited = Noise &
	({ readonly isReady: true } | { readonly isReady: false; readonly why: 'ended' | 'late' | 'noise' });

/** Reads until the shell says the word that it was given. What follows it stays in the stream. */
function waitForShell(
	child: ChildProcessWithoutNullStreams,
	timeoutMs: number,
	ended: Promise<RemoteShellEnd>,
): Promise<Waited> {
	const mark = readRandomMark();
	const word = Buffer.from(`opsdash-${mark}\n`);
	let kept = Buffer.alloc(0);
	let dropped = 0;
	let sample = '';
	return new Promise((resolve) => {
		const settle = (answer: { isReady: true } | { isReady: false; why: 'ended' | 'late' | 'noise' }, bytes: number) => {
			clearTimeout(timer);
			child.stdout.off('data', look);
			child.stdout.pause();
			resolve({ ...answer, bytes, sample });
		};
		const timer = setTimeout(() => settle({ isReady: false, why: 'late' }, dropped + kept.length), timeoutMs);
		const look = (chunk: Buffer) => {
			kept = Buffer.concat([kept, chunk]);
			if (sample.length < sampleBytes) sample += chunk.toString().slice(0, sampleBytes - sample.length);
			const at = kept.indexOf(word);
			if (at >= 0) {
				sample = sample.slice(0, dropped + at);
				settle({ isReady: true }, dropped + at);
				const rest = kept.subarray(at + word.length);
				if (rest.length > 0) child.stdout.unshift(rest);
				return;
			}
			const surplus = Math.max(0, kept.length - word.length);
			dropped += surplus;
			kept = kept.subarray(surplus);
			if (dropped > noiseLimitBytes) settle({ isReady: false, why: 'noise' }, dropped);
		};
		child.stdout.on('data', look);
		void ended.then(() => settle({ isReady: false, why: 'ended' }, dropped + kept.length));
		// In two parts: a device that echoes what it is sent says the line, and not the word.
		child.stdin.write(`echo opsdash-''${mark}\n`);
	});
}

function shellOf(child: ChildProcessWithoutNullStreams, kill: () => void, ended: Promise<RemoteShellEnd>): RemoteShell {
	return {
		write(text) {
			if (typeof text === 'string') child.stdin.write(text);
			else child.stdin.write(text, () => text.fill(0));
		},
		onData(listener) {
			child.stdout.removeAllListeners('data');
			child.stdout.on('data', listener);
			child.stdout.resume();
		},
		pause: () => void child.stdout.pause(),
		resume: () => void child.stdout.resume(),
		end: () => void child.stdin.end(),
		kill,
		ended,
	};
}

function explainEnd(end: RemoteShellEnd, noise: Noise, address: HostAddress): ConnectFailure {
	const failure = explainSsh(end.stderr, address.text);
	if (failure.kind === 'session-refused') return failure;
	// The only connection that it can have tried is the one that is shared.
	if (end.exitCode === 255 && noise.bytes === 0) {
		return {
			kind: 'connection-gone',
			error: fail(
				'unreachable',
				`the shared connection to ${address.text} has ended`,
				'Try again once it is connected.',
			).error,
		};
	}
	const said = lastLine(noise.sample) ?? lastLine(end.stderr);
	const status = end.exitCode === null ? (end.signal ?? 'a signal') : `status ${end.exitCode}`;
	const { error } = fail(
		'unreachable',
		sanitise(`${address.text} let this user in, but started no /bin/sh (${status})${said === null ? '' : `: ${said}`}`),
		'Look at the login shell of that account, and at ForceCommand in its sshd_config.',
	);
	return { kind: 'unknown', error };
}

function lastLine(text: string): string | null {
	return text.trim().split('\n').at(-1)?.trim().slice(0, sampleBytes) || null;
}

function late(noise: Waited, { address, timeoutMs }: SessionOptions): ConnectFailure {
	const isNoise = !noise.isReady && noise.why === 'noise';
	const { error } = isNoise
		? fail('unreachable', `The login shell on ${address.text} prints without end`, 'Look at its start-up files.')
		: fail(
				'unreachable',
				`${address.text} started no /bin/sh within ${timeoutMs / 1000} s`,
				'The start-up files of the login shell may hang, or wait for input.',
			);
	return { kind: isNoise ? 'unknown' : 'timeout', error };
}
