import { sanitise } from '../domain/sanitise.ts';
import type { StyleName, Theme } from '../theme.ts';
import { cellWidth, fitCells, wrapCells, wrapUnderText } from './cells.ts';

/** What a detail says, before it is laid out. Texts are a host's own and are sanitised here. */
export type DetailLine =
	| { readonly kind: 'heading'; readonly text: string; readonly note?: string }
	| { readonly kind: 'field'; readonly label: string; readonly value: string | null; readonly style?: StyleName }
	| { readonly kind: 'text'; readonly text: string; readonly style?: StyleName }
	| { readonly kind: 'columns'; readonly cells: readonly string[]; readonly widths: readonly number[] };

const labelCells = 14;
const narrowLabelCells = 12;
const narrowWidth = 60;
/** Longest text that is laid out: a detail is for reading. */
const maxTextLength = 4000;

/** Detail lines as painted lines of at most `width` cells: headings set off by a blank line, long values wrapped under themselves. */
export function layoutDetail(lines: readonly DetailLine[], theme: Theme, width: number): readonly string[] {
	const inner = Math.max(8, width - 2);
	return lines.flatMap((line, index) => layoutLine(line, theme, inner, index === 0)).map((text) => ` ${text}`);
}

function layoutLine(line: DetailLine, theme: Theme, width: number, isFirst: boolean): readonly string[] {
	switch (line.kind) {
		case 'heading': {
			const note =
				line.note === undefined ? '' : theme.paint('dim', `  ${cut(line.note, width - line.text.length - 2, theme)}`);
			return [...(isFirst ? [] : ['']), theme.paint('title', line.text) + note];
		}
		case 'field':
			return layoutField(line.label, line.value, line.style ?? 'plain', theme, width);
		case 'text':
			return wrapUnderText(safe(line.text), width).map((text) => theme.paint(line.style ?? 'plain', text));
		case 'columns':
			return [layoutColumnsLine(line.cells, line.widths, theme, width)];
	}
}

function layoutField(
	label: string,
	value: string | null,
	style: StyleName,
	theme: Theme,
	width: number,
): readonly string[] {
	const text = value === null ? theme.symbols.unknown : safe(value);
	const labelWidth = width < narrowWidth ? narrowLabelCells : labelCells;
	const room = width - labelWidth;
	const head = theme.paint('dim', fitCells(label, labelWidth, 'left', theme.symbols.ellipsis));
	if (room < 16)
		return [theme.paint('dim', label), ...wrapCells(text, width - 1).map((part) => ` ${theme.paint(style, part)}`)];
	return wrapCells(text, room).map((part, index) =>
		index === 0 ? head + theme.paint(style, part) : ' '.repeat(labelWidth) + theme.paint(style, part),
	);
}

/** Widths below 0 align to the right; the last cell takes what is left. */
function layoutColumnsLine(cells: readonly string[], widths: readonly number[], theme: Theme, width: number): string {
	let line = '';
	for (const [index, cell] of cells.entries()) {
		const left = width - cellWidth(line);
		if (left <= 0) break;
		const wanted = widths[index] ?? left;
		const room = index === cells.length - 1 ? left : Math.min(Math.abs(wanted), left);
		const align = wanted < 0 ? 'right' : 'left';
		line += fitCells(
			safe(cell),
			align === 'right' ? Math.min(Math.abs(wanted), left) : room,
			align,
			theme.symbols.ellipsis,
		);
		if (index < cells.length - 1) line += ' ';
	}
	return fitCells(line.trimEnd(), Math.min(width, cellWidth(line.trimEnd())));
}

function cut(text: string, width: number, theme: Theme): string {
	const clean = safe(text);
	return cellWidth(clean) <= width ? clean : fitCells(clean, Math.max(0, width), 'left', theme.symbols.ellipsis);
}

function safe(text: string): string {
	return sanitise(text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text);
}
