import type { Theme } from '../theme.ts';
import { type Group, joinGroups, keepHeaviest, paintLine, segmentCells } from './segments.ts';

/** A key that applies now. */
export type KeyHint = { readonly key: string; readonly hint: string; readonly weight: number };

/** How a key is written in a line of hints: short, and as it stands on the keyboard. */
export function shortKey(key: string, theme: Theme): string {
	if (key === 'Enter') return theme.symbols.enter;
	return key
		.replace(/^Ctrl\+/, '^')
		.replace('PageUp', 'PgUp')
		.replace('PageDown', 'PgDn')
		.replace('Delete', 'Del');
}

/** The bottom line: the weightiest keys that fit, in the order of their weight. */
export function hintLine(theme: Theme, hints: readonly KeyHint[], width: number): string {
	const groups: Group[] = hints
		.filter(({ weight }) => weight > 0)
		.toSorted((a, b) => b.weight - a.weight)
		.map(({ key, hint, weight }) => ({
			segments: [
				{ text: shortKey(key, theme), style: 'key' },
				{ text: ` ${hint}`, style: 'dim' },
			],
			weight: Math.min(weight, 99),
		}));
	const gap = '   ';
	const kept = keepHeaviest(groups, width - 2, gap.length);
	const segments = joinGroups(kept, { text: gap });
	return ` ${paintLine(theme, segments, Math.min(width - 1, segmentCells(segments)))}`;
}
