import type { StyleName, Theme } from '../theme.ts';
import { cellWidth, fitCells } from './cells.ts';
import { paintLine, type Segment } from './segments.ts';

export type DialogBox = {
	/** Sanitised. */
	readonly title: string;
	/** Lines of the body, each cut to the width inside. */
	readonly body: ReadonlyArray<readonly Segment[]>;
	/** Stands in the lower border at its right end, for a place in a list. */
	readonly corner?: string;
	/** Cells, borders included. */
	readonly width: number;
	readonly isAlert?: boolean;
};

/** Cells that a box of that width leaves for its body. */
export function bodyWidth(width: number): number {
	return Math.max(0, width - 4);
}

/** A box with a border, the one thing that has one. Every line fills its width, so that nothing shines through. */
export function boxLines(theme: Theme, box: DialogBox): string[] {
	const [topLeft, topRight, bottomRight, bottomLeft, line, side] = theme.symbols.box;
	const border: StyleName = box.isAlert === true ? 'alertBorder' : 'border';
	const inside = Math.max(0, box.width - 2);
	const title = fitTo(` ${box.title} `, inside - 2, theme);
	const corner = fitTo(box.corner === undefined ? '' : ` ${box.corner} `, inside - 2, theme);
	const top =
		theme.paint(border, topLeft + line) +
		theme.paint('strong', title) +
		theme.paint(border, line.repeat(Math.max(0, inside - 1 - cellWidth(title))) + topRight);
	const bottom =
		theme.paint(border, bottomLeft + line.repeat(Math.max(0, inside - 1 - cellWidth(corner)))) +
		theme.paint('dim', corner) +
		theme.paint(border, line + bottomRight);
	const edge = theme.paint(border, side);
	const body = box.body.map((segments) => `${edge} ${paintLine(theme, segments, bodyWidth(box.width))} ${edge}`);
	return [top, ...body, bottom];
}

function fitTo(text: string, width: number, theme: Theme): string {
	return cellWidth(text) > width ? fitCells(text, width, 'left', theme.symbols.ellipsis) : text;
}
