import type { HistoryBadge, HistoryData, HistoryEntry, HistoryEvent, HistoryQuery } from '../../domain/history.ts';
import type { Result } from '../../domain/result.ts';
import type { Broken, VerifyProgress, VerifyReport } from '../../domain/verify.ts';
import type { Begun, LogEvent } from './log-event.ts';

/** Entries that matched, and how many events among them were not understood. */
export type HistoryAnswer = HistoryData & {
	readonly malformed: number;
	/** Sentences about files of the log that could not be read, or not all of them. */
	readonly gaps: readonly string[];
};

/** A hash that was handed to the journal when its event was written. */
export type KeptHead = { readonly seq: number; readonly hash: string; readonly file: string };

export type VerifyQuestion = {
	/** One that a person noted; with its number, where that was noted too. */
	readonly head?: { readonly seq: number | null; readonly hash: string };
	readonly kept?: readonly KeptHead[];
};

export type AppendOptions = {
	/** Append only while the operation has no end yet; used by whoever settles what another program left open. */
	readonly onlyIfOpen?: boolean;
};

/** The event of a file after which an export goes on. */
export type ExportCursor = { readonly file: string; readonly seq: number };
export type ExportPage = { readonly lines: readonly string[]; readonly last: ExportCursor | null };

/** What is kept: the oldest operations beyond any of these go. Null sets no limit. */
export type Retention = {
	readonly operations: number | null;
	readonly days: number | null;
	readonly bytes: number | null;
};

/** An event that stands in the log now, and in which file. */
export type Appended = HistoryEvent & { readonly id: string; readonly file: string };

/**
 * The log of operations: append-only, hash-chained, shared by all consoles of a user. Everything is asynchronous, whether it
 * runs in a worker or in this thread, and nothing throws: a log that cannot be written says why, and the act is refused.
 */
export interface OperationLog {
	/** File that holds it; its successors, where there are any, lie beside it. */
	readonly path: string;
	/** Whether several users write it. */
	readonly isShared: boolean;
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
	verify(question?: VerifyQuestion, onProgress?: (progress: VerifyProgress) => void): Promise<Result<VerifyReport>>;
	/**
	 * Leaves the file that is written now as it is and goes on in a new one, which names it; for a file that verification
	 * found altered. Answers the new file.
	 */
	startNewFile(broken: Broken): Promise<Result<string>>;
	/**
	 * Drops the oldest operations that are beyond what is kept and hold no open one, some at a time, and says so in the chain.
	 * Answers how many events went.
	 */
	trim(): Promise<Result<number>>;
	/** Stored events as JSON lines, a page at a time, oldest first; the chain can be checked from them alone. */
	readLines(after: ExportCursor | null, count: number): Promise<Result<ExportPage>>;
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
	'startNewFile',
	'trim',
	'readLines',
	'close',
] as const satisfies ReadonlyArray<Exclude<keyof OperationLog, 'path' | 'isShared'>>;

export type OperationLogMethod = (typeof operationLogMethods)[number];
