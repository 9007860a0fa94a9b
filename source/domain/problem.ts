import type { OpsError, OpsErrorCode } from './result.ts';

/**
 * A gap in a document: which field could not be read and why.
 * `pending` marks a slow fact that a snapshot does not wait for, `incomplete` records that a parser had to skip.
 */
export type Problem = {
	/** Path of the field in `data`, e.g. `temperatures` or `sockets[].owners`. */
	readonly field: string;
	readonly code: OpsErrorCode | 'pending' | 'incomplete';
	readonly message: string;
	readonly hint: string | null;
};

export function problemOf(field: string, error: OpsError): Problem {
	return { field, code: error.code, message: error.message, hint: error.hint ?? null };
}

/** The envelope of every JSON document; `data` is null exactly when `ok` is false. */
export type Document<Data> = {
	/** `opsdash/<view>/1` */
	readonly schema: string;
	readonly host: string;
	/** The kernel's boot id; null where it could not be read. */
	readonly bootId: string | null;
	/** ISO 8601 in UTC with milliseconds. */
	readonly takenAt: string;
	readonly ok: boolean;
	readonly data: Data | null;
	readonly problems: readonly Problem[];
};
