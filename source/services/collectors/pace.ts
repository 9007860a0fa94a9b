/** How long a reading rests between two collections, from what collecting it took. Times are milliseconds. */
export type Pace = {
	/**
	 * What the last collection took.
	 * @param restFactor the least period of a reading whose every collection is costly, in multiples of what it takes
	 */
	add(tookMs: number, restFactor?: number): void;
	/** The shortest time from one start to the next. */
	leastMs(intervalMs: number): number;
	/** The same over the last few: one late answer changes it little. */
	usualLeastMs(intervalMs: number): number;
};

/** A collection gets at most half of the time: a host that answers slowly is not asked all the time. */
const lateFactor = 2;
/** What a costly collection rests is counted from the cheapest of so many, since others' work may hold one up. */
const steadyCount = 3;
/** Figures get no older for their cost than so many intervals. */
const mostIntervals = 4;

export function createPace(): Pace {
	let lastMs = 0;
	let usualMs = 0;
	let recent: readonly number[] = [];
	let factor = lateFactor;

	/** Known only when there were enough: the first ones, which find nothing prepared, say little. */
	function steadyMs(intervalMs: number): number {
		if (recent.length < steadyCount) return 0;
		return Math.min(Math.min(...recent) * factor, intervalMs * mostIntervals);
	}

	return {
		add(tookMs, restFactor = lateFactor) {
			lastMs = tookMs;
			factor = restFactor;
			usualMs = usualMs === 0 ? tookMs : (usualMs + tookMs) / 2;
			recent = [...recent, tookMs].slice(-steadyCount);
		},
		leastMs: (intervalMs) => Math.max(lastMs * lateFactor, steadyMs(intervalMs)),
		usualLeastMs: (intervalMs) => Math.max(usualMs * lateFactor, steadyMs(intervalMs)),
	};
}
