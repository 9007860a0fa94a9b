import { setTimeout as pause } from 'node:timers/promises';
import type { HostAddress } from '../../../domain/host-address.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import type { RemoteShell } from './remote-shell.ts';
import { type OpenedSession, openSession } from './session.ts';

export type SessionPoolOptions = {
	readonly address: HostAddress;
	/** Configuration for ssh without a person. */
	readonly configFile: string;
	readonly timeoutMs: number;
	/** The socket of the shared connection; null while there is none. */
	readonly socketPath: () => string | null;
};

/** The sessions over one shared connection: counted, so that the server's limit is found and never passed in silence. */
export type SessionPool = {
	open(): Promise<Result<RemoteShell>>;
	/** How many the server allows at a time; null while that is not known. */
	limit(): number | null;
	/** What the login shell printed before /bin/sh ran, last time; null before any session. */
	noise(): OpenedSession['noise'] | null;
};

/** Servers allow 10 unless told otherwise; others of this user may share the connection. */
const mostSessions = 8;
/** The server may not have noticed yet that the session before has ended, of this program or of one that shares the connection. */
const noticeMs = 200;
const noticeAttempts = 5;

export function createSessionPool({ address, configFile, timeoutMs, socketPath }: SessionPoolOptions): SessionPool {
	/** Sessions that run, and those that are being opened besides. */
	let running = 0;
	let opening = 0;
	let limit: number | null = null;
	let noise: OpenedSession['noise'] | null = null;

	function noneFree(): { readonly ok: false; readonly error: OpsError } {
		const most = limit ?? mostSessions;
		return fail(
			'unavailable',
			`${address.text} allows ${most === 1 ? 'one session' : `${most} sessions`} at a time, and no more is free`,
			'MaxSessions in its sshd_config sets how many.',
		);
	}

	function take({ shell, noise: heard }: OpenedSession): RemoteShell {
		noise = heard;
		running++;
		if (limit !== null) limit = Math.max(limit, running);
		void shell.ended.then(() => running--);
		return shell;
	}

	async function start(attempt = 1): Promise<Result<RemoteShell>> {
		const path = socketPath();
		if (path === null) return fail('unreachable', `the connection to ${address.text} was lost`);
		const opened = await openSession({ address, configFile, socketPath: path, timeoutMs });
		if (opened.ok) return succeed(take(opened.value));
		const { kind, error } = opened.error;
		if (kind !== 'session-refused') return { ok: false, error };
		if (running > 0) {
			limit = running;
			return noneFree();
		}
		if (attempt > noticeAttempts) return { ok: false, error: { ...error, code: 'unavailable' } };
		await pause(noticeMs);
		return start(attempt + 1);
	}

	return {
		async open() {
			if (running + opening >= (limit ?? mostSessions)) return noneFree();
			opening++;
			try {
				return await start();
			} finally {
				opening--;
			}
		},
		limit: () => limit,
		noise: () => noise,
	};
}
