import { useEffect, useRef } from 'react';
import { hitTable, type TableLayout } from '../../components/table-layout.ts';
import type { MousePress } from '../../domain/keys.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { List } from '../../hooks/use-list.ts';
import type { ListDetailLayout } from './list-detail-layout.ts';

/** Lines that one notch of the wheel scrolls. */
const wheelLines = 3;

type MouseList<Row, Key> = {
	readonly layout: ListDetailLayout;
	readonly tableLayout: TableLayout<Row>;
	readonly rows: readonly Row[];
	readonly list: List<Row, Key>;
};

/** The wheel scrolls the list of a screen, a click selects a row, or is on the head of a column. */
export function useListMouse<Row, Key>(mouseList: MouseList<Row, Key>, onHead?: (columnId: string) => void): void {
	const { onMouse } = useConsole();
	const { isListShown } = mouseList.layout;
	const take = useRef((_: MousePress) => {});
	take.current = (press) => takePress(press, mouseList, onHead);
	useEffect(() => (isListShown ? onMouse((press) => take.current(press)) : undefined), [onMouse, isListShown]);
}

function takePress<Row, Key>(
	press: MousePress,
	{ layout, tableLayout, rows, list }: MouseList<Row, Key>,
	onHead?: (columnId: string) => void,
): void {
	if (press.kind !== 'press') {
		list.dispatch({ type: 'scroll', by: press.kind === 'wheel-up' ? -wheelLines : wheelLines });
		return;
	}
	const at = { column: press.column, row: press.row - (layout.rows - layout.tableRows) };
	const hit = hitTable(tableLayout, at, list.offset, rows.length);
	if (hit?.kind === 'row') list.dispatch({ type: 'select-index', index: hit.index });
	if (hit?.kind === 'head') onHead?.(hit.columnId);
}
