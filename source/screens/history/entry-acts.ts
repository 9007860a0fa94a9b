import type { HistoryEntry } from '../../domain/history.ts';
import { sanitise, sanitiseLines } from '../../domain/sanitise.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import type { ConsoleContextValue } from '../../hooks/console-context.ts';
import { askCopy, rowText } from '../parts/row-acts.ts';
import { commandOf, titleOf } from './entry-words.ts';
import type { HistoryModel } from './use-history-state.ts';

export async function markSeen({ actions, toast }: ConsoleContextValue, ids: readonly string[] | 'all'): Promise<void> {
	const result = await actions.markSeen(ids);
	if (!result.ok) toast('bad', sanitise(sentenceOf(result.error)));
	else if (ids === 'all') toast('info', 'Every entry counts as seen now.');
}

export function showOutput({ dialogs, toast }: ConsoleContextValue, entry: HistoryEntry): void {
	const lines = sanitiseLines(entry.output);
	if (lines.length === 0) toast('info', 'This entry has no output.');
	else void dialogs.showText(titleOf(entry), lines);
}

/** Checks the chain of the log, and says how far it is. */
export async function verifyLog({ actions, dialogs, toast }: ConsoleContextValue, model: HistoryModel): Promise<void> {
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

export async function copyEntry(
	console: ConsoleContextValue,
	{ columns }: HistoryModel,
	entry: HistoryEntry,
): Promise<void> {
	const command = commandOf(entry);
	const show = `opsdash history show ${entry.id}`;
	await askCopy(console, sanitise(`Copy of ${titleOf(entry)}`), [
		{ id: 'row', label: 'The row', detail: 'columns as shown, with tabs', text: rowText(columns.shown, entry) },
		...(command === '' ? [] : [{ id: 'command', label: 'The command', detail: command, text: command }]),
		...(entry.output === '' ? [] : [{ id: 'output', label: 'What was said and printed', text: entry.output }]),
		{ id: 'show', label: 'A command that shows it', detail: show, text: show },
	]);
}
