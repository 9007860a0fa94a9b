import { useCallback, useEffect, useMemo } from 'react';
import type { TableLayout } from '../../components/table-layout.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import type { ServiceManagerName, ServicesData, UnitRow } from '../../domain/services.ts';
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
import { createServicesColumns, defaultServicesColumns, layoutServices } from './services-columns.ts';
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
	/** Units whose file changed on disk: as listed, and as the details last said. */
	readonly reloadDue: ReadonlySet<string>;
	readonly layout: ListDetailLayout;
	readonly filter: ListFilter;
	readonly columns: Columns<UnitRow>;
	readonly tableLayout: TableLayout<UnitRow>;
	readonly rows: readonly UnitRow[];
	readonly keyOf: (row: UnitRow) => string;
	readonly list: List<UnitRow, string>;
	/** What acts are aimed at: the unit whose details are open, else the selected one. */
	readonly target: UnitRow | null;
};

/** Everything that the Services tab shows, from the store's reading and what the person chose. */
export function useServicesState(area: ScreenProps): ServicesModel {
	const { theme } = useConsole();
	const [state, dispatch] = useScreenState('services', initialServicesState, reduceServices);
	const reading = useConsoleState((all) => all.readings.services);
	const data = lastValueOf(reading)?.data ?? null;
	const reloadDue = useReloadDue(state, data);
	const layout = useLayout(area, reloadDue.size > 0 ? 2 : 1, state.detailOf !== null);
	const filter = useListFilter('services');
	// As text, so that the columns stay the same objects while the managers do.
	const managers = data?.managers.map(({ name }) => name).join(' ') ?? '';
	const allColumns = useMemo(() => createServicesColumns(theme.symbols, namesOf(managers)), [theme, managers]);
	const columns = useColumns('services.columns', allColumns, defaultServicesColumns);
	const tableLayout = useMemo(
		() => layoutServices(columns.shown, layout.listColumns),
		[columns.shown, layout.listColumns],
	);
	const lister = useMemo(createServicesLister, []);
	const { show, sort } = state;
	const rows = useMemo(
		() => lister(data?.units ?? noUnits, allColumns, { filter: filter.filter, show, sort }),
		[lister, data, allColumns, filter.filter, show, sort],
	);
	const isFollowing = layout.detail.isBeside && state.focus === 'list';
	const list = useList('services', rows, keyOf, layout.tableRows - 1, state.detailOf === null || isFollowing);
	const follow = useCallback((of: string) => dispatch({ type: 'open-detail', of, focus: 'list' }), [dispatch]);
	const openedKey = useFollowedKey(list, { key: state.detailOf, isFollowing }, follow);
	const opened = useMemo(() => data?.units.find(({ key }) => key === openedKey) ?? null, [data, openedKey]);
	const target = state.detailOf === null ? list.selectedRow : opened;
	const shown = { reading, data, reloadDue, layout, filter, columns, tableLayout, rows, keyOf, list, target };
	const model = { state, dispatch, ...shown };
	useServicesPivot(model);
	return model;
}

function useReloadDue({ reloadDue }: ServicesState, data: ServicesData | null): ReadonlySet<string> {
	const units = data?.units;
	return useMemo(
		() => new Set([...reloadDue, ...(units ?? []).filter((row) => row.needsReload).map(({ key }) => key)]),
		[reloadDue, units],
	);
}

function useLayout({ columns, rows }: ScreenProps, headRows: number, hasDetail: boolean): ListDetailLayout {
	return useMemo(() => layoutListDetail(columns, rows, { headRows, hasDetail }), [columns, rows, headRows, hasDetail]);
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
