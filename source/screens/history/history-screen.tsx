import { useEffect, useMemo } from 'react';
import { lastValueOf } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { useListMouse } from '../parts/use-list-mouse.ts';
import type { ScreenBadge, ScreenDefinition, ScreenProps } from '../screen.ts';
import { historyCommands } from './history-commands.ts';
import { historyFigures } from './history-figures.ts';
import { historyHandlers } from './history-handlers.ts';
import { historyKeys } from './history-keys.ts';
import { HistoryView } from './history-view.tsx';
import { type HistoryModel, useHistoryState } from './use-history-state.ts';

/** The History tab: every act of this console and of the command line, as the operation log has it. */
function HistoryScreen(area: ScreenProps) {
	const console = useConsole();
	const { theme } = console;
	const host = useConsoleState((state) => state.host);
	const model = useHistoryState(area);
	const { entries } = model;
	const figures = useMemo(() => historyFigures(theme, entries, area.columns), [theme, entries, area.columns]);
	useSeenWhenOpened(model);
	useKeys('screen', historyKeys, historyHandlers(console, model));
	useListMouse(model);
	return <HistoryView model={model} theme={theme} figures={figures} host={host} />;
}

/** What was not seen yet, and how much of it failed. */
export function selectHistoryBadge({ readings: { historyBadge } }: ConsoleState): ScreenBadge | null {
	const { unseen, unseenFailed } = lastValueOf(historyBadge) ?? { unseen: 0, unseenFailed: 0 };
	return unseen === 0 ? null : { kind: 'unseen', count: unseen, failed: unseenFailed };
}

export const historyScreen: ScreenDefinition = {
	name: 'history',
	keys: historyKeys,
	Component: HistoryScreen,
	selectBadge: selectHistoryBadge,
	commands: historyCommands,
};

/** Opening an entry's details is seeing it. One that has not ended is seen when it has. */
function useSeenWhenOpened({ state, target }: HistoryModel): void {
	const { actions } = useConsole();
	const isOpen = state.detailOf !== null && target !== null;
	const id = isOpen && !target.seen && target.status !== 'open' ? target.id : null;
	useEffect(() => {
		// A mark that could not be kept is no reason to interrupt: the entry stays marked as new.
		if (id !== null) void actions.markSeen([id]);
	}, [actions, id]);
}
