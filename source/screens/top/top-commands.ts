import { noFilterState, reduceFilter } from '../../domain/list-filter-state.ts';
import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import { createTheme } from '../../theme.ts';
import type { ScreenCommand } from '../screen.ts';
import { createTopColumns } from './top-columns.ts';
import { initialTopState, reduceTop, type TopAction } from './top-state.ts';

const { symbols } = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });
const sortable = createTopColumns(symbols, 'full').filter((column) => column.sortValue !== undefined);

function change(store: ConsoleStore, action: TopAction): void {
	changeScreenState(store, 'top', initialTopState, reduceTop, action);
}

/** What the command palette can do on the Top tab beside its keys. */
export const topCommands: readonly ScreenCommand[] = [
	{
		name: 'sort',
		argument: 'COLUMN',
		description: 'Sort processes by a column',
		values: sortable.map((column) => column.id),
		run(store, argument) {
			const column = sortable.find(({ id }) => id === argument.trim().toLowerCase());
			if (column === undefined)
				return `There is no column ${argument}; try one of ${sortable.map(({ id }) => id).join(', ')}.`;
			change(store, { type: 'sort-by', sort: { column: column.id, descending: column.descendsFirst === true } });
			return null;
		},
	},
	{
		name: 'user',
		argument: 'NAME',
		description: 'Show only processes of a user; * shows everyone',
		values: [],
		run(store, argument) {
			const user = argument.trim();
			change(store, { type: 'show-user', user: user === '' || user === '*' ? null : user });
			return null;
		},
	},
	{
		name: 'filter',
		argument: 'TEXT',
		description: 'Show only processes that match',
		values: [],
		run(store, argument) {
			changeScreenState(store, 'filter:top', noFilterState, reduceFilter, { type: 'set', text: argument });
			return null;
		},
	},
];
