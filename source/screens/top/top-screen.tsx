import { useEffect, useMemo } from 'react';
import { hitTable, layoutColumns, type TableLayout } from '../../components/table-layout.ts';
import { type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Theme } from '../../theme.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';
import type { ListedProcess } from './top-columns.ts';
import { topCommands } from './top-commands.ts';
import { coreLines } from './top-cores.ts';
import { topFigures, topFiguresInOneLine } from './top-figures.ts';
import { type TopKeyId, topKeys } from './top-keys.ts';
import { layoutTop, type TopLayout } from './top-layout.ts';
import { type DetailPart, initialTopState, type TopState } from './top-state.ts';
import { TopView } from './top-view.tsx';
import { useProcessDetail } from './use-process-detail.ts';
import { sortBy, sortByHead, type TopActs, useTopActs } from './use-top-acts.ts';
import { useFollowed, useTopNeeds } from './use-top-needs.ts';
import { type TopModel, useTopState } from './use-top-state.ts';

/** The Top tab: figures of the host over its processes, and what can be done with one. */
export function TopScreen({ columns, rows }: ScreenProps) {
	const { theme } = useConsole();
	const layout = useTopLayout(columns, rows);
	const pageRows = layout.tableRows - 1;
	const model = useTopState(pageRows);
	const acts = useTopActs(model);
	const tableLayout = useMemo(
		() => layoutColumns(model.columns, layout.listColumns),
		[model.columns, layout.listColumns],
	);
	const figures = useFigures(model, theme, layout);
	useTopNeeds(model, pageRows);
	useFollowed(model);
	useKeys('screen', topKeys, handlersOf(model, acts, layout));
	useTopMouse(model, layout, tableLayout);
	const detail = useDetail(model, layout);
	return (
		<TopView model={model} theme={theme} layout={layout} tableLayout={tableLayout} figures={figures} detail={detail} />
	);
}

export const topScreen: ScreenDefinition = {
	name: 'top',
	keys: topKeys,
	Component: TopScreen,
	commands: topCommands,
};

function useTopLayout(columns: number, rows: number): TopLayout {
	const state = useConsoleState((all) => (all.screenStates['top'] as TopState | undefined) ?? initialTopState);
	const coreCount = useConsoleState(({ readings: { top } }) =>
		top.state === 'ready' || top.state === 'stale' ? top.value.data.cpus.length : 0,
	);
	const hasDetail = state.detailOf !== null;
	const shownCores = state.showsCores ? coreCount : 0;
	return useMemo(
		() => layoutTop(columns, rows, { coreCount: shownCores, hasDetail }),
		[columns, rows, shownCores, hasDetail],
	);
}

function useFigures(model: TopModel, theme: Theme, layout: TopLayout): readonly string[] {
	const trends = useConsoleState((all) => all.trends);
	const intervalMs = useConsoleState((all) => all.intervalMs);
	const { data } = model;
	return useMemo(() => {
		if (data === null) return Array.from({ length: layout.figureRows }, () => '');
		const input = { data, trends, theme, width: layout.columns, intervalMs };
		const figures = layout.figureRows === 1 ? [topFiguresInOneLine(input)] : topFigures(input);
		return layout.coreRows === 0
			? figures
			: [...figures, ...coreLines(theme, data.cpus, layout.columns, layout.coreRows)];
	}, [data, trends, intervalMs, theme, layout]);
}

/** The details that are open. Beside the list they follow the selection while the list has the keys. */
function useDetail(model: TopModel, layout: TopLayout) {
	const { state, list, reading, data } = model;
	const selected = list.selectedRow?.process;
	const isFollowing = layout.detail.isBeside && state.focus === 'list' && selected !== undefined;
	const identity = state.detailOf === null ? null : isFollowing ? selected : state.detailOf;
	const stamp = reading.state === 'ready' ? reading.takenAtMs : 0;
	const shown = useProcessDetail(identity, stamp);
	const key = identity?.key;
	return useMemo(() => {
		if (identity === null) return null;
		const row = data?.processes.find((process) => process.key === key);
		const name = row?.name ?? shown.detail?.row.name ?? '';
		return { ...shown, title: `${identity.pid} ${name}` };
	}, [identity, key, data, shown]);
}

