/** The first event of a file that is not as it was written. */
export type Broken = {
	readonly seq: number;
	readonly reason: 'altered' | 'inserted' | 'removed' | 'cut-off' | 'rewritten' | 'unreadable';
	readonly message: string;
	readonly file: string;
};

export type FileReport = {
	readonly file: string;
	readonly isIntact: boolean;
	readonly events: number;
	/** Sequence number of the oldest event that is kept; 1 unless retention dropped some. Null in an empty log. */
	readonly firstSeq: number | null;
	readonly lastSeq: number | null;
	/** Hash of the last event: kept elsewhere, it shows later that none was cut off. */
	readonly head: string | null;
	readonly broken: Broken | null;
	/** Events whose hash was compared with one that the journal keeps. */
	readonly compared: number;
};

export type VerifyReport = Omit<FileReport, 'file'> & {
	/** The file that is written now; the figures are about it, but `isIntact` and `broken` about all of them. */
	readonly file: string;
	/** Files before it, oldest first: each was found damaged or altered, and is kept as it is. */
	readonly earlier: readonly FileReport[];
	/** What this check cannot tell, in sentences. */
	readonly limits: readonly string[];
};

/** Events checked so far, of about so many. */
export type VerifyProgress = { readonly checked: number; readonly total: number };

/** A check as a person reads it. */
export type HistoryCheck = { readonly isIntact: boolean; readonly lines: readonly string[] };
