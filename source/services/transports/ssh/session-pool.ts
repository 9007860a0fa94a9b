import { setTimeout as pause } from 'node:timers/promises';
import type { HostAddress } from '../../../domain/host-address.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import type { RemoteShell, SessionPurpose } from './remote-shell.ts';
import { type OpenedSession, openSession } from './session.ts';
import type { ConnectFailure, HeldMaster } from './shared-connection.ts';

export type SessionPoolOptions = {
	readonly address: HostAddress;
	/** Configuration for ssh without a person. */
	readonly configFile: string;
	readonly timeoutMs: number;
	/** The socket of the shared connection; null while there is none. */
	readonly socketPath: () => string | null;
	/** Another connection to the same host, where that takes no person: MaxSessions counts for each. */
	readonly signInAside: () => Promise<Result<HeldMaster>>;
	/** Goes on over a connection that nobody shares, unless it is one. */
	readonly moveAside: () => Promise<Result<void>>;
};

/** The sessions over one shared connection: counted, so that the server's limit is found and never passed in silence. */
export type SessionPool = {
	/** A stream takes none of the last sessions of a connection: it gets one of its own then. */
	open(purpose: SessionPurpose): Promise<Result<RemoteShell>>;
	/** How many the server allows at a time; null while that is not known. */
	limit(): number | null;
	/** What the login shell printed before /bin/sh ran, last time; null before any session. */
	noise(): OpenedSession['noise'] | null;
};

/** Servers allow 10 unless told otherwise; others of this user may share the connection. */
const mostSessions = 8;
/** So many are for what is no stream. */
const keptSessions = 6;
/** The server may not have noticed yet that the session before has ended, of this program or of one that shares the connection. */
const noticeMs = 200;
const noticeAttempts = 5;
/** Another program has the session, and a sign-in would take a person: a command of its may be over soon. */
const longestWaitMs = 10_000;
const waitMs = 500;

export function createSessionPool(options: SessionPoolOptions): SessionPool {
	const { address, configFile, timeoutMs, socketPath, signInAside, moveAside } = options;
	/** Sessions that run over the connection, those of them that are streams, and those that are being opened besides. */
	let running = 0;
	let streams = 0;
	let opening = 0;
	let limit: number | null = null;
	let noise: OpenedSession['noise'] | null = null;
	let lastEndMs = Number.NEGATIVE_INFINITY;
	/** Other programs were waited for in vain: what is asked next looks once, and waits no more. */
	let hasWaited = false;

	function noneFree(why?: string): { readonly ok: false; readonly error: OpsError } {
		const most = limit ?? mostSessions;
		return fail(
			'unavailable',
			`${address.text} allows ${most === 1 ? 'one session' : `${most} sessions`} at a time, and no more is free${why ?? ''}`,
			'MaxSessions in its sshd_config sets how many.',
		);
	}

	function take({ shell, noise: heard }: OpenedSession): RemoteShell {
		noise = heard;
		hasWaited = false;
		running++;
		if (limit !== null) limit = Math.max(limit, running);
		void shell.ended.then(() => {
			running--;
			lastEndMs = performance.now();
		});
		return shell;
	}

	async function startOn(path: string | null, isAgain = false): Promise<Result<OpenedSession, ConnectFailure>> {
		if (path === null) {
			const { error } = fail('unreachable', `the connection to ${address.text} was lost`);
			return { ok: false, error: { kind: null, error } };
		}
		const opened = await openSession({ address, configFile, socketPath: path, timeoutMs });
		if (opened.ok || opened.error.kind !== 'connection-gone' || isAgain) return opened;
		// Or the server ended a session as it began (dropbear, now and then): nothing was asked over it.
		await pause(noticeMs);
		return startOn(path, true);
	}

	async function start(): Promise<Result<RemoteShell>> {
		let left = hasWaited ? 0 : noticeAttempts;
		let untilMs = Number.POSITIVE_INFINITY;
		let moved: Result<void> | null = null;
		for (;;) {
			const opened = await startOn(socketPath());
			if (opened.ok) return succeed(take(opened.value));
			const { kind, error } = opened.error;
			if (kind !== 'session-refused') return { ok: false, error };
			if (performance.now() > untilMs) left = 0;
			const mayBeOver = left > 0 && performance.now() - lastEndMs < noticeMs * noticeAttempts;
			if (running > 0 && !mayBeOver) {
				limit = running;
				return noneFree();
			}
			if (left === 0 && moved !== null) {
				hasWaited = true;
				return takenByOthers(moved, error);
			}
			if (left === 0) {
				moved = await moveAside();
				const isPatient = !moved.ok && !hasWaited;
				left = isPatient ? Number.POSITIVE_INFINITY : moved.ok ? noticeAttempts : 0;
				untilMs = performance.now() + longestWaitMs;
				continue;
			}
			left--;
			await pause(moved === null || moved.ok ? noticeMs : waitMs);
		}
	}

	/** None of this program's stands in the way. */
	function takenByOthers(moved: Result<void>, error: OpsError): Result<never> {
		if (moved.ok) return { ok: false, error: { ...error, code: 'unavailable' } };
		return fail(
			'unavailable',
			`other programs have every session that ${address.text} allows over this connection, and ${moved.error.message}`,
			`End one of them (another opsdash, a shell, a tunnel), or raise MaxSessions in its sshd_config.`,
		);
	}

	async function startBeside(): Promise<Result<RemoteShell>> {
		const most = limit ?? mostSessions;
		const mayShare = most > 3 && streams < Math.max(1, most - keptSessions) && running + opening < most;
		if (mayShare) {
			const shared = await startCounted();
			if (shared.ok) {
				streams++;
				void shared.value.ended.then(() => streams--);
			}
			if (shared.ok || shared.error.code !== 'unavailable') return shared;
		}
		return startAside();
	}

	/** A session over a connection of its own, which ends with it. */
	async function startAside(): Promise<Result<RemoteShell>> {
		const aside = await signInAside();
		if (!aside.ok) return noneFree(`, and ${aside.error.message}`);
		const opened = await startOn(aside.value.path);
		if (!opened.ok) {
			aside.value.socket.destroy();
			return { ok: false, error: opened.error.error };
		}
		const { shell } = opened.value;
		void shell.ended.then(() => aside.value.socket.destroy());
		return succeed(shell);
	}

	async function startCounted(): Promise<Result<RemoteShell>> {
		opening++;
		try {
			return await start();
		} finally {
			opening--;
		}
	}

	return {
		async open(purpose) {
			if (purpose === 'stream') return startBeside();
			const isFull = running + opening >= (limit ?? mostSessions);
			const opened = isFull ? noneFree() : await startCounted();
			// Of a program that began with following, what it follows may have them all.
			const hasOnlyStreams = streams > 0 && running === streams;
			return !opened.ok && opened.error.code === 'unavailable' && hasOnlyStreams ? startAside() : opened;
		},
		limit: () => limit,
		noise: () => noise,
	};
}
