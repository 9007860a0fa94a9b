import { useCallback, useEffect, useMemo } from 'react';
import type { Column } from '../../components/table-contract.ts';
import type { Reading } from '../../domain/reading.ts';
import type { ServiceManagerName, ServicesData, UnitRow } from '../../domain/services.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { chosenColumns, useChosenColumns } from '../parts/use-chosen-columns.ts';
import { useFollowedKey } from '../parts/use-followed-key.ts';
import { createServicesColumns, defaultServicesColumns } from './services-columns.ts';
import { createServicesLister, findUnit, findUnitOfPids } from './services-list.ts';
import { initialServicesState, reduceServices, type ServicesAction, type ServicesState } from './services-state.ts';

const noUnits: ServicesData['units'] = [];
const keyOf = (row: UnitRow) => row.key;

export type ServicesModel = {
	readonly state: ServicesState;
	dispatch(action: ServicesAction): void;
	readonly reading: Reading<View<ServicesData>>;
	/** The last units known; null before the first. */
	readonly data: ServicesData | null;
	readonly filter: ListFilter;
	/** Every column there is, and those chosen, in order. */
	readonly allColumns: ReadonlyArray<Column<UnitRow>>;
	readonly columns: ReadonlyArray<Column<UnitRow>>;
	chooseColumns(ids: readonly string[]): void;
	readonly rows: readonly UnitRow[];
	readonly keyOf: (row: UnitRow) => string;
	readonly list: List<UnitRow, string>;
	/** What acts are aimed at: the unit whose details are open, else the selected one. */
	readonly target: UnitRow | null;
};

/** Everything that the Services tab shows, from the store's reading and what the person chose. */
export function useServicesState(pageRows: number, isDetailBeside: boolean): ServicesModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('services', initialServicesState, reduceServices);
	const reading = useConsoleState((all) => all.readings.services);
	const data = reading.state === 'ready' || reading.state === 'stale' ? reading.value.data : null;
	const filter = useListFilter('services');
	const [ids, chooseColumns] = useChosenColumns('services.columns', defaultServicesColumns);
	// As text, so that the columns stay the same objects while the managers do.
	const managers = data?.managers.map(({ name }) => name).join(' ') ?? '';
	const allColumns = useMemo(() => createServicesColumns(theme.symbols, namesOf(managers)), [theme, managers]);
	const columns = useMemo(() => chosenColumns(allColumns, ids), [allColumns, ids]);
	const lister = useMemo(createServicesLister, []);
	const { show, sort } = state;
	const rows = useMemo(
		() => lister(data?.units ?? noUnits, allColumns, { filter: filter.filter, show, sort }),
		[lister, data, allColumns, filter.filter, show, sort],
	);
	const isListActive = state.detailOf === null || (isDetailBeside && state.focus === 'list');
	const list = useList('services', rows, keyOf, pageRows, isListActive);
	const follow = useCallback((key: string) => dispatch({ type: 'open-detail', key, focus: 'list' }), [dispatch]);
	const isFollowing = isDetailBeside && state.focus === 'list';
	const openedKey = useFollowedKey(list, { key: state.detailOf, isFollowing }, follow);
	const opened = useMemo(() => data?.units.find(({ key }) => key === openedKey) ?? null, [data, openedKey]);
	const target = state.detailOf === null ? list.selectedRow : opened;
	const model = {
		state,
		dispatch,
		reading,
		data,
		filter,
		allColumns,
		columns,
		chooseColumns,
		rows,
		keyOf,
		list,
		target,
	};
	useServicesPivot(model);
	return model;
}

function namesOf(text: string): readonly ServiceManagerName[] {
	return text.split(' ').filter((name) => name !== '') as ServiceManagerName[];
}

/** Takes a pivot that another tab sent here: that unit is selected, whatever narrowed the list before. */
function useServicesPivot({ reading, data, rows, list, filter, dispatch }: ServicesModel): void {
	const { store, toast } = useConsole();
	const pivot = useConsoleState((all) => all.pivot);
	useEffect(() => {
		// Without units the wish waits for them.
		if (pivot?.tab !== 'services' || data === null) return;
		const row = 'unit' in pivot ? findUnit(data.units, pivot.unit) : findUnitOfPids(data.units, pivot.pids);
		if (row === null) {
			// Main processes of a list from before the question may have changed since.
			if ('pids' in pivot && reading.state === 'ready' && reading.takenAtMs < pivot.askedAtMs) return;
			store.setState({ pivot: null });
			if ('unit' in pivot) toast('warn', `${pivot.unit} is not among the units of this host.`);
			else toast('info', `${pivot.label} belongs to no unit that is known.`);
		} else if (rows.includes(row)) {
			store.setState({ pivot: null });
			list.dispatch({ type: 'select-key', key: row.key });
			dispatch({ type: 'close-detail' });
		} else {
			// Shown first, selected by the next run of this effect.
			filter.dispatch({ type: 'set', text: '' });
			dispatch({ type: 'show', show: 'all' });
		}
	}, [pivot, reading, data, rows, list, filter, dispatch, store, toast]);
}