function handlersOf(model: TopModel, acts: TopActs, layout: TopLayout): KeyHandlers<TopKeyId> {
	const { state, dispatch, filter, list } = model;
	const isDetailOpen = state.detailOf !== null;
	return {
		'top.filter': () => filter.dispatch({ type: 'edit' }),
		'top.sort': () => void acts.chooseSort(),
		'top.tree': () => dispatch({ type: 'toggle-tree' }),
		'top.signal': () => void acts.signal(),
		'top.renice': () => void acts.renice(),
		'top.details': () => openDetail(model, layout, 'all'),
		'top.threads': () => {
			if (isDetailOpen) dispatch({ type: 'show-part', part: state.detailPart === 'threads' ? 'all' : 'threads' });
			else openDetail(model, layout, 'threads');
		},
		'top.sockets': acts.showSockets,
		'top.unit': acts.showUnit,
		'top.columns': () => void acts.chooseColumns(),
		'top.command': () => dispatch({ type: 'toggle-command' }),
		'top.user': () => void acts.chooseUser(),
		'top.follow': acts.toggleFollow,
		'top.tag': () => list.dispatch({ type: 'toggle-tag' }),
		'top.untag': () => list.dispatch({ type: 'clear-tags' }),
		'top.cores': () => dispatch({ type: 'toggle-cores' }),
		'top.kernel': () => dispatch({ type: 'toggle-kernel' }),
		'top.copy': () => void acts.copy(),
		'top.gaps': acts.showGaps,
		'top.sort-cpu': () => sortBy(model, 'cpu'),
		'top.sort-memory': () => sortBy(model, 'mem'),
		'top.sort-time': () => sortBy(model, 'time'),
		'top.sort-pid': () => sortBy(model, 'pid'),
		'top.invert': () => dispatch({ type: 'invert' }),
		...(isDetailOpen && layout.detail.isBeside ? focusHandlers(model) : {}),
		...(!isDetailOpen && state.isTree ? foldHandlers(model) : {}),
		...backHandler(model),
	};
}

function openDetail({ list, dispatch }: TopModel, layout: TopLayout, part: DetailPart): void {
	const selected = list.selectedRow?.process;
	if (selected === undefined) return;
	// From here on the selection is meant: it follows its process and no longer the first row.
	list.dispatch({ type: 'select-key', key: selected.key });
	dispatch({ type: 'show-part', part });
	dispatch({
		type: 'open-detail',
		identity: identityOf(selected),
		focus: layout.detail.isBeside ? 'list' : 'detail',
	});
}

function identityOf({
	pid,
	startTicks,
	key,
}: {
	readonly pid: number;
	readonly startTicks: number;
	readonly key: number;
}) {
	return { pid, startTicks, key };
}

function focusHandlers({ dispatch, list }: TopModel): KeyHandlers<TopKeyId> {
	return {
		'top.fold': () => dispatch({ type: 'focus', focus: 'list' }),
		'top.unfold': () => {
			const selected = list.selectedRow?.process;
			if (selected !== undefined) dispatch({ type: 'open-detail', identity: identityOf(selected), focus: 'detail' });
		},
	};
}

function foldHandlers({ dispatch, list }: TopModel): KeyHandlers<TopKeyId> {
	const fold = (isFolded: boolean) => () => {
		const key = list.selectedRow?.process.key;
		if (key !== undefined) dispatch({ type: 'fold', key, isFolded });
	};
	return { 'top.fold': fold(true), 'top.unfold': fold(false) };
}

/** Esc goes back by one step: details, filter, pivot, user, tags, follow. With nothing left it is not ours. */
function backHandler({ state, dispatch, filter, list }: TopModel): KeyHandlers<TopKeyId> {
	if (state.detailOf !== null) return { 'top.back': () => dispatch({ type: 'close-detail' }) };
	if (filter.text !== '') return { 'top.back': () => filter.dispatch({ type: 'set', text: '' }) };
	if (state.pids !== null) return { 'top.back': () => dispatch({ type: 'show-pids', pids: null }) };
	if (state.user !== null) return { 'top.back': () => dispatch({ type: 'show-user', user: null }) };
	if (list.tagged.size > 0) return { 'top.back': () => list.dispatch({ type: 'clear-tags' }) };
	return state.followed === null ? {} : { 'top.back': () => dispatch({ type: 'follow', followed: null }) };
}

/** The wheel scrolls, a click selects a row or sorts by a column. */
function useTopMouse(model: TopModel, layout: TopLayout, tableLayout: TableLayout<ListedProcess>): void {
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
			if (hit?.kind === 'head') sortByHead(model, hit.columnId);
		});
	}, [onMouse, model, top, tableLayout, isListShown]);
}
