import type { ConsoleContextValue, KeyHandlers } from '../../hooks/console-context.ts';
import { openDetail, stepBack } from '../parts/list-handlers.ts';
import { askSort, nextOrder, orderOf } from '../parts/list-sort.ts';
import { showGaps } from '../parts/row-acts.ts';
import { askColumns } from '../parts/use-columns.ts';
import {
	askNice,
	askUser,
	copyProcess,
	identityOf,
	sendSignal,
	showSockets,
	showUnit,
	toggleFollow,
} from './process-acts.ts';
import type { TopKeyId } from './top-keys.ts';
import type { DetailPart } from './top-state.ts';
import type { TopModel } from './use-top-state.ts';

/** What each key of the Top tab does now. */
export function topHandlers(console: ConsoleContextValue, model: TopModel): KeyHandlers<TopKeyId> {
	const { state, dispatch, filter, list, layout } = model;
	// What changes the list has no meaning while details cover it.
	const inList = (handler: () => void) => (layout.isListShown ? handler : undefined);
	return {
		'top.filter': inList(() => filter.dispatch({ type: 'edit' })),
		'top.sort': inList(() => void chooseSort(console, model)),
		'top.tree': inList(() => dispatch({ type: 'toggle-tree' })),
		'top.signal': () => void sendSignal(console, model),
		'top.renice': () => void askNice(console, model),
		'top.details': inList(() => openPart(model, 'all')),
		'top.threads': () => toggleThreads(model),
		'top.sockets': () => showSockets(console, model),
		'top.unit': () => showUnit(console, model),
		'top.columns': inList(() => void askColumns(console, model.columns)),
		'top.command': inList(() => dispatch({ type: 'toggle-command' })),
		'top.user': inList(() => void askUser(console, model)),
		'top.follow': () => toggleFollow(console, model),
		'top.tag': inList(() => list.dispatch({ type: 'toggle-tag' })),
		'top.untag': inList(() => list.dispatch({ type: 'clear-tags' })),
		'top.cores': () => dispatch({ type: 'toggle-cores' }),
		'top.kernel': inList(() => dispatch({ type: 'toggle-kernel' })),
		'top.copy': () => void copyProcess(console, model),
		'top.gaps': () => showGaps(console, model.reading),
		'top.sort-cpu': inList(() => sortBy(model, 'cpu')),
		'top.sort-memory': inList(() => sortBy(model, 'mem')),
		'top.sort-time': inList(() => sortBy(model, 'time')),
		'top.sort-pid': inList(() => sortBy(model, 'pid')),
		'top.invert': inList(() => dispatch({ type: 'invert' })),
		...sideHandlers(model),
		'top.back': stepBack(
			model,
			[state.pids !== null, () => dispatch({ type: 'show-pids', pids: null })],
			[state.user !== null, () => dispatch({ type: 'show-user', user: null })],
			[list.tagged.size > 0, () => list.dispatch({ type: 'clear-tags' })],
			[state.followed !== null, () => dispatch({ type: 'follow', followed: null })],
		),
	};
}

function toggleThreads(model: TopModel): void {
	const { detailOf, detailPart } = model.state;
	if (detailOf === null) openPart(model, 'threads');
	else model.dispatch({ type: 'show-part', part: detailPart === 'threads' ? 'all' : 'threads' });
}

function openPart(model: TopModel, part: DetailPart): void {
	const { selectedRow } = model.list;
	if (selectedRow === null) return;
	model.dispatch({ type: 'show-part', part });
	openDetail(model, identityOf(selectedRow.process));
}

/** Left and right: from the details to the list beside them and back; in a tree without details they fold. */
function sideHandlers({ state, list, layout, dispatch }: TopModel): KeyHandlers<'top.fold' | 'top.unfold'> {
	const onSelected = (act: (process: NonNullable<typeof list.selectedRow>['process']) => void) => () => {
		if (list.selectedRow !== null) act(list.selectedRow.process);
	};
	if (state.detailOf === null) {
		if (!state.isTree) return {};
		return {
			'top.fold': onSelected(({ key }) => dispatch({ type: 'fold', key, isFolded: true })),
			'top.unfold': onSelected(({ key }) => dispatch({ type: 'fold', key, isFolded: false })),
		};
	}
	if (!layout.detail.isBeside) return {};
	return {
		'top.fold': () => dispatch({ type: 'focus', focus: 'list' }),
		'top.unfold': onSelected((row) => dispatch({ type: 'open-detail', of: identityOf(row), focus: 'detail' })),
	};
}

async function chooseSort({ dialogs }: ConsoleContextValue, model: TopModel): Promise<void> {
	const id = await askSort(dialogs, model.columns.all, model.state.sort.column);
	if (id !== null) sortBy(model, id);
}

/** A key or a choice sorts by a column in its own direction, however it is sorted by now. */
function sortBy({ columns, dispatch }: TopModel, id: string): void {
	const sort = orderOf(columns.all, id);
	if (sort !== null) dispatch({ type: 'sort-by', sort });
}

/** A click on a head sorts by it; the next click turns the order round. */
export function sortByHead({ state, columns, dispatch }: TopModel, id: string): void {
	const sort = nextOrder(columns.all, id, state.isTree ? null : state.sort);
	if (sort !== null) dispatch({ type: 'sort-by', sort });
}
