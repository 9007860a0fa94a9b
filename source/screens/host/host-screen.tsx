import { useEffect } from 'react';
import { lastValueOf as lastValue } from '../../domain/reading.ts';
import { type ConsoleContextValue, type KeyHandlers, useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { problemLines } from '../parts/problem-lines.ts';
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
			if (line !== null) copy(context, line.plain);
		},
		'host.gaps': () => showGaps(context, model),
		...(filter.text === '' ? {} : { 'host.back': () => filter.dispatch({ type: 'set', text: '' }) }),
	};
}

function problemsOf(model: HostModel) {
	return lastValue(model.reading)?.problems ?? [];
}

/** Gaps of the section that the line stands in. */
function reasonsFor(key: string, model: HostModel): readonly string[] {
	const field = key.split(':')[0] ?? '';
	const lines = problemLines(problemsOf(model).filter((problem) => problem.field.startsWith(field)));
	return lines.length === 0 ? [] : ['', ...lines];
}

function showProcess({ store, toast }: ConsoleContextValue, pid: number | null): void {
	if (pid === null) toast('info', 'This line is about no single process.');
	else store.setState({ tab: 'top', pivot: { tab: 'top', pids: [pid], label: `process ${pid}` } });
}

function copy({ terminal, toast }: ConsoleContextValue, text: string): void {
	const isSent = terminal.copy(text) === 'sent';
	toast(
		isSent ? 'info' : 'warn',
		isSent ? 'Sent to the terminal’s clipboard.' : 'That is too long for the terminal’s clipboard.',
	);
}

function showGaps({ dialogs, toast }: ConsoleContextValue, model: HostModel): void {
	const problems = problemsOf(model);
	if (problems.length === 0) toast('info', 'Everything could be read.');
	else void dialogs.showText('What could not be read', problemLines(problems));
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
