import type { Trend } from '../domain/trend.ts';
import type { Theme } from '../theme.ts';

/**
 * The trend in `width` cells, each the mean of `perCell` values, the newest at the right. Cells begin at multiples of
 * `perCell` of all values ever seen, so an old cell never changes its height while it moves. Unknown is blank.
 * `highest` is the value of a full cell; null takes the largest that is shown.
 */
export function sparkline(
	theme: Theme,
	trend: Trend,
	options: { readonly width: number; readonly perCell: number; readonly highest: number | null },
): string {
	const means = meansOf(trend, options.perCell).slice(-options.width);
	const highest = options.highest ?? Math.max(0, ...means.map((mean) => mean ?? 0));
	const { sparkLevels } = theme.symbols;
	const cells = means.map((mean) => {
		if (mean === null) return ' ';
		const share = highest > 0 ? Math.min(Math.max(mean / highest, 0), 1) : 0;
		return sparkLevels[Math.round(share * (sparkLevels.length - 1))] ?? ' ';
	});
	return cells.join('').padStart(options.width);
}

function meansOf(trend: Trend, perCell: number): Array<number | null> {
	const means: Array<number | null> = [];
	const first = trend.count - trend.values.length;
	let sum = 0;
	let known = 0;
	for (const [index, value] of trend.values.entries()) {
		if (value !== null) {
			sum += value;
			known += 1;
		}
		const isCellFull = (first + index + 1) % perCell === 0;
		if (!isCellFull && index < trend.values.length - 1) continue;
		means.push(known === 0 ? null : sum / known);
		sum = 0;
		known = 0;
	}
	return means;
}
