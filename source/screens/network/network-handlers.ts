import type { ConsoleContextValue, KeyHandlers } from '../../hooks/console-context.ts';
import { openDetail, stepBack } from '../parts/list-handlers.ts';
import { askSort, nextOrder } from '../parts/list-sort.ts';
import { showGaps } from '../parts/row-acts.ts';
import { askColumns } from '../parts/use-columns.ts';
import type { NetworkKeyId } from './network-keys.ts';
import { activeList, copyRow, selectedSocket, showProcess, showUnit } from './socket-acts.ts';
import type { NetworkModel } from './use-network-state.ts';

/** What each key of the Network tab does now. */
export function networkHandlers(console: ConsoleContextValue, model: NetworkModel): KeyHandlers<NetworkKeyId> {
	const { state, dispatch, filter, layout } = model;
	// What changes the list has no meaning while details cover it.
	const inList = (handler: () => void) => (layout.isListShown ? handler : undefined);
	return {
		'network.filter': inList(() => filter.dispatch({ type: 'edit' })),
		'network.view': () => dispatch({ type: 'turn', by: 1 }),
		'network.view-back': () => dispatch({ type: 'turn', by: -1 }),
		'network.details': inList(() => openSelected(model)),
		'network.process': () => showProcess(console, selectedSocket(model)),
		'network.unit': () => showUnit(console, selectedSocket(model)),
		'network.sort': inList(() => void chooseSort(console, model)),
		'network.invert': inList(() => dispatch({ type: 'invert' })),
		'network.columns': inList(() => void chooseColumns(console, model)),
		'network.copy': () => void copyRow(console, model),
		'network.gaps': () => showGaps(console, model.reading),
		...sideHandlers(model),
		'network.back': stepBack(model, [state.pids !== null, () => dispatch({ type: 'show-pids', pids: null })]),
	};
}

function openSelected(model: NetworkModel): void {
	const { list } = activeList(model);
	openDetail({ ...model, list }, list.selectedKey);
}

/** Left and right turn the views; with details beside the list they go from one to the other. */
function sideHandlers(model: NetworkModel): KeyHandlers<'network.left' | 'network.right'> {
	const { state, layout, dispatch } = model;
	if (state.detailOf === null) {
		return {
			'network.left': () => dispatch({ type: 'turn', by: -1 }),
			'network.right': () => dispatch({ type: 'turn', by: 1 }),
		};
	}
	if (!layout.detail.isBeside) return { 'network.left': () => dispatch({ type: 'close-detail' }) };
	return {
		'network.left': () => dispatch({ type: 'focus', focus: 'list' }),
		'network.right': () => openSelected(model),
	};
}

async function chooseColumns(console: ConsoleContextValue, { state, sockets }: NetworkModel): Promise<void> {
	if (state.view === 'interfaces' || state.view === 'routes') {
		console.toast('info', 'The columns of this view are fixed.');
	} else await askColumns(console, sockets.columns);
}

async function chooseSort({ dialogs }: ConsoleContextValue, model: NetworkModel): Promise<void> {
	const { columns, sort } = activeList(model);
	const id = await askSort(dialogs, columns.all, sort?.column);
	if (id !== null) sortBy(model, id);
}

/** The first time a column sorts its own way; asked again it turns round. */
export function sortBy(model: NetworkModel, id: string): void {
	const { columns, sort } = activeList(model);
	const next = nextOrder(columns.all, id, sort);
	if (next !== null) model.dispatch({ type: 'sort-by', sort: next });
}
