import type { KeyTable } from '../domain/keys.ts';
import type { Theme } from '../theme.ts';
import { cellWidth, wrapCells } from './cells.ts';
import { shortKey } from './hint-line.ts';
import { type Segment, segmentCells } from './segments.ts';

type Row = readonly Segment[];

export type KeysOfBinding = (binding: KeyTable['bindings'][number]) => readonly string[];

/** Cells for the names of keys, on wide and on narrow terminals. */
const keyCells = { wide: 15, narrow: 9 };
const narrowWidth = 50;
const columnGap = 3;
/** Narrower columns would break most descriptions. */
const leastColumn = 48;

function bindingRows(names: string, description: string, width: number): Row[] {
	const cells = width < narrowWidth ? keyCells.narrow : keyCells.wide;
	const room = Math.max(8, width - cells);
	// Key names that are too long for their column take a line of their own.
	const isLong = cellWidth(names) >= cells;
	const lines = wrapCells(description, room);
	const rows = lines.map((line, index): Row => {
		const head = index === 0 && !isLong ? names : '';
		return [{ text: head, style: 'key' }, { text: ' '.repeat(cells - cellWidth(head)) }, { text: line }];
	});
	return isLong ? [[{ text: names, style: 'key' }], ...rows] : rows;
}

function sectionRows(table: KeyTable, keysOf: KeysOfBinding, theme: Theme, width: number): Row[] {
	const rows = table.bindings.flatMap((binding): Row[] => {
		const keys = keysOf(binding).map((key) => shortKey(key, theme));
		return keys.length === 0 ? [] : bindingRows(keys.join(' '), binding.description, width);
	});
	return rows.length === 0 ? [] : [[{ text: table.title, style: 'title' }], ...rows, []];
}

/** Two columns of sections, as equal as whole sections allow. */
function inColumns(sections: ReadonlyArray<readonly Row[]>, columnWidth: number): Row[] {
	const total = sections.reduce((sum, section) => sum + section.length, 0);
	const left: Row[] = [];
	const right: Row[] = [];
	for (const section of sections) {
		const isLeft = left.length === 0 || (right.length === 0 && left.length + section.length / 2 <= total / 2);
		(isLeft ? left : right).push(...section);
	}
	return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
		const start = left[index] ?? [];
		const blanks = columnWidth + columnGap - segmentCells(start);
		return [...start, { text: ' '.repeat(Math.max(0, blanks)) }, ...(right[index] ?? [])];
	});
}

/** Every key that applies now, from the tables that decide it: in two columns where there is room. */
export function helpRows(
	tables: readonly KeyTable[],
	keysOf: KeysOfBinding,
	theme: Theme,
	width: number,
): readonly Row[] {
	const half = Math.floor((width - columnGap) / 2);
	const hasColumns = half >= leastColumn;
	const sections = tables
		.map((table) => sectionRows(table, keysOf, theme, hasColumns ? half : width))
		.filter((rows) => rows.length > 0);
	const rows = hasColumns ? inColumns(sections, half) : sections.flat();
	while (rows.length > 0 && rows.at(-1)?.every((segment) => segment.text.trim() === '') === true) rows.pop();
	return rows;
}
