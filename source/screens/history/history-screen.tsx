import { useEffect, useMemo } from 'react';
import { hitTable, type TableLayout } from '../../components/table-layout.ts';
import type { HistoryEntry } from '../../domain/history.ts';
import { type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { type ListDetailLayout, layoutListDetail } from '../parts/list-detail-layout.ts';
import type { ScreenBadge, ScreenDefinition, ScreenProps } from '../screen.ts';
import { unitOf } from './entry-words.ts';
import { layoutHistory } from './history-columns.ts';
import { historyCommands } from './history-commands.ts';
import { historyFigures } from './history-figures.ts';
import { type HistoryKeyId, historyKeys } from './history-keys.ts';
import { type HistoryState, initialHistoryState, isNarrowed } from './history-state.ts';
import { HistoryView } from './history-view.tsx';
import { type HistoryActs, useHistoryActs, useSeenWhenOpened } from './use-history-acts.ts';
import { type HistoryModel, useHistoryState } from './use-history-state.ts';

/** The History tab: every act of this console and of the command line, as the operation log has it. */
export function HistoryScreen({ columns, rows }: ScreenProps) {
	const { theme } = useConsole();
	const host = useConsoleState((state) => state.host);
	const layout = useHistoryLayout(columns, rows);
	const model = useHistoryState(layout.tableRows - 1, layout.detail.isBeside);
	const acts = useHistoryActs(model);
	const tableLayout = useMemo(
		() => layoutHistory(model.columns, layout.listColumns),
		[model.columns, layout.listColumns],
	);
	const figures = useMemo(() => historyFigures(theme, model.entries, columns), [theme, model.entries, columns]);
	useSeenWhenOpened(model);
	useKeys('screen', historyKeys, handlersOf(model, acts, layout));
	useHistoryMouse(model, layout, tableLayout);
	return (
		<HistoryView model={model} theme={theme} layout={layout} tableLayout={tableLayout} figures={figures} host={host} />
	);
}

/** What was not seen yet, and how much of it failed. */
export function selectHistoryBadge({ readings: { historyBadge } }: ConsoleState): ScreenBadge | null {
	if (historyBadge.state !== 'ready' && historyBadge.state !== 'stale') return null;
	const { unseen, unseenFailed } = historyBadge.value;
	return unseen === 0 ? null : { kind: 'unseen', count: unseen, failed: unseenFailed };
}

export const historyScreen: ScreenDefinition = {
	name: 'history',
	keys: historyKeys,
	Component: HistoryScreen,
	selectBadge: selectHistoryBadge,
	commands: historyCommands,
};

function useHistoryLayout(columns: number, rows: number): ListDetailLayout {
	const state = useConsoleState(
		(all) => (all.screenStates['history'] as HistoryState | undefined) ?? initialHistoryState,
	);
	const hasDetail = state.detailOf !== null;
	return useMemo(() => layoutListDetail(columns, rows, { headRows: 1, hasDetail }), [columns, rows, hasDetail]);
}

function handlersOf(model: HistoryModel, acts: HistoryActs, layout: ListDetailLayout): KeyHandlers<HistoryKeyId> {
	const isListShown = model.state.detailOf === null || layout.detail.isBeside;
	return {
		'history.seen': () => void acts.markSeen(),
		'history.all-seen': () => void acts.markAllSeen(),
		'history.output': acts.showOutput,
		...((model.target?.undo ?? null) === null ? {} : { 'history.undo': () => void acts.undo() }),
		'history.again': () => void acts.again(),
		'history.verify': () => void acts.verify(),
		...(model.target === null || unitOf(model.target) === null ? {} : { 'history.unit': acts.showUnit }),
		'history.copy': () => void acts.copy(),
		'history.gaps': acts.showGaps,
		...(isListShown ? listHandlers(model, acts, layout) : {}),
		...(isListShown && model.state.detailOf !== null ? focusHandlers(model) : {}),
		...backHandler(model),
	};
}

/** What changes the list has no meaning while details cover it. */
function listHandlers(model: HistoryModel, acts: HistoryActs, layout: ListDetailLayout): KeyHandlers<HistoryKeyId> {
	const { state, dispatch, filter } = model;
	return {
		'history.filter': () => filter.dispatch({ type: 'edit' }),
		'history.details': () => openDetail(model, layout),
		'history.time': () => void acts.chooseSpan(),
		'history.type': () => void acts.chooseType(),
		'history.status': () => void acts.chooseStatus(),
		'history.unread': () => dispatch({ type: 'narrow', to: { unreadOnly: !state.unreadOnly } }),
		'history.columns': () => void acts.chooseColumns(),
	};
}

/** Opened beside the list, a second press goes into the details. */
function openDetail({ state, target, list, dispatch }: HistoryModel, layout: ListDetailLayout): void {
	const entry = state.detailOf === null ? list.selectedRow : target;
	if (entry === null) return;
	const focus = layout.detail.isBeside && state.detailOf === null ? 'list' : 'detail';
	dispatch({ type: 'open-detail', id: entry.id, focus });
}

function focusHandlers({ dispatch }: HistoryModel): KeyHandlers<HistoryKeyId> {
	return {
		'history.to-list': () => dispatch({ type: 'focus', focus: 'list' }),
		'history.to-details': () => dispatch({ type: 'focus', focus: 'detail' }),
	};
}

/** Esc goes back by one step: details, filter, what else narrows. With nothing left it is not ours. */
function backHandler({ state, dispatch, filter }: HistoryModel): KeyHandlers<HistoryKeyId> {
	if (state.detailOf !== null) return { 'history.back': () => dispatch({ type: 'close-detail' }) };
	if (filter.text !== '') return { 'history.back': () => filter.dispatch({ type: 'set', text: '' }) };
	return isNarrowed(state) ? { 'history.back': () => dispatch({ type: 'show-all' }) } : {};
}

/** The wheel scrolls, a click selects a row. */
function useHistoryMouse(model: HistoryModel, layout: ListDetailLayout, tableLayout: TableLayout<HistoryEntry>): void {
	const { onMouse } = useConsole();
	const top = layout.rows - layout.tableRows;
	const isListShown = model.state.detailOf === null || layout.detail.isBeside;
	useEffect(() => {
		if (!isListShown) return;
		return onMouse((press) => {
			if (press.kind !== 'press') {
				model.list.dispatch({ type: 'scroll', by: press.kind === 'wheel-up' ? -3 : 3 });
				return;
			}
			const at = { column: press.column, row: press.row - top };
			const hit = hitTable(tableLayout, at, model.list.offset, model.rows.length);
			if (hit?.kind === 'row') model.list.dispatch({ type: 'select-index', index: hit.index });
		});
	}, [onMouse, model, top, tableLayout, isListShown]);
}
