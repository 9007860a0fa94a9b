import { sanitise } from '../domain/sanitise.ts';
import type { StyleName, Theme } from '../theme.ts';
import { fitCells } from './cells.ts';
import type { TableLayout } from './table-layout.ts';
import { rowSentence } from './table-sentence.ts';

export type RowMarks = {
	readonly isSelected: boolean;
	readonly isTagged: boolean;
};

/**
 * Makes one painted line of each row and remembers it by the row object: rows that did not change between two refreshes are
 * the same object and cost a look-up. One painter serves one layout, theme and row style; a change of these needs a new one.
 */
export type RowPainter<Row extends object> = {
	paint(row: Row, marks: RowMarks): string;
	/** Rows that were really painted so far: what a test counts. */
	paintedRows(): number;
};

export function createRowPainter<Row extends object>(
	layout: TableLayout<Row>,
	theme: Theme,
	styleOf: ((row: Row) => StyleName | null) | null,
): RowPainter<Row> {
	// Entries go with their rows; four variants of a row at most.
	const remembered = new WeakMap<Row, (string | undefined)[]>();
	let painted = 0;
	return {
		paint(row, marks) {
			const variant = Number(marks.isSelected) + 2 * Number(marks.isTagged);
			let lines = remembered.get(row);
			if (lines === undefined) {
				lines = [];
				remembered.set(row, lines);
			}
			const known = lines[variant];
			if (known !== undefined) return known;
			painted += 1;
			const line = paintRow(row, layout, theme, marks, styleOf?.(row) ?? null);
			lines[variant] = line;
			return line;
		},
		paintedRows: () => painted,
	};
}

function paintRow<Row>(
	row: Row,
	layout: TableLayout<Row>,
	theme: Theme,
	marks: RowMarks,
	rowStyle: StyleName | null,
): string {
	const { symbols } = theme;
	if (theme.options.isLinear === true) return rowSentence(row, layout, marks, symbols);
	const marksText = (marks.isSelected ? symbols.cursor : ' ') + (marks.isTagged ? symbols.tag : ' ');
	const margin = marksText.padStart(layout.margin);
	// A style inside another would end the outer one: a selected or styled row is painted as a whole.
	const outer: StyleName | null = marks.isSelected ? 'selected' : marks.isTagged ? 'mark' : rowStyle;
	if (outer !== null) {
		const text = margin + cellsOf(row, layout, symbols.ellipsis, null);
		return theme.paint(outer, marks.isSelected ? fitCells(text, layout.width, 'left', '') : text.trimEnd());
	}
	return (margin + cellsOf(row, layout, symbols.ellipsis, theme)).trimEnd();
}

function cellsOf<Row>(row: Row, layout: TableLayout<Row>, ellipsis: string, theme: Theme | null): string {
	let line = '';
	for (const [index, { column, width }] of layout.columns.entries()) {
		if (index > 0) line += ' ';
		const cell = fitCells(sanitise(column.text(row)), width, column.align, ellipsis);
		const style = theme === null ? null : (column.style?.(row) ?? null);
		line += theme === null || style === null ? cell : theme.paint(style, cell);
	}
	return line;
}
