import { useEffect } from 'react';
import { lastValueOf as lastValue } from '../../domain/reading.ts';
import { type ConsoleContextValue, type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { copyText, pivotTo, showGaps } from '../parts/row-acts.ts';
import type { ScreenDefinition, ScreenProps } from '../screen.ts';
import { type HostKeyId, hostKeys } from './host-keys.ts';
import { HostView } from './host-view.tsx';
import { type HostModel, useHostState } from './use-host-state.ts';

/** The Host tab: what needs attention, then everything that stands still. */
export function HostScreen({ columns, rows }: ScreenProps) {
	const context = useConsole();
	const model = useHostState(columns, Math.max(1, rows - 1));
	useKeys('screen', hostKeys, handlersOf(context, model));
	useHostMouse(context, model);
	return <HostView model={model} theme={context.theme} columns={columns} rows={rows} />;
}

export const hostScreen: ScreenDefinition = { name: 'host', keys: hostKeys, Component: HostScreen };

function handlersOf(context: ConsoleContextValue, model: HostModel): KeyHandlers<HostKeyId> {
	const { filter, list } = model;
	const line = list.selectedRow;
	return {
		'host.filter': () => filter.dispatch({ type: 'edit' }),
		'host.details': () => {
			if (line !== null) void context.dialogs.showText('Whole line', [line.plain, ...reasonsFor(line.key, model)]);
		},
		'host.process': () => showProcess(context, line?.pid ?? null),
		'host.copy': () => {
			if (line !== null) copyText(context, line.plain);
		},
		'host.gaps': () => showGaps(context, model.reading),
		...(filter.text === '' ? {} : { 'host.back': () => filter.dispatch({ type: 'set', text: '' }) }),
	};
}

/** Gaps of the section that the line stands in. */
function reasonsFor(key: string, model: HostModel): readonly string[] {
	const field = key.split(':')[0] ?? '';
	const problems = lastValue(model.reading)?.problems ?? [];
	const lines = problemLines(problems.filter((problem) => problem.field.startsWith(field)));
	return lines.length === 0 ? [] : ['', ...lines];
}

function showProcess(console: ConsoleContextValue, pid: number | null): void {
	if (pid === null) console.toast('info', 'This line is about no single process.');
	else pivotTo(console, { tab: 'top', pids: [pid], label: `process ${pid}` });
}

/** The wheel scrolls; a click selects the line under it. */
function useHostMouse({ onMouse }: ConsoleContextValue, model: HostModel): void {
	const { layout, list, offset } = model;
	useEffect(
		() =>
			onMouse((press) => {
				if (press.kind !== 'press') {
					const index = list.selectedIndex + (press.kind === 'wheel-up' ? -3 : 3);
					list.dispatch({ type: 'select-index', index });
					return;
				}
				const row = press.row - 1 + offset;
				const column = layout.columns.length > 1 && press.column > layout.columnWidth ? 1 : 0;
				const block = layout.top[row] ?? layout.columns[column]?.[row - layout.top.length];
				if (block?.line) list.dispatch({ type: 'select-key', key: block.line.key });
			}),
		[onMouse, layout, list, offset],
	);
}
