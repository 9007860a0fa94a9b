import { useEffect, useMemo } from 'react';
import { layoutColumns, type TableLayout } from '../../components/table-layout.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import type { TopData } from '../../domain/top.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { type Columns, useColumns } from '../parts/use-columns.ts';
import type { ScreenProps } from '../screen.ts';
import { createTopColumns, defaultTopColumns, type ListedProcess } from './top-columns.ts';
import { layoutTop, type TopLayout } from './top-layout.ts';
import { createTopLister } from './top-list.ts';
import { initialTopState, reduceTop, type TopAction, type TopState } from './top-state.ts';

const noProcesses: TopData['processes'] = [];
const keyOf = (listed: ListedProcess) => listed.process.key;

export type TopModel = {
	readonly state: TopState;
	dispatch(action: TopAction): void;
	readonly reading: Reading<View<TopData>>;
	/** The last figures known; null before the first. */
	readonly data: TopData | null;
	readonly layout: TopLayout;
	readonly filter: ListFilter;
	readonly columns: Columns<ListedProcess>;
	readonly tableLayout: TableLayout<ListedProcess>;
	readonly rows: readonly ListedProcess[];
	readonly keyOf: (listed: ListedProcess) => number;
	readonly list: List<ListedProcess, number>;
};

/** Everything that the Top tab shows, from the store's reading and what the person chose. */
export function useTopState(area: ScreenProps): TopModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('top', initialTopState, reduceTop);
	const reading = useConsoleState((all) => all.readings.top);
	const data = lastValueOf(reading)?.data ?? null;
	const layout = useLayout(area, state, data);
	const filter = useListFilter('top');
	const allColumns = useMemo(() => createTopColumns(theme.symbols, state.commandForm), [theme, state.commandForm]);
	const columns = useColumns('top.columns', allColumns, defaultTopColumns);
	const tableLayout = useMemo(
		() => layoutColumns(columns.shown, layout.listColumns),
		[columns.shown, layout.listColumns],
	);
	const lister = useMemo(() => createTopLister(theme.symbols), [theme]);
	const rows = useMemo(
		() =>
			lister(data?.processes ?? noProcesses, allColumns, {
				filter: filter.filter,
				user: state.user,
				pids: state.pids?.pids ?? null,
				hidesKernel: state.hidesKernel,
				sort: state.sort,
				isTree: state.isTree,
				folded: state.folded,
				followedKey: state.followed?.key ?? null,
			}),
		[lister, data, allColumns, filter.filter, state],
	);
	const isListActive = state.detailOf === null || state.focus === 'list';
	const list = useList('top', rows, keyOf, layout.tableRows - 1, isListActive);
	useTopPivot(dispatch, filter);
	return { state, dispatch, reading, data, layout, filter, columns, tableLayout, rows, keyOf, list };
}

function useLayout(
	{ columns, rows }: ScreenProps,
	{ detailOf, showsCores }: TopState,
	data: TopData | null,
): TopLayout {
	const hasDetail = detailOf !== null;
	const coreCount = showsCores ? (data?.cpus.length ?? 0) : 0;
	return useMemo(() => layoutTop(columns, rows, { coreCount, hasDetail }), [columns, rows, coreCount, hasDetail]);
}

/** Takes a pivot that another tab sent here: its processes alone are shown. */
function useTopPivot(dispatch: (action: TopAction) => void, filter: ListFilter): void {
	const { store } = useConsole();
	const pivot = useConsoleState((all) => all.pivot);
	useEffect(() => {
		if (pivot?.tab !== 'top') return;
		store.setState({ pivot: null });
		filter.dispatch({ type: 'set', text: '' });
		dispatch({ type: 'show-pids', pids: { pids: new Set(pivot.pids), label: pivot.label } });
	}, [pivot, store, dispatch, filter]);
}
