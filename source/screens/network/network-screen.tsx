import { useMemo } from 'react';
import type { DetailLine } from '../../components/detail-lines.ts';
import type { SocketRow } from '../../domain/net.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Theme } from '../../theme.ts';
import type { RowDetail } from '../parts/list-frame.tsx';
import { useListMouse } from '../parts/use-list-mouse.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';
import { entryDetailLines, interfaceDetailLines, socketDetailLines } from './network-detail.ts';
import { ratesLine, statesLine, viewCounts, viewsLine } from './network-figures.ts';
import { networkHandlers, sortBy } from './network-handlers.ts';
import { networkKeys } from './network-keys.ts';
import { needsUnix } from './network-state.ts';
import { NetworkView } from './network-view.tsx';
import { activeList, nameOf } from './socket-acts.ts';
import { useConnectionDetail } from './use-connection-detail.ts';
import { type NetworkModel, useNetworkState } from './use-network-state.ts';

/** The Network tab: sockets and who holds them, interfaces, routes, resolvers, neighbours. */
function NetworkScreen(area: ScreenProps) {
	const console = useConsole();
	const { theme } = console;
	const model = useNetworkState(area);
	const { layout } = model;
	const figures = useFigures(model, theme);
	const detail = useDetail(model);
	useKeys('screen', networkKeys, networkHandlers(console, model));
	useListMouse({ ...activeList(model), layout }, (id) => sortBy(model, id));
	return <NetworkView model={model} figures={figures} detail={detail} />;
}

export const networkScreen: ScreenDefinition = { name: 'network', keys: networkKeys, Component: NetworkScreen };

function useFigures({ state, data, layout }: NetworkModel, theme: Theme): readonly string[] {
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
function useDetail(model: NetworkModel): RowDetail | null {
	const { state, layout, reading, sockets, interfaces, entries, problems, data } = model;
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
	return useMemo(() => {
		if (!isOpen) return null;
		const [title, lines]: readonly [string, readonly DetailLine[]] =
			socket !== null
				? [nameOf(socket), socketDetailLines(socket, problems, connection)]
				: link !== undefined
					? [link.name, interfaceDetailLines(link)]
					: entry !== undefined
						? [`${entry.kind} ${entry.address}`, entryDetailLines(entry)]
						: ['Gone', [{ kind: 'text', text: 'It is no longer there.', style: 'dim' }]];
		return { title, lines };
	}, [isOpen, socket, link, entry, problems, connection]);
}

function findSocket(
	selected: SocketRow | null,
	sockets: readonly SocketRow[] | undefined,
	key: string | null,
): SocketRow | null {
	return selected?.key === key ? selected : (sockets?.find((row) => row.key === key) ?? null);
}
