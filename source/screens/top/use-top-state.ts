import { useEffect, useMemo } from 'react';
import type { Column } from '../../components/table-contract.ts';
import type { Reading } from '../../domain/reading.ts';
import type { TopData } from '../../domain/top.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { chosenColumns, useChosenColumns } from '../parts/use-chosen-columns.ts';
import { createTopColumns, defaultTopColumns, type ListedProcess } from './top-columns.ts';
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
	readonly filter: ListFilter;
	/** Every column there is, and those chosen, in order. */
	readonly allColumns: ReadonlyArray<Column<ListedProcess>>;
	readonly columns: ReadonlyArray<Column<ListedProcess>>;
	chooseColumns(ids: readonly string[]): void;
	readonly rows: readonly ListedProcess[];
	readonly keyOf: (listed: ListedProcess) => number;
	readonly list: List<ListedProcess, number>;
};

/** Everything that the Top tab shows, from the store's reading and what the person chose. */
export function useTopState(pageRows: number): TopModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('top', initialTopState, reduceTop);
	const reading = useConsoleState((all) => all.readings.top);
	const data = reading.state === 'ready' || reading.state === 'stale' ? reading.value.data : null;
	const filter = useListFilter('top');
	const [ids, chooseColumns] = useChosenColumns('top.columns', defaultTopColumns);
	const allColumns = useMemo(() => createTopColumns(theme.symbols, state.commandForm), [theme, state.commandForm]);
	const columns = useMemo(() => chosenColumns(allColumns, ids), [allColumns, ids]);
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
	const list = useList('top', rows, keyOf, pageRows, isListActive);
	useTopPivot(dispatch, filter);
	return { state, dispatch, reading, data, filter, allColumns, columns, chooseColumns, rows, keyOf, list };
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
