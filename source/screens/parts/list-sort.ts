import type { Column } from '../../components/table-contract.ts';
import type { SortOrder } from '../../domain/views.ts';
import type { Choice, Dialogs } from '../../hooks/console-context.ts';

type Columns = ReadonlyArray<Pick<Column<never>, 'id' | 'title' | 'description' | 'sortValue' | 'descendsFirst'>>;

/** The own order of a column: the largest figures, the first names. Null where the list cannot be sorted by it. */
export function orderOf(columns: Columns, id: string): SortOrder | null {
	const column = columns.find((each) => each.id === id);
	return column?.sortValue === undefined ? null : { column: id, descending: column.descendsFirst === true };
}

/** The order that a column asks for: its own, and the other way round where it is sorted by already. */
export function nextOrder(columns: Columns, id: string, current: SortOrder | null): SortOrder | null {
	return current?.column === id ? { ...current, descending: !current.descending } : orderOf(columns, id);
}

/** The id of the column to sort by, or of one of `others`. */
export function askSort(
	dialogs: Dialogs,
	columns: Columns,
	current: string | undefined,
	others: ReadonlyArray<Choice<string>> = [],
): Promise<string | null> {
	const sortable = columns.filter((column) => column.sortValue !== undefined);
	const choices = sortable.map(({ id, title, description }) => ({ id, label: title.trim(), detail: description }));
	return dialogs.choose('Sort by', [...others, ...choices], current);
}
