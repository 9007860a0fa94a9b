import { Box } from 'ink';
import { useEffect, useMemo, useState } from 'react';
import { hitTable, type TableLayout } from '../../components/table-layout.ts';
import { lastValueOf as lastValue } from '../../domain/reading.ts';
import type { UnitRow } from '../../domain/services.ts';
import { type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { type ListDetailLayout, layoutListDetail } from '../parts/list-detail-layout.ts';
import type { ScreenBadge, ScreenDefinition, ScreenProps } from '../screen.ts';
import { ControlForm } from './control-form.tsx';
import { layoutServices } from './services-columns.ts';
import { servicesCommands } from './services-commands.ts';
import { servicesHead } from './services-figures.ts';
import { type ServicesKeyId, servicesKeys } from './services-keys.ts';
import { initialServicesState, nextShow, type ServicesState } from './services-state.ts';
import { ServicesView } from './services-view.tsx';
import { conditionOf } from './unit-words.ts';
import { type ServicesModel, useServicesState } from './use-services-state.ts';
import { sortBy, type UnitActs, useUnitActs } from './use-unit-acts.ts';
import { useUnitDetail } from './use-unit-detail.ts';

/** The Services tab: units of every manager of the host, and what can be done with one. */
export function ServicesScreen({ columns, rows }: ScreenProps) {
	const { theme } = useConsole();
	const layout = useServicesLayout(columns, rows);
	const model = useServicesState(layout.tableRows - 1, layout.detail.isBeside);
	const [stamp, setStamp] = useState(0);
	const acts = useUnitActs(model, () => setStamp((before) => before + 1));
	const tableLayout = useMemo(
		() => layoutServices(model.columns, layout.listColumns),
		[model.columns, layout.listColumns],
	);
	const reloadDue = useReloadDue(model.state);
	const head = useMemo(
		() => servicesHead(theme, { data: model.data, reloadDue }, columns),
		[theme, model.data, reloadDue, columns],
	);
	useKeys('screen', servicesKeys, handlersOf(model, acts, layout));
	useServicesMouse(model, layout, tableLayout);
	const detail = useDetail(model, stamp);
	return (
		<Box width={columns} height={rows}>
			<ServicesView model={model} theme={theme} layout={layout} tableLayout={tableLayout} head={head} detail={detail} />
			{model.state.isFormOpen ? (
				<ControlForm
					area={{ columns, rows }}
					units={model.data?.units ?? []}
					initialUnit={model.target}
					onClose={() => model.dispatch({ type: 'form', isOpen: false })}
				/>
			) : null}
		</Box>
	);
}

/** Failed units: as listed while the tab is in front, else as the header counts them, which costs less. */
export function selectServicesBadge({ tab, readings: { services, summary } }: ConsoleState): ScreenBadge | null {
	const listed = lastValue(services)?.data.units.filter((row) => conditionOf(row) === 'failed').length ?? null;
	const counted = lastValue(summary)?.failedUnits ?? null;
	const count = (tab === 'services' ? (listed ?? counted) : (counted ?? listed)) ?? 0;
	return count === 0 ? null : { kind: 'failed', count };
}

export const servicesScreen: ScreenDefinition = {
	name: 'services',
	keys: servicesKeys,
	Component: ServicesScreen,
	selectBadge: selectServicesBadge,
	commands: servicesCommands,
};

/** Units whose file changed on disk: as listed, and as the details last said. */
function useReloadDue({ reloadDue }: ServicesState): ReadonlySet<string> {
	const units = useConsoleState((all) => lastValue(all.readings.services)?.data.units);
	return useMemo(
		() => new Set([...reloadDue, ...(units ?? []).filter((row) => row.needsReload).map(({ key }) => key)]),
		[reloadDue, units],
	);
}

function useServicesLayout(columns: number, rows: number): ListDetailLayout {
	const state = useConsoleState(
		(all) => (all.screenStates['services'] as ServicesState | undefined) ?? initialServicesState,
	);
	const hasDetail = state.detailOf !== null;
	const headRows = useReloadDue(state).size > 0 ? 2 : 1;
	return useMemo(() => layoutListDetail(columns, rows, { headRows, hasDetail }), [columns, rows, headRows, hasDetail]);
}

/** The details that are open. Beside the list they follow the selection while the list has the keys. */
function useDetail({ state, target, dispatch }: ServicesModel, stamp: number) {
	const isOpen = state.detailOf !== null;
	const row = isOpen ? target : null;
	const shown = useUnitDetail(row, stamp);
	const key = row?.key;
	useEffect(() => {
		if (key !== undefined && shown.detail !== null) {
			dispatch({ type: 'reload-due', key, isDue: shown.detail.needsReload });
		}
	}, [key, shown.detail, dispatch]);
	return useMemo(() => (isOpen ? { ...shown, row } : null), [isOpen, shown, row]);
}

function handlersOf(model: ServicesModel, acts: UnitActs, layout: ListDetailLayout): KeyHandlers<ServicesKeyId> {
	const isListShown = model.state.detailOf === null || layout.detail.isBeside;
	return {
		'services.log': () => void acts.showLog(),
		'services.restart': () => void acts.act('restart'),
		'services.start': () => void acts.act('start'),
		'services.stop': () => void acts.act('stop'),
		'services.reload': () => void acts.act('reload'),
		'services.enable': () => void acts.toggleEnabled(),
		...((model.target?.mainPid ?? null) === null ? {} : { 'services.signal': () => void acts.signal() }),
		'services.acts': () => void acts.chooseAct(),
		'services.form': () => model.dispatch({ type: 'form', isOpen: true }),
		'services.sockets': () => void acts.showSockets(),
		'services.processes': () => void acts.showProcesses(),
		'services.daemon-reload': () => void acts.reloadManager(),
		'services.copy': () => void acts.copy(),
		'services.problems': acts.showProblems,
		...(isListShown ? listHandlers(model, acts, layout) : {}),
		...(isListShown && model.state.detailOf !== null ? focusHandlers(model) : {}),
		...backHandler(model),
	};
}

/** What changes the list has no meaning while details cover it. */
function listHandlers(model: ServicesModel, acts: UnitActs, layout: ListDetailLayout): KeyHandlers<ServicesKeyId> {
	const { state, dispatch, filter } = model;
	return {
		'services.filter': () => filter.dispatch({ type: 'edit' }),
		'services.details': () => openDetail(model, layout),
		'services.show': () => dispatch({ type: 'show', show: nextShow(state.show) }),
		'services.sort': () => void acts.chooseSort(),
		'services.columns': () => void acts.chooseColumns(),
		'services.invert': () => dispatch({ type: 'invert' }),
	};
}

/** Opened beside the list, a second press goes into the details. */
function openDetail({ state, target, dispatch }: ServicesModel, layout: ListDetailLayout): void {
	if (target === null) return;
	const focus = layout.detail.isBeside && state.detailOf === null ? 'list' : 'detail';
	dispatch({ type: 'open-detail', key: target.key, focus });
}

function focusHandlers({ dispatch }: ServicesModel): KeyHandlers<ServicesKeyId> {
	return {
		'services.to-list': () => dispatch({ type: 'focus', focus: 'list' }),
		'services.to-details': () => dispatch({ type: 'focus', focus: 'detail' }),
	};
}

/** Esc goes back by one step: details, filter, what is shown. With nothing left it is not ours. */
function backHandler({ state, dispatch, filter }: ServicesModel): KeyHandlers<ServicesKeyId> {
	if (state.detailOf !== null) return { 'services.back': () => dispatch({ type: 'close-detail' }) };
	if (filter.text !== '') return { 'services.back': () => filter.dispatch({ type: 'set', text: '' }) };
	return state.show === 'all' ? {} : { 'services.back': () => dispatch({ type: 'show', show: 'all' }) };
}

/** The wheel scrolls, a click selects a row or sorts by a column. */
function useServicesMouse(model: ServicesModel, layout: ListDetailLayout, tableLayout: TableLayout<UnitRow>): void {
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
			if (hit?.kind === 'head') sortBy(model, hit.columnId);
		});
	}, [onMouse, model, top, tableLayout, isListShown]);
}
