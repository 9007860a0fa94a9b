import type { SortOrder } from '../domain/views.ts';
import type { Symbols } from '../theme.ts';
import { fitCells } from './cells.ts';
import type { Column } from './table-contract.ts';

/** A column that found room: where its cells begin and how wide they are. */
export type PlacedColumn<Row> = { readonly column: Column<Row>; readonly start: number; readonly width: number };

export type TableLayout<Row> = {
	readonly columns: ReadonlyArray<PlacedColumn<Row>>;
	/** Cells of the whole row. */
	readonly width: number;
	/** Cells before the first column: cursor and tag. */
	readonly margin: number;
};

const gap = 1;
const wideMargin = 3;
const narrowMargin = 2;
const narrowWidth = 60;

/** Share of the row, and cells at most, that the column that grows asks for before others may stand beside it. */
const growShare = 0.25;
const growCap = 40;

/** Places columns in their order. The lightest go while the rest does not fit; what is left over goes to the column that grows. */
export function layoutColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number): TableLayout<Row> {
	const margin = width < narrowWidth ? narrowMargin : wideMargin;
	// As the lines above and below, a wide table leaves the last cell free.
	const room = Math.max(0, width - margin - (width < narrowWidth ? 0 : 1));
	const growWidth = Math.min(growCap, Math.floor(room * growShare));
	const asking = columns.map((column) => {
		const wanted = Math.min(column.growFrom ?? growWidth, growWidth);
		return column.grow === true && column.width < wanted ? { ...column, width: wanted } : column;
	});
	const kept = dropLightest(asking, room);
	const spare = room - neededWidth(kept);
	let start = margin;
	const placed = kept.map((column) => {
		const cells = Math.max(1, column.width + (column.grow === true || (kept.length === 1 && spare < 0) ? spare : 0));
		const place = { column, start, width: cells };
		start += cells + gap;
		return place;
	});
	return { columns: placed, width, margin };
}

function neededWidth<Row>(columns: ReadonlyArray<Column<Row>>): number {
	return columns.reduce((sum, column) => sum + column.width, 0) + gap * Math.max(0, columns.length - 1);
}

function dropLightest<Row>(columns: ReadonlyArray<Column<Row>>, room: number): ReadonlyArray<Column<Row>> {
	let kept = columns;
	while (kept.length > 1 && neededWidth(kept) > room) {
		const lightest = kept.reduce((least, column) => (column.weight <= least.weight ? column : least));
		kept = kept.filter((column) => column !== lightest);
	}
	return kept;
}

/** The heads of all columns as plain text. The sort marker stands in the gap behind a right-aligned head. */
export function headText<Row>(layout: TableLayout<Row>, sort: SortOrder | null, symbols: Symbols): string {
	let line = ' '.repeat(layout.margin);
	for (const { column, width, start } of layout.columns) {
		line = fitCells(line, start);
		const marker = sort?.column === column.id ? (sort.descending ? symbols.descending : symbols.ascending) : '';
		line +=
			column.align === 'right'
				? fitCells(column.title, width, 'right', '') + marker
				: fitCells(column.title, Math.min(column.title.length, width), 'left', '') + marker;
	}
	return fitCells(line, layout.width, 'left', '').trimEnd();
}

export type TableHit =
	| { readonly kind: 'row'; readonly index: number }
	| { readonly kind: 'head'; readonly columnId: string };

/** What stands at a cell of the table (row 0 is the heads), or null. `offset` and `count` are those of its rows. */
export function hitTable<Row>(
	layout: TableLayout<Row>,
	at: { readonly column: number; readonly row: number },
	offset: number,
	count: number,
): TableHit | null {
	if (at.row < 0 || at.column < 0 || at.column >= layout.width) return null;
	if (at.row > 0) {
		const index = offset + at.row - 1;
		return index < count ? { kind: 'row', index } : null;
	}
	const hit = layout.columns.findLast(({ start }) => at.column >= start);
	return hit === undefined ? null : { kind: 'head', columnId: hit.column.id };
}
