import type { Socket } from 'node:net';
import type { ConnectionState } from '../../../domain/connection.ts';
import type { HostAddress } from '../../../domain/host-address.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { mayRetry, needsPerson, type SshFailureKind } from '../../../parsers/explain-ssh.ts';
import type { SshSettings } from '../../../parsers/ssh-config.ts';
import { type Backoff, backoffMs, usualBackoff } from './backoff.ts';
import type { ConnectGate } from './connect-gate.ts';
import { createFurtherConnection } from './further-connection.ts';
import { noteSignIn, onlyKnownKey, readKnownKeys, recallSignIn } from './host-keys.ts';
import type { ShellOpener } from './remote-shell.ts';
import { openRemoteTerminal } from './remote-terminal.ts';
import { createSessionPool, type SessionPool } from './session-pool.ts';
import {
	type ConnectFailure,
	type HeldMaster,
	holdMaster,
	readSshSettings,
	type SshSetup,
	socketPath,
} from './shared-connection.ts';
import { createSignIn } from './sign-in.ts';
import type { SshChildOptions } from './ssh-child.ts';

export type { SshFailureKind, SshSettings };

/** The connection to one host: one sign-in, shared by all sessions. */
export type SshConnection = ShellOpener & {
	readonly address: HostAddress;
	state(): ConnectionState;
	/** Called at each change; answers what ends that. */
	onState(listener: (state: ConnectionState) => void): () => void;
	/** Signs in without a person, unless it is done; at once, also while a later attempt is planned. */
	connect(signal?: AbortSignal): Promise<Result<void, ConnectFailure>>;
	/** Signs in with a person at this program's terminal, which must not be in use meanwhile. */
	signIn(
		terminal: NonNullable<SshChildOptions['terminal']>,
		signal?: AbortSignal,
	): Promise<Result<void, ConnectFailure>>;
	/** A login shell in this program's terminal, which must not be in use meanwhile; answers its exit status. */
	openTerminal(): Promise<Result<number | null>>;
	/** What the login shell printed before /bin/sh ran, last time; null before any session. */
	noise: SessionPool['noise'];
	/** Why the last attempt failed; null after one that did not. */
	failure(): ConnectFailure | null;
	/** What ssh_config says of the host; null before the first attempt. */
	settings(): SshSettings | null;
	/** The control socket; null while there is no connection. */
	socket(): string | null;
	/** `SHA256:…` of the key that the host showed at the sign-in; null where ssh did not tell. */
	hostKey(): string | null;
	/** Fingerprints that known_hosts has for it, `ED25519 SHA256:…`. */
	knownKeys(): Promise<readonly string[]>;
	/** Lets go of the shared connection; it ends by itself when nobody else holds it. */
	close(): Promise<void>;
};

export type SshConnectionOptions = {
	readonly setup: SshSetup;
	readonly address: HostAddress;
	readonly gate: ConnectGate;
	/** Whether a first attempt that fails is followed by others, as in the console. */
	readonly keepsTrying: boolean;
	readonly backoff?: Backoff;
	readonly sessionTimeoutMs?: number;
	readonly random?: () => number;
};

const usualSessionTimeoutMs = 10_000;

