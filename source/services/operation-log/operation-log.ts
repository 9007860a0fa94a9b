import type { HistoryBadge, HistoryData, HistoryEntry, HistoryEvent, HistoryQuery } from '../../domain/history.ts';
import type { Result } from '../../domain/result.ts';
import type { Begun, LogEvent } from './log-event.ts';

/** Entries that matched, and how many events among them were not understood. */
export type HistoryAnswer = HistoryData & { readonly malformed: number };

export type VerifyReport = {
	/** Whether every event is as it was written, as far as that can be told. */
	readonly isIntact: boolean;
	readonly events: number;
	/** Sequence number of the oldest event that is kept; 1 unless retention dropped some. Null in an empty log. */
	readonly firstSeq: number | null;
	readonly lastSeq: number | null;
	/** Hash of the last event: kept elsewhere, it shows later that none was cut off. */
	readonly head: string | null;
	/** The first event that is not as it was written. */
	readonly broken: {
		readonly seq: number;
		readonly reason: 'altered' | 'removed' | 'cut-off';
		readonly message: string;
	} | null;
	/** What this check cannot tell, in sentences. */
	readonly limits: readonly string[];
};

export type AppendOptions = {
	/** Append only while the operation has no end yet; used by whoever settles what another program left open. */
	readonly onlyIfOpen?: boolean;
};

/**
 * The log of operations: append-only, hash-chained, shared by all consoles of a user. Everything is asynchronous, whether it
 * runs in a worker or in this thread, and nothing throws: a log that cannot be written says why, and the act is refused.
 */
export interface OperationLog {
	/** File that holds it. */
	readonly path: string;
	/** Whether an act could be recorded now; the sentence is for the screen. */
	check(): Promise<Result<void>>;
	/** The event as appended, null when `onlyIfOpen` found it ended already. */
	append(event: LogEvent, options?: AppendOptions): Promise<Result<HistoryEvent | null>>;
	query(query: HistoryQuery): Promise<Result<HistoryAnswer>>;
	/** One entry by its id, or by the beginning of it where that is unique. */
	find(id: string): Promise<Result<HistoryEntry>>;
	badge(): Promise<Result<HistoryBadge>>;
	/** Notes what this user has seen, outside the chain. */
	markSeen(ids: readonly string[] | 'all'): Promise<Result<void>>;
	/** Operations that were begun and not ended. */
	listOpen(): Promise<Result<readonly Begun[]>>;
	verify(head?: string): Promise<Result<VerifyReport>>;
	/** Drops the oldest operations past `limit` that hold no open one, and says so in the chain. Answers how many events went. */
	trim(limit: number): Promise<Result<number>>;
	/** Stored events as JSON lines, a page at a time, oldest first; the chain can be checked from them alone. */
	readLines(
		afterSeq: number,
		count: number,
	): Promise<Result<{ readonly lines: readonly string[]; readonly lastSeq: number }>>;
	close(): Promise<void>;
}

/** Names of the functions, for the worker that offers them. */
export const operationLogMethods = [
	'check',
	'append',
	'query',
	'find',
	'badge',
	'markSeen',
	'listOpen',
	'verify',
	'trim',
	'readLines',
	'close',
] as const satisfies ReadonlyArray<Exclude<keyof OperationLog, 'path'>>;

export type OperationLogMethod = (typeof operationLogMethods)[number];
