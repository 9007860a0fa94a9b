import { formatMilliseconds } from '../domain/format.ts';
import type { OperationPlan, OperationResult } from '../domain/operation.ts';
import { sanitise, sanitiseLines } from '../domain/sanitise.ts';
import { sentenceOf, withStop } from '../domain/sentence.ts';
import type { ToastKind } from '../store/console-store.ts';

const toastKinds: Readonly<Record<OperationResult['status'], ToastKind>> = {
	succeeded: 'good',
	failed: 'bad',
	refused: 'bad',
	'timed-out': 'warn',
	interrupted: 'warn',
	unknown: 'warn',
};

export function toastKindOf({ status }: OperationResult): ToastKind {
	return toastKinds[status];
}

/** The outcome in one line: the key that takes it back where that is possible, and the few words that were printed. */
export function toastText(plan: OperationPlan, result: OperationResult): string {
	const { message, canUndo, status } = result;
	const undo = canUndo === true ? ['Z undoes it.'] : [];
	const printed = status === 'succeeded' && !isForReading(plan, result) ? sanitiseLines(result.output) : [];
	const more = [...undo, ...printed.map((line) => line.trim()).filter((line) => line !== '')];
	return sanitise(more.length === 0 ? message : [withStop(message), ...more].join(' '));
}

/** What fits into a message that goes by itself. */
const shortOutput = 160;

/** Whether the outcome is worth a dialog: what went wrong, what a command of one's own printed, and what takes longer to read. */
export function isForReading({ operation }: OperationPlan, { status, output }: OperationResult): boolean {
	const printed = output.trim();
	if (status !== 'succeeded') return true;
	return printed !== '' && (operation.type === 'run' || printed.length > shortOutput);
}

/** What the result dialog shows: the outcome in words, then what the command printed. What went well needs no more than that. */
export function resultLines(plan: OperationPlan, result: OperationResult): readonly string[] {
	const exit =
		result.exitCode === null ? [] : [`Exit status ${result.exitCode}, after ${formatMilliseconds(result.durationMs)}`];
	const change =
		result.before === null && result.after === null
			? []
			: [`State      ${result.before ?? 'unknown'} before, ${result.after ?? 'unknown'} now`];
	const output = sanitiseLines(result.output);
	if (result.status === 'succeeded') return [result.message, '', ...output];
	return [
		result.message,
		...(result.hint === null ? [] : [result.hint]),
		'',
		`Host       ${plan.host}`,
		`Command    ${plan.commandText}`,
		...change,
		...exit,
		'',
		...(output.length === 0 ? ['It printed nothing.'] : output),
	];
}

const mostSentences = 3;

/** What several acts came to: each in its own words, or one line for many that went well. */
export function summaryOf(
	results: readonly OperationResult[],
): ReadonlyArray<{ readonly kind: ToastKind; readonly text: string }> {
	if (results.length > mostSentences && results.every(({ status }) => status === 'succeeded')) {
		return [{ kind: 'good', text: `${results.length} acts succeeded; each is in History.` }];
	}
	const told = results.toSorted((one, other) => rank(one) - rank(other));
	const sentences = told.slice(0, mostSentences).map((result) => ({
		kind: toastKindOf(result),
		text: sanitise(sentenceOf(result)),
	}));
	const left = results.length - mostSentences;
	return left > 0 ? [...sentences.slice(0, 2), { kind: 'warn', text: leftText(results) }] : sentences;
}

/** What went wrong is told first. */
function rank({ status }: OperationResult): number {
	return status === 'succeeded' ? 1 : 0;
}

function leftText(results: readonly OperationResult[]): string {
	const good = results.filter(({ status }) => status === 'succeeded').length;
	return `${good} of ${results.length} acts succeeded; each is in History.`;
}
