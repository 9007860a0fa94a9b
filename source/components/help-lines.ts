import type { KeyTable } from '../domain/keys.ts';
import type { Theme } from '../theme.ts';
import { cellWidth } from './cells.ts';
import { shortKey } from './hint-line.ts';
import type { Segment } from './segments.ts';

type Row = readonly Segment[];

export type KeysOfBinding = (binding: KeyTable['bindings'][number]) => readonly string[];

/** Cells for the names of keys, on wide and on narrow terminals. */
const keyCells = { wide: 16, narrow: 9 };
const narrowWidth = 50;
const columnGap = 3;
/** Narrower columns cut descriptions. */
const leastColumn = 46;

function sectionRows(table: KeyTable, keysOf: KeysOfBinding, theme: Theme, width: number): Row[] {
	const cells = width < narrowWidth ? keyCells.narrow : keyCells.wide;
	const rows = table.bindings.flatMap((binding): Row[] => {
		const keys = keysOf(binding).map((key) => shortKey(key, theme));
		if (keys.length === 0) return [];
		const names = keys.join(' ');
		return [
			[
				{ text: names, style: 'key' },
				{ text: ' '.repeat(Math.max(1, cells - cellWidth(names))) },
				{ text: binding.description },
			],
		];
	});
	return rows.length === 0 ? [] : [[{ text: table.title, style: 'title' }], ...rows, []];
}

/** Sections next to each other where the width has room for two columns of them. */
function inColumns(sections: readonly Row[][], width: number): Row[] {
	const columnWidth = Math.floor((width - columnGap) / 2);
	const all = sections.flat();
	if (columnWidth < leastColumn) return all;
	// The first column ends with the section that passes its middle.
	const left: Row[] = [];
	const right: Row[] = [];
	for (const section of sections) (left.length < all.length / 2 ? left : right).push(...section);
	return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
		const start = left[index] ?? [];
		const cells = start.reduce((sum, segment) => sum + cellWidth(segment.text), 0);
		const blanks = Math.max(columnGap, columnWidth + columnGap - cells);
		return [...start, { text: ' '.repeat(blanks) }, ...(right[index] ?? [])];
	});
}

/** Every key that applies now, from the tables that decide it. */
export function helpRows(
	tables: readonly KeyTable[],
	keysOf: KeysOfBinding,
	theme: Theme,
	width: number,
): readonly Row[] {
	const sections = tables.map((table) => sectionRows(table, keysOf, theme, width)).filter((rows) => rows.length > 0);
	const rows = inColumns(sections, width);
	while (rows.length > 0 && rows.at(-1)?.every((segment) => segment.text.trim() === '') === true) rows.pop();
	return rows;
}
