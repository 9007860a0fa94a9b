import type { Result } from '../../../domain/result.ts';

/** What a session is for. A server may allow one session only: `act` and `slow` then share the one of `live`. */
export type SessionPurpose = 'live' | 'slow' | 'stream' | 'act';

/** How a session ended. ssh's own status 255 is ambiguous: only a marker from the other side tells that the shell ran. */
export type RemoteShellEnd = {
	readonly exitCode: number | null;
	readonly signal: string | null;
	/** The last bytes that ssh and the login shell wrote to stderr, capped, not yet sanitised. */
	readonly stderr: string;
};

/**
 * A `/bin/sh` on the host that reads its program from stdin. Bytes arrive as they were sent: noise of a login shell
 * may come first.
 */
export interface RemoteShell {
	/** Bytes are overwritten once the system has them. */
	write(text: string | Uint8Array): void;
	/** At most one listener. */
	onData(listener: (chunk: Buffer) => void): void;
	/** Stops and resumes reading, so that a host which sends without end fills its own buffers and not this program's. */
	pause(): void;
	resume(): void;
	/** Closes stdin; the program on the other side ends when its input ends. */
	end(): void;
	/** Ends the local ssh. */
	kill(): void;
	readonly ended: Promise<RemoteShellEnd>;
}

/** Opens sessions over the connection that one host shares. */
export interface ShellOpener {
	/** The name shown and recorded for this host. */
	readonly host: string;
	/** How many sessions the server is known to allow at once; null while unknown. */
	sessionLimit(): number | null;
	/** How many connections were made so far: what failed over one of them says nothing about the next. */
	connections?(): number;
	/**
	 * Failures are `unavailable` where the server allows no session besides those that are open, else `unreachable`, `refused`, `denied` … as
	 * ssh said it, in one sentence. Never asks a person anything.
	 */
	open(purpose: SessionPurpose): Promise<Result<RemoteShell>>;
}
