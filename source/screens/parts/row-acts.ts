import type { Column } from '../../components/table-contract.ts';
import type { Problem } from '../../domain/problem.ts';
import { lastValueOf, type Reading } from '../../domain/reading.ts';
import type { Choice, ConsoleContextValue } from '../../hooks/console-context.ts';
import type { Pivot } from '../../store/console-store.ts';
import { problemLines } from './problem-lines.ts';

/** Goes to another tab, which selects or narrows to what is asked. */
export function pivotTo({ store }: ConsoleContextValue, pivot: Pivot): void {
	store.setState({ tab: pivot.tab, pivot });
}

/** A row as text for other programs: columns as shown, with tabs. */
export function rowText<Row>(columns: ReadonlyArray<Column<Row>>, row: Row): string {
	return columns.map((column) => column.text(row).trim()).join('\t');
}

export function copyText({ terminal, toast }: ConsoleContextValue, text: string): void {
	if (terminal.copy(text) === 'sent') toast('info', 'Sent to the terminal’s clipboard.');
	else toast('warn', 'That is too long for the terminal’s clipboard.');
}

export type CopyChoice = Choice<string> & { readonly text: string };

/** Asks which of these texts is copied. */
export async function askCopy(
	console: ConsoleContextValue,
	title: string,
	texts: readonly CopyChoice[],
): Promise<void> {
	const id = await console.dialogs.choose(
		title,
		texts.map(({ text, ...choice }) => choice),
	);
	const chosen = texts.find((each) => each.id === id);
	if (chosen !== undefined) copyText(console, chosen.text);
}

/** Says what could not be read, and why. */
export function showGaps(
	{ dialogs, toast }: ConsoleContextValue,
	reading: Reading<{ readonly problems: readonly Problem[] }>,
): void {
	const problems = lastValueOf(reading)?.problems ?? [];
	if (problems.length === 0) toast('info', 'Everything that was asked for could be read.');
	else void dialogs.showText('What could not be read', problemLines(problems));
}
