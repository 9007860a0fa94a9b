import { sanitise } from '../domain/sanitise.ts';
import type { StyleName, Theme } from '../theme.ts';
import { cellWidth, fitCells } from './cells.ts';

/** Painted text with the cells it takes: escape sequences cannot be measured any more. */
export type Painted = { readonly text: string; readonly cells: number };

/** A part of a line of figures. Where the line is too long the lightest go first; 100 stays longest. */
export type Piece = Painted & { readonly weight: number };

/** Text of a host or of the program in one style. */
export function painted(theme: Theme, text: string, style: StyleName = 'plain'): Painted {
	const safe = sanitise(text);
	return { text: theme.paint(style, safe), cells: cellWidth(safe) };
}

/** The same as a part of a line. */
export function piece(theme: Theme, text: string, style: StyleName = 'plain', weight = 50): Piece {
	return { ...painted(theme, text, style), weight };
}

/** A dim label and its figure: `us 14.2`. */
export function labelled(theme: Theme, label: string, figure: string, style: StyleName = 'plain', weight = 50): Piece {
	return { ...joined([painted(theme, label, 'dim'), painted(theme, figure, style)], 1), weight };
}

/** A figure in a fixed width, `–` where it is unknown. */
export function figure(theme: Theme, value: number | null, format: (value: number) => string, width: number): string {
	return fitCells(value === null ? theme.symbols.unknown : format(value), width, 'right', '');
}

/** Parts side by side, `gap` cells between them. */
export function joined(parts: readonly Painted[], gap: number): Painted {
	return {
		text: parts.map((part) => part.text).join(' '.repeat(gap)),
		cells: parts.reduce((sum, part) => sum + part.cells, gap * Math.max(0, parts.length - 1)),
	};
}

/** Pieces in one line of at most `width` cells; the lightest are left out until the rest fits. */
export function statLine(pieces: readonly Piece[], width: number, gap = 2): Painted {
	let kept = pieces;
	while (kept.length > 1 && joined(kept, gap).cells > width) {
		const lightest = kept.reduce((least, entry) => (entry.weight <= least.weight ? entry : least));
		kept = kept.filter((entry) => entry !== lightest);
	}
	return joined(kept, gap);
}

/** A part followed by blanks up to `width` cells; longer ones stay as they are. */
export function padded(part: Painted, width: number): Painted {
	const blanks = Math.max(0, width - part.cells);
	return { text: part.text + ' '.repeat(blanks), cells: part.cells + blanks };
}

/** Two parts at both ends of a line. The right one goes when they do not fit with a blank between them. */
export function bothEnds(left: Painted, right: Painted, width: number): string {
	const blanks = width - left.cells - right.cells;
	return blanks < 1 ? left.text : left.text + ' '.repeat(blanks) + right.text;
}
