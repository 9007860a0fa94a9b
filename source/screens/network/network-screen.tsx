import { useEffect, useMemo } from 'react';
import { layoutDetail } from '../../components/detail-lines.ts';
import { hitTable } from '../../components/table-layout.ts';
import type { SocketRow } from '../../domain/net.ts';
import { type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Theme } from '../../theme.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';
import { entryDetailLines, interfaceDetailLines, socketDetailLines } from './network-detail.ts';
import { ratesLine, statesLine, viewCounts, viewsLine } from './network-figures.ts';
import { type NetworkKeyId, networkKeys } from './network-keys.ts';
import { layoutNetwork, type NetworkLayout } from './network-layout.ts';
import { initialNetworkState, type NetworkState, needsUnix } from './network-state.ts';
import { NetworkView } from './network-view.tsx';
import { useConnectionDetail } from './use-connection-detail.ts';
import { activeList, type NetworkActs, nameOf, sortBy, useNetworkActs } from './use-network-acts.ts';
import { type NetworkModel, useNetworkState } from './use-network-state.ts';

/** The Network tab: sockets and who holds them, interfaces, routes, resolvers, neighbours. */
export function NetworkScreen({ columns, rows }: ScreenProps) {
	const { theme } = useConsole();
	const layout = useNetworkLayout(columns, rows);
	const model = useNetworkState(layout);
	const acts = useNetworkActs(model);
	const figures = useFigures(model, theme, layout);
	const detail = useDetail(model, theme, layout);
	useKeys('screen', networkKeys, handlersOf(model, acts, layout));
	useNetworkMouse(model, layout);
	return <NetworkView model={model} theme={theme} layout={layout} figures={figures} detail={detail} />;
}

export const networkScreen: ScreenDefinition = { name: 'network', keys: networkKeys, Component: NetworkScreen };

function useNetworkLayout(columns: number, rows: number): NetworkLayout {
	const hasDetail = useConsoleState(
		(all) => ((all.screenStates['network'] as NetworkState | undefined) ?? initialNetworkState).detailOf !== null,
	);
	return useMemo(() => layoutNetwork(columns, rows, hasDetail), [columns, rows, hasDetail]);
}

function useFigures({ state, data }: NetworkModel, theme: Theme, layout: NetworkLayout): readonly string[] {
	const withUnix = needsUnix(state);
	const counts = useMemo(() => (data === null ? null : viewCounts(data, withUnix)), [data, withUnix]);
	return useMemo(() => {
		const views = viewsLine(theme, state.view, counts, layout.columns);
		if (layout.figureRows === 1) return [views];
		const [states, rates] =
			data === null ? ['', ''] : [statesLine(theme, data, layout.columns), ratesLine(theme, data, layout.columns)];
		return [views, states, rates];
	}, [theme, state.view, counts, data, layout]);
}

/** The details that are open. Beside the list they follow the selection while the list has the keys. */
function useDetail(model: NetworkModel, theme: Theme, layout: NetworkLayout) {
	const { state, reading, sockets, interfaces, entries, problems, data } = model;
	const isFollowing = layout.detail.isBeside && state.focus === 'list';
	const key = isFollowing ? (activeList(model).list.selectedKey ?? state.detailOf) : state.detailOf;
	const isOpen = state.detailOf !== null;
	const isSockets = state.view !== 'interfaces' && state.view !== 'routes';
	const socket = useMemo(
		() => (isOpen && isSockets ? findSocket(sockets.list.selectedRow, data?.sockets, key) : null),
		[isOpen, isSockets, sockets.list.selectedRow, data, key],
	);
	const stamp = reading.state === 'ready' ? reading.takenAtMs : 0;
	const connection = useConnectionDetail(socket, stamp);
	const link = state.view === 'interfaces' ? interfaces.rows.find((row) => row.name === key) : undefined;
	const entry = state.view === 'routes' ? entries.rows.find((row) => row.key === key) : undefined;
	const width = layout.detail.width - (layout.detail.isBeside ? 1 : 0);
	return useMemo(() => {
		if (!isOpen) return null;
		const [title, lines] =
			socket !== null
				? [nameOf(socket), socketDetailLines(socket, problems, connection)]
				: link !== undefined
					? [link.name, interfaceDetailLines(link)]
					: entry !== undefined
						? [`${entry.kind} ${entry.address}`, entryDetailLines(entry)]
						: ['Gone', [{ kind: 'text', text: 'It is no longer there.', style: 'dim' } as const]];
		return { title, lines: layoutDetail(lines, theme, width) };
	}, [isOpen, socket, link, entry, problems, connection, theme, width]);
}

