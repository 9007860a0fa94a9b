import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import { createTheme } from '../../theme.ts';
import { orderOf } from '../parts/list-sort.ts';
import { valueCommand } from '../parts/value-command.ts';
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
	valueCommand(
		{
			name: 'sort',
			argument: 'COLUMN',
			description: 'Sort processes by a column',
			values: sortable.map(({ id }) => id),
		},
		(store, id) => {
			const sort = orderOf(sortable, id);
			if (sort !== null) change(store, { type: 'sort-by', sort });
		},
	),
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
];
