/** A figure's last values, oldest first. `count` is how many ever came: it holds the steps of a chart in place while it moves. */
export type Trend = { readonly values: ReadonlyArray<number | null>; readonly count: number };

export const emptyTrend: Trend = { values: [], count: 0 };

/** The trend with one more value, the oldest gone once there are `cap`. */
export function addToTrend(trend: Trend, value: number | null, cap: number): Trend {
	const kept = trend.values.length < cap ? trend.values : trend.values.slice(trend.values.length - cap + 1);
	return { values: [...kept, value], count: trend.count + 1 };
}
