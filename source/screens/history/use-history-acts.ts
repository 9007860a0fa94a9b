import { useEffect } from 'react';
import type { HistoryEntry } from '../../domain/history.ts';
import { sanitise, sanitiseLines } from '../../domain/sanitise.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { useActs } from '../../hooks/use-acts.ts';
import { problemLines } from '../parts/problem-lines.ts';
import { askColumns } from '../parts/use-chosen-columns.ts';
import { askAgain } from './ask-again.ts';
import { commandOf, entryStatuses, statusText, titleOf, unitOf } from './entry-words.ts';
import { type HistorySpan, historySpans } from './history-state.ts';
import type { HistoryModel } from './use-history-state.ts';

export type HistoryActs = {
	chooseSpan(): Promise<void>;
	chooseType(): Promise<void>;
	chooseStatus(): Promise<void>;
	markSeen(): Promise<void>;
	markAllSeen(): Promise<void>;
	showOutput(): void;
	/** Takes the act of the entry back. */
	undo(): Promise<void>;
	/** Asks for the same act once more. */
	again(): Promise<void>;
	/** Checks the chain of the log. */
	verify(): Promise<void>;
	showUnit(): void;
	chooseColumns(): Promise<void>;
	copy(): Promise<void>;
	showGaps(): void;
};

export function useHistoryActs(model: HistoryModel): HistoryActs {
	const console = useConsole();
	const { runAct } = useActs();
	return {
		chooseSpan: () => askSpan(console, model),
		chooseType: () => askType(console, model),
		chooseStatus: () => askStatus(console, model),
		markSeen: async () => {
			if (model.target !== null) await markSeen(console, [model.target.id]);
		},
		markAllSeen: () => markSeen(console, 'all'),
		showOutput: () => showOutput(console, model.target),
		undo: async () => {
			if (model.target !== null) await runAct({ type: 'undo', of: model.target.id });
		},
		again: async () => {
			const operation = model.target === null ? null : await askAgain(console, model.target);
			if (operation !== null) await runAct(operation);
		},
		verify: () => verifyLog(console, model),
		showUnit: () => showUnit(console, model.target),
		chooseColumns: () =>
			askColumns(
				console,
				model.allColumns,
				model.columns.map(({ id }) => id),
				model.chooseColumns,
			),
		copy: () => askCopy(console, model),
		showGaps: () => showGaps(console, model),
	};
}

/** Opening an entry's details is seeing it. One that has not ended is seen when it has. */
export function useSeenWhenOpened({ state, target }: HistoryModel): void {
	const { actions } = useConsole();
	const isOpen = state.detailOf !== null && target !== null;
	const id = isOpen && !target.seen && target.status !== 'open' ? target.id : null;
	useEffect(() => {
		// A mark that could not be kept is no reason to interrupt: the entry stays marked as new.
		if (id !== null) void actions.markSeen([id]);
	}, [actions, id]);
}

async function markSeen({ actions, toast }: ConsoleContextValue, ids: readonly string[] | 'all'): Promise<void> {
	const result = await actions.markSeen(ids);
	if (!result.ok) {
		const { message, hint } = result.error;
		toast('bad', sanitise(hint === undefined ? message : `${message} ${hint}`));
	} else if (ids === 'all') toast('info', 'Every entry counts as seen now.');
}

const spanLabels: Readonly<Record<HistorySpan, string>> = {
	all: 'Any time',
	hour: 'The last hour',
	day: 'The last day',
	week: 'The last week',
};

async function askSpan({ dialogs }: ConsoleContextValue, { state, dispatch }: HistoryModel): Promise<void> {
	const choices = historySpans.map((span) => ({ id: span, label: spanLabels[span] }));
	const span = await dialogs.choose('Entries of', choices, state.span);
	if (span !== null) dispatch({ type: 'narrow', to: { span } });
}

/** Stands for no choice; types and statuses never look like that. */
const any = '*';

