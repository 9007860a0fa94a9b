/** How long to wait before each attempt to connect again. */
export type Backoff = { readonly firstMs: number; readonly longestMs: number };

export const usualBackoff: Backoff = { firstMs: 1000, longestMs: 60_000 };

/**
 * Doubles from attempt to attempt (the first is 1) and lies somewhere in the upper half of that: many consoles that lost the same jump host
 * shall not come back at the same moment. `random` is from 0 to 1.
 */
export function backoffMs(attempt: number, random: number, { firstMs, longestMs }: Backoff = usualBackoff): number {
	const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 30));
	return Math.round(full / 2 + (full / 2) * random);
}
