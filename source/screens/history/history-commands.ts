import { noFilterState, reduceFilter } from '../../domain/list-filter-state.ts';
import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import type { ScreenCommand } from '../screen.ts';
import { entryStatuses } from './entry-words.ts';
import { type HistoryAction, historySpans, initialHistoryState, reduceHistory } from './history-state.ts';

/** Stands for no choice. */
const any = 'any';

function change(store: ConsoleStore, action: HistoryAction): void {
	changeScreenState(store, 'history', initialHistoryState, reduceHistory, action);
}

/** What the command palette can do on the History tab beside its keys. */
export const historyCommands: readonly ScreenCommand[] = [
	{
		name: 'last',
		argument: 'SPAN',
		description: 'Show entries of the last hour, day or week, or all',
		values: historySpans,
		run(store, argument) {
			const span = historySpans.find((each) => each === argument.trim().toLowerCase());
			if (span === undefined) return `There is no span ${argument}; try one of ${historySpans.join(', ')}.`;
			change(store, { type: 'narrow', to: { span } });
			return null;
		},
	},
	{
		name: 'status',
		argument: 'STATUS',
		description: 'Show entries that ended so; any shows all',
		values: [any, ...entryStatuses],
		run(store, argument) {
			const wanted = argument.trim().toLowerCase();
			const status = entryStatuses.find((each) => each === wanted) ?? null;
			if (status === null && wanted !== any) {
				return `There is no status ${argument}; try one of ${entryStatuses.join(', ')}.`;
			}
			change(store, { type: 'narrow', to: { status } });
			return null;
		},
	},
	{
		name: 'filter',
		argument: 'TEXT',
		description: 'Show only entries that match',
		values: [],
		run(store, argument) {
			changeScreenState(store, 'filter:history', noFilterState, reduceFilter, { type: 'set', text: argument });
			return null;
		},
	},
];
