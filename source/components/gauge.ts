import type { StyleName, Theme } from '../theme.ts';

/** From which percentage on a figure is worth a look, and from which it is bad. */
export type GaugeLimits = { readonly warnPercent: number; readonly badPercent: number };

export const fillLimits: GaugeLimits = { warnPercent: 80, badPercent: 95 };

/** The style of a percentage: colour only once it means something. */
export function limitStyle(percent: number | null, limits: GaugeLimits = fillLimits): StyleName {
	if (percent === null || percent < limits.warnPercent) return 'plain';
	return percent < limits.badPercent ? 'warn' : 'bad';
}

/**
 * A bar of exactly `width` cells, its ends included, in steps of an eighth of a cell: `▕███▎   ▏`, `[||||   ]`.
 * Unknown is an empty bar.
 */
export function gauge(theme: Theme, percent: number | null, width: number, limits: GaugeLimits = fillLimits): string {
	const { barLeft, barRight, barLevels } = theme.symbols;
	const cells = Math.max(0, width - 2);
	const steps = barLevels.length - 1;
	const filled = Math.round((Math.min(Math.max(percent ?? 0, 0), 100) / 100) * cells * steps);
	const whole = Math.floor(filled / steps);
	const part = filled % steps === 0 ? '' : (barLevels[filled % steps] ?? '');
	const bar = (barLevels[steps] ?? '').repeat(whole) + part;
	const style = limitStyle(percent, limits);
	return (
		theme.paint('track', barLeft) +
		theme.paint(style === 'plain' ? 'accent' : style, bar) +
		' '.repeat(cells - whole - (part === '' ? 0 : 1)) +
		theme.paint('track', barRight)
	);
}
