import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import { createTheme } from '../../theme.ts';
import { orderOf } from '../parts/list-sort.ts';
import { valueCommand } from '../parts/value-command.ts';
import type { ScreenCommand } from '../screen.ts';
import { createServicesColumns } from './services-columns.ts';
import { initialServicesState, reduceServices, type ServicesAction, unitShows } from './services-state.ts';

const { symbols } = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });
const columns = createServicesColumns(symbols, []);

function change(store: ConsoleStore, action: ServicesAction): void {
	changeScreenState(store, 'services', initialServicesState, reduceServices, action);
}

/** What the command palette can do on the Services tab beside its keys. */
export const servicesCommands: readonly ScreenCommand[] = [
	valueCommand(
		{
			name: 'sort',
			argument: 'COLUMN',
			description: 'Sort units by a column; need brings the failed ones first',
			// Need is no column: it is the order that has none.
			values: ['need', ...columns.map(({ id }) => id)],
		},
		(store, id) => change(store, { type: 'sort-by', sort: orderOf(columns, id) }),
	),
	valueCommand(
		{
			name: 'show',
			argument: 'KIND',
			description: 'Show all units, services, or those that run, are enabled or failed',
			values: unitShows,
		},
		(store, show) => change(store, { type: 'show', show }),
	),
];
