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
/** The server may not have noticed yet that the session before has ended. */
const noticeMs = 300;

export function createSessionPool({ address, configFile, timeoutMs, socketPath }: SessionPoolOptions): SessionPool {
	let open = 0;
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

	async function start(count: number, isAgain = false): Promise<Result<RemoteShell>> {
		const path = socketPath();
		if (path === null) return fail('unreachable', `the connection to ${address.text} was lost`);
		const opened = await openSession({ address, configFile, socketPath: path, timeoutMs });
		if (opened.ok) {
			noise = opened.value.noise;
			return succeed(opened.value.shell);
		}
		const { kind, error } = opened.error;
		if (kind !== 'session-refused') return { ok: false, error };
		if (count > 1) {
			limit = count - 1;
			return noneFree();
		}
		if (isAgain) return { ok: false, error };
		await pause(noticeMs);
		return start(count, true);
	}

	return {
		async open() {
			if (open >= (limit ?? mostSessions)) return noneFree();
			open++;
			const started = await start(open);
			if (started.ok) void started.value.ended.then(() => open--);
			else open--;
			return started;
		},
		limit: () => limit,
		noise: () => noise,
	};
}
