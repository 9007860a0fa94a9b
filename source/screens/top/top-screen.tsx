import { useMemo } from 'react';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Theme } from '../../theme.ts';
import { useListMouse } from '../parts/use-list-mouse.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';
import { topCommands } from './top-commands.ts';
import { coreLines } from './top-cores.ts';
import { topFigures, topFiguresInOneLine } from './top-figures.ts';
import { sortByHead, topHandlers } from './top-handlers.ts';
import { topKeys } from './top-keys.ts';
import { TopView } from './top-view.tsx';
import { useProcessDetail } from './use-process-detail.ts';
import { useFollowed, useTopNeeds } from './use-top-needs.ts';
import { type TopModel, useTopState } from './use-top-state.ts';

/** The Top tab: figures of the host over its processes, and what can be done with one. */
function TopScreen(area: ScreenProps) {
	const console = useConsole();
	const { theme } = console;
	const model = useTopState(area);
	const figures = useFigures(model, theme);
	useTopNeeds(model);
	useFollowed(model);
	useKeys('screen', topKeys, topHandlers(console, model));
	useListMouse(model, (id) => sortByHead(model, id));
	const detail = useDetail(model);
	return <TopView model={model} figures={figures} detail={detail} />;
}

export const topScreen: ScreenDefinition = {
	name: 'top',
	keys: topKeys,
	Component: TopScreen,
	commands: topCommands,
};

function useFigures({ data, layout }: TopModel, theme: Theme): readonly string[] {
	const trends = useConsoleState((all) => all.trends);
	const intervalMs = useConsoleState((all) => all.intervalMs);
	return useMemo(() => {
		if (data === null) return Array.from({ length: layout.figureRows }, () => '');
		const input = { data, trends, theme, width: layout.columns, intervalMs };
		const figures = layout.figureRows === 1 ? [topFiguresInOneLine(input)] : topFigures(input);
		return layout.coreRows === 0
			? figures
			: [...figures, ...coreLines(theme, data.cpus, layout.columns, layout.coreRows)];
	}, [data, trends, intervalMs, theme, layout]);
}

/** The details that are open. Beside the list they follow the selection while the list has the keys. */
function useDetail({ state, list, reading, data, layout }: TopModel) {
	const selected = list.selectedRow?.process;
	const isFollowing = layout.detail.isBeside && state.focus === 'list' && selected !== undefined;
	const identity = state.detailOf === null ? null : isFollowing ? selected : state.detailOf;
	const stamp = reading.state === 'ready' ? reading.takenAtMs : 0;
	const shown = useProcessDetail(identity, stamp);
	const key = identity?.key;
	return useMemo(() => {
		if (identity === null) return null;
		const row = data?.processes.find((process) => process.key === key);
		const name = row?.name ?? shown.detail?.row.name ?? '';
		return { ...shown, title: `${identity.pid} ${name}` };
	}, [identity, key, data, shown]);
}
