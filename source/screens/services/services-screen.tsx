import { Box } from 'ink';
import { useEffect, useMemo, useReducer } from 'react';
import { lastValueOf as lastValue } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { useListMouse } from '../parts/use-list-mouse.ts';
import type { ScreenBadge, ScreenDefinition, ScreenProps } from '../screen.ts';
import { ControlForm } from './control-form.tsx';
import { servicesCommands } from './services-commands.ts';
import { servicesHead } from './services-figures.ts';
import { servicesHandlers, sortBy } from './services-handlers.ts';
import { servicesKeys } from './services-keys.ts';
import { ServicesView } from './services-view.tsx';
import { conditionOf } from './unit-words.ts';
import { type ServicesModel, useServicesState } from './use-services-state.ts';
import { useUnitDetail } from './use-unit-detail.ts';

/** The Services tab: units of every manager of the host, and what can be done with one. */
function ServicesScreen(area: ScreenProps) {
	const console = useConsole();
	const { theme } = console;
	const model = useServicesState(area);
	const { data, reloadDue } = model;
	const [actCount, countAct] = useReducer((count: number) => count + 1, 0);
	const head = useMemo(
		() => servicesHead(theme, { data, reloadDue }, area.columns),
		[theme, data, reloadDue, area.columns],
	);
	useKeys('screen', servicesKeys, servicesHandlers(console, model, countAct));
	useListMouse(model, (id) => sortBy(model, id));
	const detail = useDetail(model, actCount);
	return (
		<Box width={area.columns} height={area.rows}>
			<ServicesView model={model} theme={theme} head={head} detail={detail} />
			{model.state.isFormOpen ? (
				<ControlForm
					area={area}
					units={data?.units ?? []}
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

/** The details that are open, read anew after each act. */
function useDetail({ state, target, dispatch }: ServicesModel, actCount: number) {
	const isOpen = state.detailOf !== null;
	const row = isOpen ? target : null;
	const shown = useUnitDetail(row, actCount);
	const key = row?.key;
	useEffect(() => {
		if (key !== undefined && shown.detail !== null) {
			dispatch({ type: 'reload-due', key, isDue: shown.detail.needsReload });
		}
	}, [key, shown.detail, dispatch]);
	return useMemo(() => (isOpen ? { ...shown, row } : null), [isOpen, shown, row]);
}
