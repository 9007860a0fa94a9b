import { describe, expect, it } from 'vitest';
import { Table } from '../../source/components/table.tsx';
import type { Column } from '../../source/components/table-contract.ts';
import { headText, hitTable, layoutColumns } from '../../source/components/table-layout.ts';
import { createRowPainter } from '../../source/components/table-row.ts';
import { headSentence } from '../../source/components/table-sentence.ts';
import { createTheme } from '../../source/theme.ts';
import { renderAt } from '../support/render-at.tsx';

type Row = { readonly id: number; readonly name: string; readonly size: number };

const columns: ReadonlyArray<Column<Row>> = [
	{ id: 'id', title: 'ID', description: '', width: 5, align: 'right', weight: 100, text: (row) => `${row.id}` },
	{ id: 'size', title: 'SIZE', description: '', width: 6, align: 'right', weight: 50, text: (row) => `${row.size}` },
	{
		id: 'name',
		title: 'NAME',
		description: '',
		width: 6,
		grow: true,
		align: 'left',
		weight: 100,
		text: (row) => row.name,
	},
	{ id: 'note', title: 'NOTE', description: '', width: 8, align: 'left', weight: 10, text: () => 'note' },
];
const plain = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const ascii = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });
const colours = createTheme({ mode: 'dark', colourDepth: 2, isAscii: false });
const spoken = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false, isLinear: true });
const row = (id: number, name = `row ${id}`): Row => ({ id, name, size: id * 10 });
const keyOf = (item: Row) => item.id;

function draw(
	rows: readonly Row[],
	width: number,
	height: number,
	options: { selectedKey?: number; offset?: number } = {},
) {
	const view = renderAt(
		width,
		height,
		<Table
			layout={layoutColumns(columns, width)}
			rows={rows}
			keyOf={keyOf}
			height={height}
			offset={options.offset ?? 0}
			selectedKey={options.selectedKey ?? null}
			sort={{ column: 'size', descending: true }}
			theme={plain}
			emptyText="Nothing matches."
		/>,
	);
	const lines = view.lines();
	view.unmount();
	return lines;
}

