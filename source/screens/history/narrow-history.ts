import { sanitise } from '../../domain/sanitise.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { entryStatuses, statusText } from './entry-words.ts';
import { type HistorySpan, historySpans } from './history-state.ts';
import type { HistoryModel } from './use-history-state.ts';

const spanLabels: Readonly<Record<HistorySpan, string>> = {
	all: 'Any time',
	hour: 'The last hour',
	day: 'The last day',
	week: 'The last week',
};

export async function askSpan({ dialogs }: ConsoleContextValue, { state, dispatch }: HistoryModel): Promise<void> {
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

export async function askType({ dialogs }: ConsoleContextValue, model: HistoryModel): Promise<void> {
	const seen = (model.entries ?? []).map(({ type }) => type);
	const types = [...new Set([...Object.keys(typeNotes), ...seen])];
	const choices = types.map((type) => ({ id: type, label: sanitise(type), detail: typeNotes[type] ?? '' }));
	const type = await dialogs.choose('Type', [{ id: any, label: 'any' }, ...choices], model.state.entryType ?? any);
	if (type !== null) model.dispatch({ type: 'narrow', to: { entryType: type === any ? null : type } });
}

export async function askStatus(
	{ dialogs, theme }: ConsoleContextValue,
	{ state, dispatch }: HistoryModel,
): Promise<void> {
	const choices = entryStatuses.map((status) => ({ id: status, label: statusText(status, theme.symbols) }));
	const status = await dialogs.choose('Status', [{ id: any, label: 'any' }, ...choices], state.status ?? any);
	if (status === null) return;
	dispatch({ type: 'narrow', to: { status: entryStatuses.find((each) => each === status) ?? null } });
}
