import type { Operation, OperationStatus } from './operation.ts';
import type { UndoRecord } from './undo.ts';

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
	readonly kind: 'begun' | 'ended' | 'observed' | 'refused' | 'trimmed' | 'continued';
	readonly time: string;
	readonly hash: string;
};

/** The actor of an entry. `signInName` is the name given at the sign-in of a shared account, where the settings ask for one. */
export type EntryActor = Actor & { readonly signInName: string | null };

/** An operation as the log tells it: a `begun` with what followed it, or a `refused` by itself. */
export type HistoryEntry = {
	readonly id: string;
	/** ISO 8601 UTC of the first event. */
	readonly time: string;
	readonly actor: EntryActor;
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
	/** What was last seen of it after its end: it held, it crashed; null where nobody looked. */
	readonly verdict: string | null;
	/** Whether that is as it should be; null where nobody looked, or an earlier version noted the verdict alone. */
	readonly held: boolean | null;
	/** Lines that the unit wrote to its journal meanwhile, masked and capped. */
	readonly journal: readonly string[];
	/** What was asked for, its secrets masked; null where the record does not tell, as in those of earlier versions. */
	readonly operation: Operation | null;
	/** What it changed, saved so that `undo` can put it back; null where nothing can be. */
	readonly undo?: UndoRecord | null;
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
	/** Only entries after this one in a list, which is newest first: the next page. */
	readonly olderThan?: string;
};

/** Totals for the badge. */
export type HistoryBadge = { readonly unseen: number; readonly unseenFailed: number };
