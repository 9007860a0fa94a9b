import { useEffect, useMemo, useRef } from 'react';
import type { Column } from '../../components/table-contract.ts';
import type { InterfaceRow, NetData, SocketRow } from '../../domain/net.ts';
import type { Problem } from '../../domain/problem.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { type Columns, useColumns } from '../parts/use-columns.ts';
import type { ScreenProps } from '../screen.ts';
import { createInterfaceColumns } from './interface-columns.ts';
import { createEntryColumns, entriesOf, type NetworkEntry } from './network-entries.ts';
import { layoutNetwork, type NetworkLayout } from './network-layout.ts';
import { entryHaystack, interfaceHaystack, socketHaystack, socketsOf } from './network-list.ts';
import {
	initialNetworkState,
	type NetworkAction,
	type NetworkState,
	needsUnix,
	reduceNetwork,
} from './network-state.ts';
import { createSocketColumns, createUnixColumns, defaultSocketColumns, defaultUnixColumns } from './socket-columns.ts';
import { type NetworkList, useNetworkList } from './use-network-list.ts';

export type NetworkModel = {
	readonly state: NetworkState;
	dispatch(action: NetworkAction): void;
	readonly reading: Reading<View<NetData>>;
	/** The last figures known; null before the first. */
	readonly data: NetData | null;
	readonly problems: readonly Problem[];
	readonly layout: NetworkLayout;
	readonly filter: ListFilter;
	readonly sockets: NetworkList<SocketRow>;
	readonly interfaces: NetworkList<InterfaceRow>;
	readonly entries: NetworkList<NetworkEntry>;
};

const noSockets: readonly SocketRow[] = [];
const noInterfaces: readonly InterfaceRow[] = [];
const noEntries: readonly NetworkEntry[] = [];
const noProblems: readonly Problem[] = [];
const socketKey = (row: SocketRow) => row.key;
const interfaceKey = (row: InterfaceRow) => row.name;
const entryKey = (row: NetworkEntry) => row.key;

/** Everything that the Network tab shows, from the store's reading and what the person chose. */
export function useNetworkState({ columns, rows }: ScreenProps): NetworkModel {
	const [state, dispatch] = useScreenState('network', initialNetworkState, reduceNetwork);
	const hasDetail = state.detailOf !== null;
	const layout = useMemo(() => layoutNetwork(columns, rows, hasDetail), [columns, rows, hasDetail]);
	const reading = useConsoleState((all) => all.readings.network);
	const view = lastValueOf(reading);
	const data = view?.data ?? null;
	const filter = useListFilter('network');
	const sort = state.sorts[state.view] ?? null;
	const isListActive = !hasDetail || state.focus === 'list';
	const shared = { filter: filter.filter, sort, width: layout.listColumns, pageRows: layout.tableRows - 1 };
	const isSocketView = state.view !== 'interfaces' && state.view !== 'routes';

	const socketColumns = useSocketColumns(layout, data, state.view === 'unix');
	const socketRows = useMemo(
		() => (data === null ? noSockets : socketsOf(data.sockets, state.view, state.pids?.pids ?? null)),
		[data, state.view, state.pids],
	);
	const sockets = useNetworkList({
		...shared,
		name: `network.${isSocketView ? state.view : 'sockets'}`,
		rows: isSocketView ? socketRows : noSockets,
		columns: socketColumns,
		keyOf: socketKey,
		haystackOf: socketHaystack,
		isActive: isListActive && isSocketView,
	});
	const interfaces = useInterfaces(state, data, shared, isListActive);
	const entries = useEntries(state, data, shared, isListActive);
	useNetworkPivot(dispatch, filter);
	useNetworkNeeds(state);
	const problems = view?.problems ?? noProblems;
	return { state, dispatch, reading, data, problems, layout, filter, sockets, interfaces, entries };
}

type Shared = Pick<Parameters<typeof useNetworkList>[0], 'filter' | 'sort' | 'width' | 'pageRows'>;

