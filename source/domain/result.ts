/** Expected failures are values: a function that can fail returns a Result and never throws for a reason outside the program. */
export type Result<Value, Failure = OpsError> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly error: Failure };

/**
 * What can go wrong on the way to a host, one closed union.
 *
 * - `permission`   the host refused this user (EACCES, EPERM, polkit)
 * - `not-found`    the thing does not exist (file, unit, process, command)
 * - `unavailable`  this host has no such source (no sensor, no manager, older kernel)
 * - `unreachable`  the host itself does not answer
 * - `timeout`      no answer within the deadline; nothing is known
 * - `refused`      the program itself declined (masked unit, read-only, wrong confirmation)
 * - `failed`       the command ran and did not succeed
 * - `malformed`    an answer came that the parser does not understand
 * - `cancelled`    the caller withdrew the request
 */
export type OpsErrorCode =
	| 'permission'
	| 'not-found'
	| 'unavailable'
	| 'unreachable'
	| 'timeout'
	| 'refused'
	| 'failed'
	| 'malformed'
	| 'cancelled';

export type OpsError = {
	readonly code: OpsErrorCode;
	/** One plain sentence: what failed, where, why. No trailing newline, no control characters. */
	readonly message: string;
	/** What to try, one sentence; absent where nobody knows. */
	readonly hint?: string;
	/** The host may have been changed: it was asked, and the connection was lost before it told what came of it. */
	readonly isOutcomeUnknown?: true;
};

export function succeed<Value>(value: Value): Result<Value, never> {
	return { ok: true, value };
}

export function fail(
	code: OpsErrorCode,
	message: string,
	hint?: string,
): { readonly ok: false; readonly error: OpsError } {
	return { ok: false, error: hint === undefined ? { code, message } : { code, message, hint } };
}

/** The connection went in the middle of an act: nobody knows what became of it. */
export function failUnknown(message: string, hint: string): { readonly ok: false; readonly error: OpsError } {
	return { ok: false, error: { code: 'unreachable', message, hint, isOutcomeUnknown: true } };
}

/** Reached only when a closed union grew a member that a switch does not know. */
export function unreachable(value: never): never {
	throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
