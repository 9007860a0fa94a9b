import { useMemo } from 'react';
import { layoutColumns, type TableLayout } from '../../components/table-layout.ts';
import type { Filter } from '../../domain/list-filter.ts';
import type { SortOrder } from '../../domain/views.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import type { Columns } from '../parts/use-columns.ts';
import { createLister } from './network-list.ts';

/** A list of the tab: its rows as shown, its columns and where the person is in it. */
export type NetworkList<Row extends object> = {
	readonly rows: readonly Row[];
	readonly columns: Columns<Row>;
	readonly tableLayout: TableLayout<Row>;
	readonly keyOf: (row: Row) => string;
	readonly sort: SortOrder | null;
	readonly list: List<Row, string>;
};

export type NetworkListOptions<Row extends object> = {
	readonly name: string;
	readonly rows: readonly Row[];
	readonly columns: Columns<Row>;
	readonly keyOf: (row: Row) => string;
	readonly haystackOf: (row: Row) => string;
	readonly filter: Filter;
	readonly sort: SortOrder | null;
	readonly width: number;
	readonly pageRows: number;
	readonly isActive: boolean;
};

export function useNetworkList<Row extends object>(options: NetworkListOptions<Row>): NetworkList<Row> {
	const { name, columns, keyOf, haystackOf, filter, sort, width, pageRows, isActive } = options;
	const lister = useMemo(() => createLister(haystackOf), [haystackOf]);
	const rows = useMemo(
		() => lister(options.rows, filter, columns.all, sort),
		[lister, options.rows, filter, columns.all, sort],
	);
	const tableLayout = useMemo(() => layoutColumns(columns.shown, width), [columns.shown, width]);
	const list = useList(name, rows, keyOf, pageRows, isActive);
	return { rows, columns, tableLayout, keyOf, sort, list };
}
