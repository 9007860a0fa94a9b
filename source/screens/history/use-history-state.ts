import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Column } from '../../components/table-contract.ts';
import type { HistoryData, HistoryEntry } from '../../domain/history.ts';
import type { Filter } from '../../domain/list-filter.ts';
import type { Reading } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { chosenColumns, useChosenColumns } from '../parts/use-chosen-columns.ts';
import { useFollowedKey } from '../parts/use-followed-key.ts';
import { createHistoryColumns, defaultColumnsFor } from './history-columns.ts';
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
	readonly filter: ListFilter;
	readonly allColumns: ReadonlyArray<Column<HistoryEntry>>;
	readonly columns: ReadonlyArray<Column<HistoryEntry>>;
	chooseColumns(ids: readonly string[]): void;
	readonly rows: readonly HistoryEntry[];
	readonly keyOf: (entry: HistoryEntry) => string;
	readonly list: List<HistoryEntry, string>;
	/** What keys are about: the entry whose details are open, else the selected one. */
	readonly target: HistoryEntry | null;
};

/** Everything that the History tab shows, from the store's reading and what the person chose. */
export function useHistoryState(pageRows: number, isDetailBeside: boolean): HistoryModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('history', initialHistoryState, reduceHistory);
	const reading = useConsoleState((all) => all.readings.history);
	const entries = reading.state === 'ready' || reading.state === 'stale' ? reading.value.data.entries : null;
	const filter = useListFilter('history');
	const host = useConsoleState((all) => all.host);
	const [ids, chooseColumns] = useChosenColumns('history.columns', defaultColumnsFor(entries ?? noEntries, host));
	const allColumns = useMemo(() => createHistoryColumns(theme.symbols), [theme]);
	const columns = useMemo(() => chosenColumns(allColumns, ids), [allColumns, ids]);
	const lister = useMemo(createHistoryLister, []);
	const rows = useMemo(() => lister(entries ?? noEntries, filter.filter), [lister, entries, filter.filter]);
	const isListActive = state.detailOf === null || (isDetailBeside && state.focus === 'list');
	const list = useList('history', rows, keyOf, pageRows, isListActive);
	const follow = useCallback((id: string) => dispatch({ type: 'open-detail', id, focus: 'list' }), [dispatch]);
	const openedId = useFollowedKey(
		list,
		{ key: state.detailOf, isFollowing: isDetailBeside && state.focus === 'list' },
		follow,
	);
	const opened = useKeptEntry(openedId, entries ?? noEntries);
	const target = state.detailOf === null ? list.selectedRow : opened;
	useHistoryQuery(state, filter.filter);
	useHistoryPivot(list, dispatch);
	return { state, dispatch, reading, entries, filter, allColumns, columns, chooseColumns, rows, keyOf, list, target };
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
		dispatch({ type: 'open-detail', id: pivot.id, focus: 'detail' });
	}, [pivot, store, list, dispatch]);
}