describe('layout', () => {
	it('gives what is left over to the column that grows', () => {
		expect(layoutColumns(columns, 80).columns.map(({ width }) => width)).toEqual([5, 6, 54, 8]);
	});

	it('drops the lightest columns while the rest does not fit', () => {
		const ids = (width: number) => layoutColumns(columns, width).columns.map(({ column }) => column.id);
		expect(ids(28)).toEqual(['id', 'size', 'name']);
		expect(ids(18)).toEqual(['id', 'name']);
		expect(ids(8)).toHaveLength(1);
	});

	it('never makes a row wider than the terminal', () => {
		for (let width = 1; width < 120; width++) {
			const layout = layoutColumns(columns, width);
			const line = createRowPainter(layout, plain, null).paint(row(7), { isSelected: true, isTagged: false });
			expect(line.replaceAll(/\u001B\[[\d;]*m/g, '').length, `${width}`).toBe(width);
		}
	});

	it('marks the sorted column beside its head', () => {
		const layout = layoutColumns(columns, 60);
		expect(headText(layout, { column: 'size', descending: true }, plain.symbols)).toBe(
			'      ID   SIZE▾NAME                               NOTE',
		);
		expect(headText(layout, { column: 'name', descending: false }, ascii.symbols)).toContain('NAME^');
	});

	it('says the order in words to a screen reader', () => {
		const layout = layoutColumns(columns, 60);
		expect(headSentence(layout, { column: 'size', descending: true }, spoken.symbols)).toBe(
			'Sorted by SIZE descending',
		);
		expect(headSentence(layout, null, spoken.symbols)).toBe('');
	});

	it('tells what stands under the mouse', () => {
		const layout = layoutColumns(columns, 60);
		expect(hitTable(layout, { column: 5, row: 0 }, 0, 9)).toEqual({ kind: 'head', columnId: 'id' });
		expect(hitTable(layout, { column: 20, row: 0 }, 0, 9)).toEqual({ kind: 'head', columnId: 'name' });
		expect(hitTable(layout, { column: 20, row: 3 }, 4, 9)).toEqual({ kind: 'row', index: 6 });
		expect(hitTable(layout, { column: 20, row: 6 }, 4, 9)).toBeNull();
		expect(hitTable(layout, { column: 60, row: 1 }, 0, 9)).toBeNull();
	});
});

describe('drawing', () => {
	it('shows heads, the rows from the offset on, and the cursor', () => {
		const rows = Array.from({ length: 30 }, (_, index) => row(index));
		expect(draw(rows, 44, 4, { offset: 10, selectedKey: 11 })).toEqual([
			'     ID   SIZE▾NAME                 NOTE',
			'     10    100 row 10               note',
			'›    11    110 row 11               note    ',
			'     12    120 row 12               note',
		]);
	});

	it('says why there are no rows', () => {
		expect(draw([], 44, 4).slice(0, 2)).toEqual(['     ID   SIZE▾NAME                 NOTE', '  Nothing matches.']);
	});

	it('keeps wide characters and escape sequences of a host within their cells', () => {
		const [, wide, hostile] = draw([row(1, '漢字漢字漢字漢字漢字漢字'), row(2, '\u001B[2J\u202Eevil')], 44, 3);
		expect(wide).toContain('漢字漢字漢字漢字漢…  note');
		expect(hostile).toContain('^[[2J<U+202E>evil    note');
	});

	it('styles a selected row as a whole, without colours inside', () => {
		const layout = layoutColumns(
			columns.map((column) => ({ ...column, style: () => 'bad' as const })),
			44,
		);
		const painter = createRowPainter(layout, colours, null);
		const selected = painter.paint(row(1), { isSelected: true, isTagged: true });
		expect(selected.match(/\u001B\[/g)).toHaveLength(2);
		expect(painter.paint(row(1), { isSelected: false, isTagged: false }).match(/\u001B\[/g)?.length).toBe(8);
	});
});

describe('cost', () => {
	it('paints only the rows that changed since the last refresh', () => {
		const layout = layoutColumns(columns, 200);
		const painter = createRowPainter(layout, plain, null);
		const rows = Array.from({ length: 50 }, (_, index) => row(index));
		const paintAll = (list: readonly Row[]) => {
			for (const item of list) painter.paint(item, { isSelected: item.id === 3, isTagged: false });
		};
		paintAll(rows);
		expect(painter.paintedRows()).toBe(50);
		paintAll(rows.map((item) => (item.id < 5 ? { ...item, size: 1 } : item)));
		expect(painter.paintedRows()).toBe(55);
	});
});

describe('a row for a screen reader', () => {
	const marks = { isSelected: true, isTagged: false };
	const say = (item: Row, width: number, cells = columns) =>
		createRowPainter(layoutColumns(cells, width), spoken, null).paint(item, marks);

	it('says each value with the head of its column', () => {
		expect(say(row(7, 'nginx'), 80)).toBe('selected, ID: 7, SIZE: 70, NAME: nginx, NOTE: note');
	});

	it('leaves out what weighs least where a line has no room, and cuts no value for it', () => {
		expect(say(row(7, 'nginx'), 40)).toBe('selected, ID: 7, SIZE: 70, NAME: nginx');
	});

	it('says that a value is not known, and a word that is also its sign once', () => {
		const [id] = columns;
		const odd = [
			...(id === undefined ? [] : [id]),
			{ id: 'a', title: 'MEM', description: '', width: 5, align: 'left', weight: 90, text: () => '?' } as const,
			{
				id: 'b',
				title: 'STATE',
				description: '',
				width: 14,
				align: 'left',
				weight: 90,
				text: () => 'failed  failed',
			} as const,
		];
		expect(say(row(7), 80, odd)).toBe('selected, ID: 7, MEM: unknown, STATE: failed');
	});
});
