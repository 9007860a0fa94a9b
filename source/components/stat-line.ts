import { sanitise } from '../domain/sanitise.ts';
import type { StyleName, Theme } from '../theme.ts';
import { cellWidth, fitCells } from './cells.ts';

/** A piece of a line of figures, styled as a whole. `weight` says which go first where the line is too long; 100 never goes. */
export type Piece = {
	/** Plain text, not sanitised; or painted text of this program's own with its width. */
	readonly text: string;
	readonly style?: StyleName;
	readonly weight?: number;
	/** Given for text that is painted already: its cells. */
	readonly paintedCells?: number;
};

/** A label and its figure, the label dim: `us 14.2`. */
export function labelled(theme: Theme, label: string, figure: string, style: StyleName = 'plain', weight = 50): Piece {
	const text = sanitise(figure);
	return {
		text: `${theme.paint('dim', label)} ${theme.paint(style, text)}`,
		paintedCells: cellWidth(label) + 1 + cellWidth(text),
		weight,
	};
}

/** A figure in a fixed width, `–` where it is unknown. */
export function figure(theme: Theme, value: number | null, format: (value: number) => string, width: number): string {
	return fitCells(value === null ? theme.symbols.unknown : format(value), width, 'right', '');
}

/** Pieces in one line of at most `width` cells, `gap` cells apart; the lightest are left out until the rest fits. */
export function statLine(theme: Theme, pieces: readonly Piece[], width: number, gap = 2): string {
	let kept = pieces.map((piece) => ({ piece, cells: piece.paintedCells ?? cellWidth(sanitise(piece.text)) }));
	const needed = () => kept.reduce((sum, { cells }) => sum + cells, 0) + gap * Math.max(0, kept.length - 1);
	while (kept.length > 1 && needed() > width) {
		const lightest = kept.reduce((least, entry) =>
			(entry.piece.weight ?? 50) <= (least.piece.weight ?? 50) ? entry : least,
		);
		kept = kept.filter((entry) => entry !== lightest);
	}
	return kept.map(({ piece }) => paintPiece(theme, piece, width)).join(' '.repeat(gap));
}

function paintPiece(theme: Theme, piece: Piece, width: number): string {
	if (piece.paintedCells !== undefined) return piece.text;
	const text = sanitise(piece.text);
	const fitted = cellWidth(text) > width ? fitCells(text, width, 'left', theme.symbols.ellipsis) : text;
	return theme.paint(piece.style ?? 'plain', fitted);
}

/** Two painted texts at both ends of a line. The right one goes when they do not fit with a blank between them. */
export function bothEnds(
	left: { readonly text: string; readonly cells: number },
	right: { readonly text: string; readonly cells: number },
	width: number,
): string {
	const blanks = width - left.cells - right.cells;
	return blanks < 1 ? left.text : left.text + ' '.repeat(blanks) + right.text;
}
