import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import { valueCommand } from '../parts/value-command.ts';
import type { ScreenCommand } from '../screen.ts';
import { entryStatuses } from './entry-words.ts';
import { type HistoryAction, historySpans, initialHistoryState, reduceHistory } from './history-state.ts';

function change(store: ConsoleStore, action: HistoryAction): void {
	changeScreenState(store, 'history', initialHistoryState, reduceHistory, action);
}

/** What the command palette can do on the History tab beside its keys. */
export const historyCommands: readonly ScreenCommand[] = [
	valueCommand(
		{
			name: 'last',
			argument: 'SPAN',
			description: 'Show entries of the last hour, day or week, or all',
			values: historySpans,
		},
		(store, span) => change(store, { type: 'narrow', to: { span } }),
	),
	valueCommand(
		{
			name: 'status',
			argument: 'STATUS',
			description: 'Show entries that ended so; any shows all',
			values: ['any', ...entryStatuses],
		},
		(store, status) => change(store, { type: 'narrow', to: { status: status === 'any' ? null : status } }),
	),
];
