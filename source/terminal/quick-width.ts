/**
 * Ink measures every changed line several times with `string-width`, which splits it into graphemes. Lines of this program are nearly
 * always made of characters that are one cell wide each, and of colour sequences: those are counted here, everything
 * else is left to `string-width`. scripts/build.mjs puts it in that package's place inside the bundle.
 */

// ASCII, the middle dot, Latin-1 letters, dashes and quotes, arrows, box drawing, blocks, geometric shapes, check marks, braille.
const ranges =
	' -~\\u00B7\\u00C0-\\u024F\\u2010-\\u2015\\u2018-\\u201F\\u2022\\u2026\\u2030-\\u203A\\u2190-\\u21A9\\u23CE\\u2500-\\u25FC\\u2713\\u2717\\u2800-\\u28FF';
const singleCells = new RegExp(`^(?:[${ranges}]|\\u001B\\[[\\d;]*m)*$`);
const singleCell = new RegExp(`^[${ranges}]$`);
const colourSequence = /\u001B\[[\d;]*m/g;

export type StringWidth = (text: string, options?: object) => number;

export function quickWidthOver(stringWidth: StringWidth): StringWidth {
	return (text, options) => {
		if (options !== undefined || typeof text !== 'string' || !singleCells.test(text)) return stringWidth(text, options);
		return text.includes('\u001B') ? text.replace(colourSequence, '').length : text.length;
	};
}

/** Whether a line is made of nothing but such characters and colour sequences. */
export function isPlainLine(line: string): boolean {
	return singleCells.test(line);
}

/** Whether a character (a UTF-16 unit) takes one cell, on terminals where those of "ambiguous" width do. */
export function isSingleCell(code: number): boolean {
	return singleCell.test(String.fromCharCode(code));
}