export function createSshConnection(options: SshConnectionOptions): SshConnection {
	const { setup, address, gate, backoff = usualBackoff, random = Math.random } = options;
	const startSignIn = createSignIn({ setup, address, gate, random });
	const signInAside = createFurtherConnection({
		address,
		directory: setup.directory,
		signIn: startSignIn,
		known: () => (master === null || settings === null ? null : { settings, hostKey, wasPersonNeeded }),
	});
	const listeners = new Set<(state: ConnectionState) => void>();
	let current: ConnectionState = { state: 'connecting' };
	let settings: SshSettings | null = null;
	/** `isAside`: no other program shares it. */
	let master: (HeldMaster & { readonly isAside?: true }) | null = null;
	let moving: Promise<Result<void>> | null = null;
	let connecting: Promise<Result<void, ConnectFailure>> | null = null;
	let timer: NodeJS.Timeout | undefined;
	let attempt = 0;
	let connections = 0;
	/** Whether a person was needed for the sign-in: it is then not repeated without one. */
	let wasPersonNeeded = false;
	let wasLive = false;
	let hostKey: string | null = null;
	let failure: ConnectFailure | null = null;
	let isClosed = false;

	function setState(state: ConnectionState): void {
		current = state;
		for (const listener of listeners) listener(state);
	}

	function take(held: NonNullable<typeof master>): Result<void, never> {
		const { socket } = held;
		if (isClosed) {
			socket.destroy();
			return succeed(undefined);
		}
		master = held;
		attempt = 0;
		connections++;
		wasLive = true;
		socket.once('close', () => lose(socket));
		setState({ state: 'live' });
		return succeed(undefined);
	}

	function lose(socket: Socket): void {
		if (isClosed || master?.socket !== socket) return;
		master = null;
		const { error } = fail('unreachable', `the connection to ${address.text} was lost`);
		if (wasPersonNeeded) setState({ state: 'signed-out', error: { ...error, hint: 'Sign in again.' } });
		else planAttempt(error);
	}

	function planAttempt(error: OpsError): void {
		attempt++;
		const waitMs = backoffMs(attempt, random(), backoff);
		clearTimeout(timer);
		timer = setTimeout(() => void connect(), waitMs);
		timer.unref();
		setState({ state: 'reconnecting', attempt, nextAtMs: Date.now() + waitMs, error });
	}

	function stumble({ kind, error }: ConnectFailure): void {
		if (isClosed) return;
		const isWorthIt = wasLive || options.keepsTrying;
		if (kind !== null && needsPerson(kind)) setState({ state: 'signed-out', error });
		else if (kind !== null && mayRetry(kind) && isWorthIt) planAttempt(error);
		else setState({ state: 'failed', error });
	}

	/** A master that runs: the user's own, or one that this or another opsdash started. */
	async function findMaster(known: SshSettings): Promise<HeldMaster | null> {
		const users = known.controlPath === null ? null : await holdMaster(known.controlPath);
		if (users !== null && known.controlPath !== null) return { socket: users, path: known.controlPath };
		const path = socketPath(setup.directory, known);
		const own = await holdMaster(path, true);
		return own === null ? null : { socket: own, path };
	}

	async function attemptOnce(
		terminal: SshChildOptions['terminal'],
		signal: AbortSignal | undefined,
	): Promise<Result<void, ConnectFailure>> {
		const read = settings === null ? await readSshSettings(setup, address) : succeed(settings);
		if (!read.ok) return read;
		settings = read.value;
		const found = await findMaster(settings);
		if (found !== null) {
			const note = recallSignIn(found.path);
			hostKey = note.hostKey;
			wasPersonNeeded ||= note.wasPersonNeeded;
			return take(found);
		}
		const path = socketPath(setup.directory, settings);
		return startAndTake(path, settings, terminal, signal);
	}

	async function startAndTake(
		path: string,
		known: SshSettings,
		terminal: SshChildOptions['terminal'],
		signal: AbortSignal | undefined,
		isAgain = false,
	): Promise<Result<void, ConnectFailure>> {
		const started = await startSignIn(path, known, terminal, signal);
		if (!started.ok) return started;
		wasPersonNeeded = terminal !== undefined;
		hostKey = started.value.hostKey ?? (await onlyKnownKey(known));
		noteSignIn(path, { hostKey, wasPersonNeeded });
		const socket = await holdMaster(path);
		if (socket !== null) return take({ socket, path });
		// It was another program's, which had just let go of it.
		return isAgain ? { ok: false, error: goneAtOnce() } : startAndTake(path, known, terminal, signal, true);
	}

	function goneAtOnce(): ConnectFailure {
		const { error } = fail('unreachable', `the shared connection to ${address.text} ended as soon as it stood`);
		return { kind: 'connection-gone', error };
	}

	function begin(
		terminal: SshChildOptions['terminal'],
		signal: AbortSignal | undefined,
	): Promise<Result<void, ConnectFailure>> {
		if (master !== null) return Promise.resolve(succeed(undefined));
		clearTimeout(timer);
		connecting ??= (async () => {
			if (!wasLive || terminal !== undefined) setState({ state: 'connecting' });
			const result = await attemptOnce(terminal, signal);
			failure = result.ok ? null : result.error;
			if (!result.ok) stumble(result.error);
			return result;
		})().finally(() => {
			connecting = null;
		});
		return connecting;
	}

	const connect = (signal?: AbortSignal) => begin(undefined, signal);

	/** While another attempt is planned, nobody waits for it. */
	async function ready(): Promise<Result<void>> {
		if (isClosed) return fail('cancelled', `The connection to ${address.text} was closed`);
		if (master !== null) return succeed(undefined);
		if (current.state === 'reconnecting' || current.state === 'failed' || current.state === 'signed-out') {
			return { ok: false, error: current.error };
		}
		const result = await connect();
		return result.ok ? result : { ok: false, error: result.error.error };
	}

	/** Other programs have all sessions of the shared connection: this one goes on over another. */
	async function moveAside(): Promise<Result<void>> {
		if (master?.isAside === true) return succeed(undefined);
		moving ??= (async () => {
			const aside = await signInAside();
			if (!aside.ok) return aside;
			const before = master;
			take({ ...aside.value, isAside: true });
			before?.socket.destroy();
			return succeed(undefined);
		})().finally(() => {
			moving = null;
		});
		return moving;
	}

	const pool = createSessionPool({
		address,
		configFile: setup.files.batch,
		timeoutMs: options.sessionTimeoutMs ?? usualSessionTimeoutMs,
		socketPath: () => master?.path ?? null,
		signInAside,
		moveAside,
	});

	return {
		host: address.text,
		address,
		sessionLimit: pool.limit,
		connections: () => connections,
		state: () => current,
		onState(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		connect,
		async signIn(terminal, signal) {
			// An attempt without a person that is under way settles first: its outcome is what this one is about.
			if (connecting !== null) await connecting;
			return begin(terminal, signal);
		},
		openTerminal: () => openRemoteTerminal(address, setup.files.person, master?.path ?? null),
		noise: pool.noise,
		failure: () => failure,
		settings: () => settings,
		socket: () => master?.path ?? null,
		hostKey: () => hostKey,
		knownKeys: async () => (settings === null ? [] : readKnownKeys(settings)),
		async open(purpose) {
			const isReady = await ready();
			return isReady.ok ? pool.open(purpose) : isReady;
		},
		async close() {
			isClosed = true;
			clearTimeout(timer);
			listeners.clear();
			master?.socket.destroy();
			master = null;
		},
	};
}
