import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { TableLayout } from '../../components/table-layout.ts';
import type { HistoryData, HistoryEntry } from '../../domain/history.ts';
import type { Filter } from '../../domain/list-filter.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { type ListDetailLayout, layoutListDetail } from '../parts/list-detail-layout.ts';
import { type Columns, useColumns } from '../parts/use-columns.ts';
import { useFollowedKey } from '../parts/use-followed-key.ts';
import type { ScreenProps } from '../screen.ts';
import { createHistoryColumns, defaultColumnsFor, layoutHistory } from './history-columns.ts';
import { createHistoryLister } from './history-list.ts';
import { type HistoryAction, type HistoryState, initialHistoryState, queryOf, reduceHistory } from './history-state.ts';

const noEntries: HistoryData['entries'] = [];
const keyOf = (entry: HistoryEntry) => entry.id;

export type HistoryModel = {
	readonly state: HistoryState;
	dispatch(action: HistoryAction): void;
	readonly reading: Reading<View<HistoryData>>;
	/** The last entries known; null before the first. */
	readonly entries: readonly HistoryEntry[] | null;
	readonly layout: ListDetailLayout;
	readonly filter: ListFilter;
	readonly columns: Columns<HistoryEntry>;
	readonly tableLayout: TableLayout<HistoryEntry>;
	readonly rows: readonly HistoryEntry[];
	readonly keyOf: (entry: HistoryEntry) => string;
	readonly list: List<HistoryEntry, string>;
	/** What keys are about: the entry whose details are open, else the selected one. */
	readonly target: HistoryEntry | null;
};

/** Everything that the History tab shows, from the store's reading and what the person chose. */
export function useHistoryState(area: ScreenProps): HistoryModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('history', initialHistoryState, reduceHistory);
	const layout = useLayout(area, state.detailOf !== null);
	const reading = useConsoleState((all) => all.readings.history);
	const entries = lastValueOf(reading)?.data.entries ?? null;
	const year = new Date('takenAtMs' in reading ? reading.takenAtMs : 0).getFullYear();
	const filter = useListFilter('history');
	const host = useConsoleState((all) => all.host);
	const allColumns = useMemo(() => createHistoryColumns(theme.symbols, year), [theme, year]);
	const columns = useColumns('history.columns', allColumns, defaultColumnsFor(entries ?? noEntries, host));
	const tableLayout = useMemo(
		() => layoutHistory(columns.shown, layout.listColumns),
		[columns.shown, layout.listColumns],
	);
	const lister = useMemo(createHistoryLister, []);
	const rows = useMemo(() => lister(entries ?? noEntries, filter.filter), [lister, entries, filter.filter]);
	const isFollowing = layout.detail.isBeside && state.focus === 'list';
	const list = useList('history', rows, keyOf, layout.tableRows - 1, state.detailOf === null || isFollowing);
	const follow = useCallback((of: string) => dispatch({ type: 'open-detail', of, focus: 'list' }), [dispatch]);
	const openedId = useFollowedKey(list, { key: state.detailOf, isFollowing }, follow);
	const opened = useKeptEntry(openedId, entries ?? noEntries);
	const target = state.detailOf === null ? list.selectedRow : opened;
	useHistoryQuery(state, filter.filter);
	useHistoryPivot(list, dispatch);
	return { state, dispatch, reading, entries, layout, filter, columns, tableLayout, rows, keyOf, list, target };
}

function useLayout({ columns, rows }: ScreenProps, hasDetail: boolean): ListDetailLayout {
	return useMemo(() => layoutListDetail(columns, rows, { headRows: 1, hasDetail }), [columns, rows, hasDetail]);
}

/** An entry stays readable when it leaves the list, as one does that was just seen in a list of the unseen. */
function useKeptEntry(id: string | null, entries: readonly HistoryEntry[]): HistoryEntry | null {
	const kept = useRef<HistoryEntry | null>(null);
	const found = id === null ? undefined : entries.find((entry) => entry.id === id);
	if (found !== undefined) kept.current = found;
	return kept.current?.id === id ? kept.current : null;
}

/** Asks anew whenever something else is to be shown; what is asked last stays in force for the refreshes. */
function useHistoryQuery({ span, entryType, status, unreadOnly }: HistoryState, filter: Filter): void {
	const { actions } = useConsole();
	useEffect(() => {
		actions.queryHistory(queryOf({ span, entryType, status, unreadOnly }, filter, Date.now()));
	}, [actions, span, entryType, status, unreadOnly, filter]);
}

/** Takes a pivot that another tab sent here: that entry's details are opened. */
function useHistoryPivot(list: List<HistoryEntry, string>, dispatch: (action: HistoryAction) => void): void {
	const { store } = useConsole();
	const pivot = useConsoleState((all) => all.pivot);
	useEffect(() => {
		if (pivot?.tab !== 'history') return;
		store.setState({ pivot: null });
		list.dispatch({ type: 'select-key', key: pivot.id });
		dispatch({ type: 'show-all' });
		dispatch({ type: 'open-detail', of: pivot.id, focus: 'detail' });
	}, [pivot, store, list, dispatch]);
}
