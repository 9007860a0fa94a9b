/**
 * Characters of East Asian "ambiguous" width are two cells wide in some terminals and fonts. Printed once at the start, with
 * the question where the cursor is now, they tell. One of each kind that the console uses: sign, line, block, punctuation.
 */
const probed = '●─▏…';

/** Into the first column, the characters, the question, and everything wiped. */
export const probeSequence = `\r${probed}\u001B[6n\r\u001B[K`;

export type WidthAnswer = 'narrow' | 'wide';

/** `column` is where the cursor stood, from 0. */
export function readProbe(column: number): WidthAnswer {
	return column === [...probed].length ? 'narrow' : 'wide';
}
