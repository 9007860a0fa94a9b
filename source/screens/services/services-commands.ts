import { noFilterState, reduceFilter } from '../../domain/list-filter-state.ts';
import { changeScreenState } from '../../hooks/use-screen-state.ts';
import type { ConsoleStore } from '../../store/console-store.ts';
import { createTheme } from '../../theme.ts';
import type { ScreenCommand } from '../screen.ts';
import { createServicesColumns } from './services-columns.ts';
import { initialServicesState, reduceServices, type ServicesAction, unitShows } from './services-state.ts';

const { symbols } = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });
const columns = createServicesColumns(symbols, []);

/** The order of the list before anybody chose one. */
const byNeed = 'need';

function change(store: ConsoleStore, action: ServicesAction): void {
	changeScreenState(store, 'services', initialServicesState, reduceServices, action);
}

/** What the command palette can do on the Services tab beside its keys. */
export const servicesCommands: readonly ScreenCommand[] = [
	{
		name: 'sort',
		argument: 'COLUMN',
		description: 'Sort units by a column; need brings the failed ones first',
		values: [byNeed, ...columns.map(({ id }) => id)],
		run(store, argument) {
			const id = argument.trim().toLowerCase();
			const column = columns.find((each) => each.id === id);
			if (column === undefined && id !== byNeed) {
				return `There is no column ${argument}; try one of ${columns.map((each) => each.id).join(', ')}.`;
			}
			const sort = column === undefined ? null : { column: id, descending: column.descendsFirst === true };
			change(store, { type: 'sort-by', sort });
			return null;
		},
	},
	{
		name: 'show',
		argument: 'UNITS',
		description: 'Show all units, services, or those that run, are enabled or failed',
		values: unitShows,
		run(store, argument) {
			const show = unitShows.find((each) => each === argument.trim().toLowerCase());
			if (show === undefined) return `There is no ${argument} to show; try one of ${unitShows.join(', ')}.`;
			change(store, { type: 'show', show });
			return null;
		},
	},
	{
		name: 'filter',
		argument: 'TEXT',
		description: 'Show only units that match',
		values: [],
		run(store, argument) {
			changeScreenState(store, 'filter:services', noFilterState, reduceFilter, { type: 'set', text: argument });
			return null;
		},
	},
];
