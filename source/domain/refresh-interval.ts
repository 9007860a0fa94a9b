/** Steps of `+` and `-`, in milliseconds. */
const steps = [100, 250, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000] as const;

export const shortestIntervalMs = 100;
export const longestIntervalMs = 60_000;

/** The next step above or below; the same at either end. */
export function stepInterval(intervalMs: number, direction: 1 | -1): number {
	const next = direction === 1 ? steps.find((step) => step > intervalMs) : steps.findLast((step) => step < intervalMs);
	return next ?? intervalMs;
}

/** `5`, `0.5`, `2s`, `500ms`, `1m` as milliseconds; null when it is no interval that can be set. */
export function parseInterval(text: string): number | null {
	const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(text.trim());
	if (match === null) return null;
	const factor = match[2] === 'ms' ? 1 : match[2] === 'm' ? 60_000 : 1000;
	const intervalMs = Math.round(Number(match[1]) * factor);
	return intervalMs >= shortestIntervalMs && intervalMs <= longestIntervalMs ? intervalMs : null;
}
