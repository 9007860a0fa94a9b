import { sanitise } from '../domain/sanitise.ts';
import type { SortOrder } from '../domain/views.ts';
import type { Symbols } from '../theme.ts';
import { cellWidth, fitCells } from './cells.ts';
import type { TableLayout } from './table-layout.ts';
import type { RowMarks } from './table-row.ts';

/** Rows for the ear: columns of figures say nothing when their heads were read out long before. */

/** Cells of one value; a command line can be long. */
const mostCells = 40;
const between = ', ';

/** `selected, PID: 812, USER: www-data, …` in one line of the layout's width: what weighs least is left out, not cut. */
export function rowSentence<Row>(row: Row, layout: TableLayout<Row>, marks: RowMarks, symbols: Symbols): string {
	const words = [...(marks.isSelected ? [symbols.cursor] : []), ...(marks.isTagged ? [symbols.tag] : [])];
	const parts = layout.columns
		.map(({ column }) => ({ column, text: partOf(column.title, column.text(row), symbols) }))
		.filter(({ text }) => text !== '');
	const kept = new Set<string>(words);
	let cells = cellWidth(words.join(between));
	for (const { column, text } of parts.toSorted((a, b) => b.column.weight - a.column.weight)) {
		const needed = between.length + cellWidth(text);
		// What says which row it is stays in any case.
		if (column.weight < 100 && cells + needed > layout.width) break;
		cells += needed;
		kept.add(text);
	}
	return [...words, ...parts.map(({ text }) => text).filter((text) => kept.has(text))].join(between);
}

/** How the list is sorted: the heads of columns are in every row. */
export function headSentence<Row>(layout: TableLayout<Row>, sort: SortOrder | null, symbols: Symbols): string {
	const sorted = layout.columns.find(({ column }) => column.id === sort?.column)?.column;
	if (sort === null || sorted === undefined) return '';
	return `Sorted by ${sorted.title.trim()}${sort.descending ? symbols.descending : symbols.ascending}`;
}

function partOf(title: string, value: string, symbols: Symbols): string {
	// A sign is a word here, and often the very word that it stands for.
	const text = sanitise(value)
		.trim()
		.replace(/^(\w+) +\1$/, '$1');
	if (text === '') return '';
	const shown = cellWidth(text) > mostCells ? fitCells(text, mostCells, 'left', symbols.ellipsis) : text;
	const known = text === symbols.unknown ? 'unknown' : shown;
	return title.trim() === '' ? known : `${title.trim()}: ${known}`;
}