const typeNotes: Readonly<Record<string, string>> = {
	service: 'start, stop, restart, enable and the like of a unit',
	'reload-manager': 'a service manager read its files again',
	signal: 'a signal to a process',
	renice: 'a nice value changed',
	run: 'a command of your own',
	'cancel-job': 'a job of a service manager withdrawn',
	undo: 'an act taken back',
	trimmed: 'the oldest entries were dropped',
};

async function askType({ dialogs }: ConsoleContextValue, model: HistoryModel): Promise<void> {
	const seen = (model.entries ?? []).map(({ type }) => type);
	const types = [...new Set([...Object.keys(typeNotes), ...seen])];
	const choices = types.map((type) => ({ id: type, label: sanitise(type), detail: typeNotes[type] ?? '' }));
	const type = await dialogs.choose('Type', [{ id: any, label: 'any' }, ...choices], model.state.entryType ?? any);
	if (type !== null) model.dispatch({ type: 'narrow', to: { entryType: type === any ? null : type } });
}

async function askStatus({ dialogs, theme }: ConsoleContextValue, { state, dispatch }: HistoryModel): Promise<void> {
	const choices = entryStatuses.map((status) => ({ id: status, label: statusText(status, theme.symbols) }));
	const status = await dialogs.choose('Status', [{ id: any, label: 'any' }, ...choices], state.status ?? any);
	if (status === null) return;
	dispatch({ type: 'narrow', to: { status: entryStatuses.find((each) => each === status) ?? null } });
}

function showOutput({ dialogs, toast }: ConsoleContextValue, entry: HistoryEntry | null): void {
	if (entry === null) return;
	const lines = sanitiseLines(entry.output);
	if (lines.length === 0) toast('info', 'This entry has no output.');
	else void dialogs.showText(titleOf(entry), lines);
}

async function verifyLog({ actions, dialogs, toast }: ConsoleContextValue, model: HistoryModel): Promise<void> {
	if (model.state.checked !== null) return;
	const show = (percent: number | null) => model.dispatch({ type: 'checked', percent });
	show(0);
	let last = 0;
	const check = await actions.checkHistory(({ checked, total }) => {
		const percent = Math.floor((checked / Math.max(total, 1)) * 100);
		if (percent !== last) show(percent);
		last = percent;
	});
	show(null);
	if (check.ok)
		await dialogs.showText(check.value.isIntact ? 'The log is intact' : 'The log was altered', check.value.lines);
	else toast('bad', sanitise(check.error.message));
}

function showUnit({ store }: ConsoleContextValue, entry: HistoryEntry | null): void {
	const unit = entry === null ? null : unitOf(entry);
	if (unit !== null) store.setState({ tab: 'services', pivot: { tab: 'services', unit } });
}

async function askCopy({ dialogs, terminal, toast }: ConsoleContextValue, model: HistoryModel): Promise<void> {
	const entry = model.target;
	if (entry === null) return;
	const texts = {
		row: model.columns.map((column) => column.text(entry).trim()).join('\t'),
		command: commandOf(entry),
		output: entry.output,
		show: `opsdash history show ${entry.id}`,
	};
	const what = await dialogs.choose(sanitise(`Copy of ${titleOf(entry)}`), [
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs' },
		...(texts.command === '' ? [] : [{ id: 'command', label: 'The command', detail: texts.command } as const]),
		...(texts.output === '' ? [] : [{ id: 'output', label: 'What was said and printed' } as const]),
		{ id: 'show', label: 'A command that shows it', detail: texts.show },
	]);
	if (what === null) return;
	const isSent = terminal.copy(texts[what]) === 'sent';
	toast(
		isSent ? 'info' : 'warn',
		isSent ? 'Sent to the terminal’s clipboard.' : 'That is too long for the terminal’s clipboard.',
	);
}

function showGaps({ dialogs, toast }: ConsoleContextValue, { reading }: HistoryModel): void {
	const problems = reading.state === 'ready' || reading.state === 'stale' ? reading.value.problems : [];
	if (problems.length === 0) toast('info', 'Everything that was asked for could be read.');
	else void dialogs.showText('What could not be read', problemLines(problems));
}
