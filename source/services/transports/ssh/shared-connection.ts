import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type HostAddress, sshDestination } from '../../../domain/host-address.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { explainSsh, parseAcceptedKey, type SshFailureKind } from '../../../parsers/explain-ssh.ts';
import { parseSshSettings, type SshSettings } from '../../../parsers/ssh-config.ts';
import type { SshConfigFiles } from './config-file.ts';
import { runSsh, type SshChildOptions } from './ssh-child.ts';

/** What ssh needs to know to reach hosts; the same for all hosts of one run of the program. */
export type SshSetup = {
	readonly directory: string;
	readonly files: SshConfigFiles;
	/** As given with `-F`. */
	readonly userFile?: string | undefined;
	readonly persistSeconds: number;
	/** Wall clock for one sign-in without a person. */
	readonly connectTimeoutMs: number;
};

/** A failure of ssh with what kind it was; `kind` is null where ssh itself could not be run. */
export type ConnectFailure = { readonly kind: SshFailureKind | null; readonly error: OpsError };

/** A person reads fingerprints and looks for a token; sshd itself ends a sign-in after two minutes. */
const personTimeoutMs = 180_000;
/** Another program of this user was faster: ssh would stay in front with a connection that nobody shares. */
const otherMaster = /^ControlSocket .* already exists, disabling multiplexing/m;
const settingsTimeoutMs = 10_000;

/** What ssh_config says of a host, the user's own files only. */
export async function readSshSettings(
	setup: SshSetup,
	address: HostAddress,
): Promise<Result<SshSettings, ConnectFailure>> {
	const own = setup.userFile === undefined ? [] : ['-F', setup.userFile];
	const end = await runSsh(['-G', ...own, ...sshDestination(address)], { timeoutMs: settingsTimeoutMs });
	if (!end.ok) return { ok: false, error: { kind: null, error: end.error } };
	if (end.value.exitCode === 0) return succeed(parseSshSettings(end.value.stdout));
	return { ok: false, error: explainSsh(end.value.stderr, address.text) };
}

/**
 * The socket of this program's own connection. The same name for the same account on the same host by the same way; ssh's `%C`
 * knows nothing of the jump host before OpenSSH 9.3, and private addresses recur behind different ones. `ownWord` makes it the socket of
 * one that is not shared.
 */
export function socketPath(directory: string, settings: SshSettings, ownWord?: string): string {
	const { hostname, port, user, proxyJump, proxyCommand, hostKeyAlias } = settings;
	const identity = JSON.stringify([hostname, port, user, proxyJump, proxyCommand, hostKeyAlias, ownWord]);
	return join(directory, createHash('sha256').update(identity).digest('hex').slice(0, 40));
}

/** A master that this program keeps alive. */
export type HeldMaster = { readonly socket: Socket; readonly path: string };

/**
 * Holds on to the master behind a control socket; null where none answers. A dead socket of our own is removed. A master with ControlPersist stays for as long as
 * somebody holds it, whatever becomes of this program, and the socket's end tells of its own end at once.
 */
export function holdMaster(path: string, isOwn = false): Promise<Socket | null> {
	return new Promise((resolve) => {
		const socket = connect(path);
		socket.once('error', (error: NodeJS.ErrnoException) => {
			// Left by a master that was killed: with it there, ssh would share nothing.
			if (isOwn && error.code === 'ECONNREFUSED') rmSync(path, { force: true });
			resolve(null);
		});
		socket.once('connect', () => {
			socket.on('error', () => {});
			// The master's greeting; nothing is asked of it here.
			socket.resume();
			resolve(socket);
		});
	});
}

export type StartedMaster = {
	/** `SHA256:…`; null where ssh did not tell, as where a person was asked. */
	readonly hostKey: string | null;
};

/** Signs in and leaves a master behind the socket. With a terminal, a person may be asked. */
export async function startMaster(
	setup: SshSetup,
	address: HostAddress,
	path: string,
	options: Pick<SshChildOptions, 'terminal' | 'signal'> & {
		/** Whether another ssh, or a command, leads to the host. */
		readonly isIndirect: boolean;
	},
): Promise<Result<StartedMaster, ConnectFailure>> {
	const isPerson = options.terminal !== undefined;
	const args = [
		'-F',
		isPerson ? setup.files.person : setup.files.batch,
		'-o',
		'ControlMaster=yes',
		'-S',
		path,
		'-o',
		`ControlPersist=${setup.persistSeconds}`,
		'-N',
		'-T',
		// Makes ssh tell the key that it accepted: of the host itself, not of those on the way.
		...(isPerson ? [] : ['-o', 'VisualHostKey=yes']),
		// What the ssh of a jump host says is thrown away under ControlPersist, unless ssh is talkative: and a sign-in that was refused
		// there must be known for one, or it would be tried again.
		...(options.isIndirect ? ['-v'] : []),
		...sshDestination(address),
	];
	const timeoutMs = isPerson ? personTimeoutMs : setup.connectTimeoutMs;
	const { terminal, signal } = options;
	const end = await runSsh(args, {
		...(terminal === undefined ? {} : { terminal }),
		signal,
		timeoutMs,
		endsWhen: otherMaster,
	});
	if (!end.ok) return { ok: false, error: { kind: null, error: end.error } };
	if (end.value.exitCode === 0 || otherMaster.test(end.value.stderr)) {
		return succeed({ hostKey: parseAcceptedKey(end.value.stderr) });
	}
	// Ctrl+C at ssh's question, or no answer to it.
	if (isPerson && (end.value.isTimedOut || end.value.endedBy === 'SIGINT'))
		return { ok: false, error: givenUp(address, 'given-up') };
	if (end.value.isTimedOut) return { ok: false, error: lateFailure(address, timeoutMs) };
	if (options.signal?.aborted) return { ok: false, error: givenUp(address, null) };
	return { ok: false, error: explainSsh(end.value.stderr, address.text) };
}

function lateFailure(address: HostAddress, timeoutMs: number): ConnectFailure {
	const { error } = fail(
		'unreachable',
		`${address.text} did not let anybody in within ${timeoutMs / 1000} s`,
		'It may be down, overloaded, or wait for a name server.',
	);
	return { kind: 'timeout', error };
}

/** A person who left the question unanswered is asked again when they want it, and nothing is tried meanwhile. */
function givenUp(address: HostAddress, kind: 'given-up' | null): ConnectFailure {
	return { kind, error: fail('cancelled', `the sign-in to ${address.text} was given up`).error };
}
