import type { Problem } from '../../domain/problem.ts';
import type { Reading } from '../../domain/reading.ts';
import { sentenceOf } from '../../domain/sentence.ts';

/** Gaps of a reading as lines for a dialog: what, why, and what to try. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
	return problems.flatMap(({ field, message, hint }) => [
		`${field}: ${message}`,
		...(hint === null ? [] : [`    ${hint}`]),
	]);
}

/** What stands where the rows would: why there are none yet, or why none matches. */
export function emptyTextOf(reading: Reading<unknown>, what: string, isNarrowed: boolean): string {
	switch (reading.state) {
		case 'waiting':
			return `Reading ${what} …`;
		case 'failed':
			return sentenceOf(reading.error);
		default:
			return isNarrowed ? `No ${what} match. Esc shows all.` : `There are no ${what}.`;
	}
}

/** Says that the selection slipped to another row because its own went away. */
export function movedModes({ hasMoved }: { readonly hasMoved: boolean }, what: string): readonly string[] {
	return hasMoved ? [`the selected ${what} is gone; this is its neighbour`] : [];
}

/** What is wrong with the figures on screen, for the line above a list: gaps, and a poll that failed. */
export function freshnessModes(reading: Reading<{ readonly problems: readonly Problem[] }>): readonly string[] {
	if (reading.state === 'waiting' || reading.state === 'failed') return [];
	const gaps = reading.value.problems.filter((problem) => problem.code !== 'pending').length;
	return [
		...(reading.state === 'stale' ? [reading.error.message] : []),
		...(gaps === 0 ? [] : [gaps === 1 ? '1 gap (!)' : `${gaps} gaps (!)`]),
	];
}
