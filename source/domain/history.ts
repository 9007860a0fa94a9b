import type { OperationStatus } from './operation.ts';

/** Who acted, as the operating system knows it. */
export type Actor = {
	readonly user: string;
	/** The audit login uid's name, which sudo and su do not change; null where unset. */
	readonly loginUser: string | null;
	readonly sudoUser: string | null;
	/** Where the person sits: the SSH client's address or the terminal; null where unknown. */
	readonly from: string | null;
};

/** One appended event of the operation log. `hash` is hex SHA-256 over seq, the previous hash and the stored body. */
export type HistoryEvent = {
	readonly seq: number;
	readonly kind: 'begun' | 'ended' | 'observed' | 'refused' | 'trimmed';
	readonly time: string;
	readonly hash: string;
};

/** An operation as the log tells it: a `begun` with what followed it, or a `refused` by itself. */
export type HistoryEntry = {
	readonly id: string;
	/** ISO 8601 UTC of the first event. */
	readonly time: string;
	readonly actor: Actor;
	readonly host: string;
	readonly type: string;
	readonly target: string;
	/** Secrets masked before anything was stored. */
	readonly argv: readonly string[];
	/** `open` while nothing told its end yet. */
	readonly status: OperationStatus | 'open';
	readonly exitCode: number | null;
	readonly durationMs: number | null;
	readonly before: string | null;
	readonly after: string | null;
	readonly output: string;
	readonly seen: boolean;
	readonly events: readonly HistoryEvent[];
};

export type HistoryData = {
	readonly entries: readonly HistoryEntry[];
};

export type HistoryQuery = {
	/** ISO 8601 UTC; entries at or after it. */
	readonly since?: string;
	readonly until?: string;
	readonly host?: string;
	readonly type?: string;
	readonly status?: HistoryEntry['status'];
	readonly text?: string;
	readonly unreadOnly?: boolean;
	/** Newest first; default 500. */
	readonly limit?: number;
};

/** Totals for the badge. */
export type HistoryBadge = { readonly unseen: number; readonly unseenFailed: number };