function findSocket(
	selected: SocketRow | null,
	sockets: readonly SocketRow[] | undefined,
	key: string | null,
): SocketRow | null {
	return selected?.key === key ? selected : (sockets?.find((row) => row.key === key) ?? null);
}

function handlersOf(model: NetworkModel, acts: NetworkActs, layout: NetworkLayout): KeyHandlers<NetworkKeyId> {
	const { dispatch, filter } = model;
	const { isBeside } = layout.detail;
	const key = activeList(model).list.selectedKey;
	const open = (focus: NetworkState['focus']) => {
		if (key !== null) dispatch({ type: 'open-detail', key, focus });
	};
	return {
		'network.filter': () => filter.dispatch({ type: 'edit' }),
		'network.view': () => dispatch({ type: 'turn', by: 1 }),
		'network.view-back': () => dispatch({ type: 'turn', by: -1 }),
		'network.details': () => open(isBeside ? 'list' : 'detail'),
		'network.process': acts.showProcess,
		'network.unit': acts.showUnit,
		'network.sort': () => void acts.chooseSort(),
		'network.invert': () => dispatch({ type: 'invert' }),
		'network.columns': () => void acts.chooseColumns(),
		'network.copy': () => void acts.copy(),
		'network.gaps': acts.showGaps,
		...sideHandlers(model, isBeside, () => open('detail')),
		...backHandler(model),
	};
}

/** Left and right turn the views; with details beside the list they go from one to the other. */
function sideHandlers(
	{ state, dispatch }: NetworkModel,
	isBeside: boolean,
	openDetail: () => void,
): KeyHandlers<NetworkKeyId> {
	if (state.detailOf === null) {
		return {
			'network.left': () => dispatch({ type: 'turn', by: -1 }),
			'network.right': () => dispatch({ type: 'turn', by: 1 }),
		};
	}
	if (!isBeside) return { 'network.left': () => dispatch({ type: 'close-detail' }) };
	return { 'network.left': () => dispatch({ type: 'focus', focus: 'list' }), 'network.right': openDetail };
}

/** Esc goes back by one step: details, filter, pivot. With nothing left it is not ours. */
function backHandler({ state, dispatch, filter }: NetworkModel): KeyHandlers<NetworkKeyId> {
	if (state.detailOf !== null) return { 'network.back': () => dispatch({ type: 'close-detail' }) };
	if (filter.text !== '') return { 'network.back': () => filter.dispatch({ type: 'set', text: '' }) };
	return state.pids === null ? {} : { 'network.back': () => dispatch({ type: 'show-pids', pids: null }) };
}

/** The wheel scrolls, a click selects a row or sorts by a column. */
function useNetworkMouse(model: NetworkModel, layout: NetworkLayout): void {
	const { onMouse } = useConsole();
	const top = layout.rows - layout.tableRows;
	const isListShown = model.state.detailOf === null || layout.detail.isBeside;
	useEffect(() => {
		if (!isListShown) return;
		return onMouse((press) => {
			const active = activeList(model);
			if (press.kind !== 'press') {
				active.list.dispatch({ type: 'scroll', by: press.kind === 'wheel-up' ? -3 : 3 });
				return;
			}
			const at = { column: press.column, row: press.row - top };
			const hit = hitTable(active.layout, at, active.list.offset, active.rows.length);
			if (hit?.kind === 'row') active.list.dispatch({ type: 'select-index', index: hit.index });
			if (hit?.kind === 'head') sortBy(model, hit.columnId);
		});
	}, [onMouse, model, top, isListShown]);
}
