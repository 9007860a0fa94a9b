import type { Operation } from '../../domain/operation.ts';
import type { UnitRow } from '../../domain/services.ts';
import type { ConsoleContextValue, KeyHandlers } from '../../hooks/console-context.ts';
import { runOne } from '../../hooks/run-acts.ts';
import { focusOn, openDetail, stepBack } from '../parts/list-handlers.ts';
import { askSort, nextOrder } from '../parts/list-sort.ts';
import { showGaps } from '../parts/row-acts.ts';
import { askColumns } from '../parts/use-columns.ts';
import type { ServicesKeyId } from './services-keys.ts';
import { nextShow } from './services-state.ts';
import {
	askVerb,
	copyUnit,
	operationOn,
	reloadManager,
	sendSignal,
	showLog,
	showProcesses,
	showSockets,
} from './unit-acts.ts';
import { isEnabled } from './unit-words.ts';
import type { ServicesModel } from './use-services-state.ts';

/** What each key of the Services tab does now. `onActed` asks for fresh details. */
export function servicesHandlers(
	console: ConsoleContextValue,
	model: ServicesModel,
	onActed: () => void,
): KeyHandlers<ServicesKeyId> {
	const { state, dispatch, filter, target, layout } = model;
	const run = async (operation: Operation) => {
		const result = await runOne(console, operation);
		if (result === null) return;
		if (operation.type === 'reload-manager' && result.status === 'succeeded') dispatch({ type: 'reloaded' });
		console.actions.refresh();
		onActed();
	};
	// The target is that of the press, whatever the list does while something is asked.
	const onTarget = (act: (row: UnitRow) => unknown) => () => {
		if (target !== null) void act(target);
	};
	// What changes the list has no meaning while details cover it.
	const inList = (handler: () => void) => (layout.isListShown ? handler : undefined);
	return {
		'services.log': onTarget((row) => showLog(console, row)),
		'services.restart': onTarget((row) => run(operationOn(row, 'restart'))),
		'services.start': onTarget((row) => run(operationOn(row, 'start'))),
		'services.stop': onTarget((row) => run(operationOn(row, 'stop'))),
		'services.reload': onTarget((row) => run(operationOn(row, 'reload'))),
		'services.enable': onTarget((row) => run(operationOn(row, isEnabled(row) ? 'disable' : 'enable'))),
		'services.signal':
			(target?.mainPid ?? null) === null ? undefined : onTarget((row) => sendSignal(console, row, run)),
		'services.acts': onTarget((row) => askVerb(console, model, row, run)),
		'services.form': () => dispatch({ type: 'form', isOpen: true }),
		'services.sockets': onTarget((row) => showSockets(console, row)),
		'services.processes': onTarget((row) => showProcesses(console, row)),
		'services.daemon-reload': () => void reloadManager(console, target?.manager ?? 'systemd', run),
		'services.copy': onTarget((row) => copyUnit(console, model, row)),
		'services.problems': () => showGaps(console, model.reading),
		'services.filter': inList(() => filter.dispatch({ type: 'edit' })),
		'services.details': inList(() => openDetail(model, target?.key ?? null)),
		'services.show': inList(() => dispatch({ type: 'show', show: nextShow(state.show) })),
		'services.sort': inList(() => void chooseSort(console, model)),
		'services.columns': inList(() => void askColumns(console, model.columns)),
		'services.invert': inList(() => dispatch({ type: 'invert' })),
		'services.to-list': focusOn(model, 'list'),
		'services.to-details': focusOn(model, 'detail'),
		'services.back': stepBack(model, [state.show !== 'all', () => dispatch({ type: 'show', show: 'all' })]),
	};
}

/** The order of the list before anybody chose one. */
const byNeed = {
	id: 'need',
	label: 'Need',
	detail: 'failed first, then what runs, then other services, then other kinds',
};

async function chooseSort({ dialogs }: ConsoleContextValue, model: ServicesModel): Promise<void> {
	const id = await askSort(dialogs, model.columns.all, model.state.sort?.column ?? byNeed.id, [byNeed]);
	if (id !== null) sortBy(model, id);
}

/** By a column, or by need where there is none of that id. */
export function sortBy({ state, dispatch, columns }: ServicesModel, id: string): void {
	dispatch({ type: 'sort-by', sort: nextOrder(columns.all, id, state.sort) });
}
