import type { OpsError } from './result.ts';

/**
 * A value with its freshness. A failed poll turns `ready` into `stale` and keeps the value; `failed` is only
 * reached when there never was one. Times are milliseconds since the epoch, as Date.now() gives them.
 */
export type Reading<Value> =
	| { readonly state: 'waiting' }
	| { readonly state: 'ready'; readonly value: Value; readonly takenAtMs: number }
	| { readonly state: 'stale'; readonly value: Value; readonly takenAtMs: number; readonly error: OpsError }
	| { readonly state: 'failed'; readonly error: OpsError };

export const waiting: Reading<never> = { state: 'waiting' };

/** The last value known, or null when none ever arrived. */
export function lastValueOf<Value>(reading: Reading<Value>): Value | null {
	return reading.state === 'ready' || reading.state === 'stale' ? reading.value : null;
}

/** What a failed poll makes of the reading before it. */
export function afterFailure<Value>(previous: Reading<Value>, error: OpsError): Reading<Value> {
	return previous.state === 'ready' || previous.state === 'stale'
		? { state: 'stale', value: previous.value, takenAtMs: previous.takenAtMs, error }
		: { state: 'failed', error };
}