function useInterfaces(state: NetworkState, data: NetData | null, shared: Shared, isListActive: boolean) {
	const { theme } = useConsole();
	const columns = useMemo(() => fixed(createInterfaceColumns(theme.symbols)), [theme]);
	const isShown = state.view === 'interfaces';
	return useNetworkList<InterfaceRow>({
		...shared,
		name: 'network.interfaces',
		rows: isShown ? (data?.interfaces ?? noInterfaces) : noInterfaces,
		columns,
		keyOf: interfaceKey,
		haystackOf: interfaceHaystack,
		isActive: isListActive && isShown,
	});
}

function useEntries(state: NetworkState, data: NetData | null, shared: Shared, isListActive: boolean) {
	const isNarrow = shared.width < 100;
	const columns = useMemo(() => fixed(createEntryColumns(isNarrow)), [isNarrow]);
	const isShown = state.view === 'routes';
	const { routes, resolvers, neighbours } = data ?? {};
	// biome-ignore lint/correctness/useExhaustiveDependencies: only these three lists of the data are used
	const rows = useMemo(
		() => (isShown && data !== null ? entriesOf(data) : noEntries),
		[isShown, routes, resolvers, neighbours],
	);
	return useNetworkList<NetworkEntry>({
		...shared,
		name: 'network.routes',
		rows,
		columns,
		keyOf: entryKey,
		haystackOf: entryHaystack,
		isActive: isListActive && isShown,
	});
}

/** Columns that nobody can choose. */
function fixed<Row>(all: ReadonlyArray<Column<Row>>): Columns<Row> {
	return { all, shown: all, choose() {} };
}

/** The column of containers stands there only when there is one: most hosts have none. */
function useSocketColumns({ endpointWidth }: NetworkLayout, data: NetData | null, isUnix: boolean): Columns<SocketRow> {
	const { theme } = useConsole();
	const all = useMemo(
		() => (isUnix ? createUnixColumns(theme.symbols) : createSocketColumns(theme.symbols, endpointWidth)),
		[theme, endpointWidth, isUnix],
	);
	const [name, initial] = isUnix
		? ['network.unix-columns', defaultUnixColumns]
		: ['network.columns', defaultSocketColumns];
	const columns = useColumns(name, all, initial);
	const sockets = data?.sockets ?? noSockets;
	const hasContainers = useMemo(() => sockets.some((row) => row.container !== null), [sockets]);
	return useMemo(
		() => (hasContainers ? columns : { ...columns, shown: columns.shown.filter(({ id }) => id !== 'container') }),
		[columns, hasContainers],
	);
}

/** Takes a pivot that another tab sent here: a filter, or the sockets of some processes. */
function useNetworkPivot(dispatch: (action: NetworkAction) => void, filter: ListFilter): void {
	const { store } = useConsole();
	const pivot = useConsoleState((all) => all.pivot);
	const setFilter = filter.dispatch;
	useEffect(() => {
		if (pivot?.tab !== 'network') return;
		store.setState({ pivot: null });
		setFilter({ type: 'set', text: pivot.filter });
		const pids = pivot.pids === null ? null : { pids: new Set(pivot.pids), label: pivot.label };
		dispatch({ type: 'show', view: 'sockets' });
		dispatch({ type: 'show-pids', pids });
	}, [pivot, store, dispatch, setFilter]);
}

/** Tells the poller what is looked at; again only when that changed. */
function useNetworkNeeds(state: NetworkState): void {
	const { actions } = useConsole();
	const withUnix = needsUnix(state);
	const isFirst = useRef(true);
	useEffect(() => {
		actions.setNeeds('network', { network: { withUnix } });
		// What was not read so far is wanted now, not at the next refresh.
		if (!isFirst.current && withUnix) actions.refresh();
		isFirst.current = false;
	}, [actions, withUnix]);
}
