import stringWidth from 'string-width';
import { graphemesOf } from '../domain/graphemes.ts';

/** Widths are terminal cells: CJK and emoji take two, combining marks none. Texts are sanitised and not painted yet. */

const printableAscii = /^[ -~]*$/;

/** Cells that a text takes. Measured by the function that Ink lays out with, so that both agree. */
export function cellWidth(text: string): number {
	return printableAscii.test(text) ? text.length : stringWidth(text);
}

/** The longest start of a text that fits into `width` cells; a wide character that fits by half is left out. */
export function takeCells(text: string, width: number): string {
	if (printableAscii.test(text)) return text.slice(0, Math.max(0, width));
	let taken = '';
	let used = 0;
	for (const segment of graphemesOf(text)) {
		used += cellWidth(segment);
		if (used > width) break;
		taken += segment;
	}
	return taken;
}

function pad(text: string, blanks: number, align: 'left' | 'right'): string {
	if (blanks <= 0) return text;
	return align === 'left' ? text + ' '.repeat(blanks) : ' '.repeat(blanks) + text;
}

/** The text in exactly `width` cells: padded, or cut with the ellipsis (one or more cells) at its end. */
export function fitCells(text: string, width: number, align: 'left' | 'right' = 'left', ellipsis = '…'): string {
	if (width <= 0) return '';
	if (printableAscii.test(text)) {
		if (text.length <= width) return align === 'left' ? text.padEnd(width) : text.padStart(width);
		return text.slice(0, Math.max(0, width - ellipsis.length)) + ellipsis.slice(0, width);
	}
	const taken = stringWidth(text);
	if (taken <= width) return pad(text, width - taken, align);
	const head = takeCells(text, width - ellipsis.length) + ellipsis.slice(0, width);
	return pad(head, width - stringWidth(head), align);
}

function isWider(text: string, width: number): boolean {
	return text.length * 2 > width && cellWidth(text) > width;
}

/**
 * Breaks a text into lines of at most `width` cells, between words where there are any; all but the first begin with `hang`
 * blanks. Never an empty list.
 */
export function wrapCells(text: string, width: number, hang = 0): string[] {
	const lines: string[] = [];
	let rest = text;
	// Only a window is measured each time: a line may be a megabyte long.
	const windowLength = Math.max(1, width) * 8 + 16;
	const indent = ' '.repeat(hang);
	let room = width;
	const add = (line: string) => {
		lines.push(lines.length === 0 ? line : indent + line);
		room = Math.max(1, width - hang);
	};
	while (rest.length > windowLength || isWider(rest, room)) {
		const window = rest.slice(0, windowLength);
		// A wide character in one cell of width still gets a line of its own.
		const head = takeCells(window, room) || takeCells(window, 2);
		if (head === '' || head.length === rest.length) break;
		const isAtBlank = rest[head.length] === ' ';
		const wordStart = isAtBlank ? head.length : head.lastIndexOf(' ') + 1;
		// A word that would leave most of the line empty is broken instead.
		const end = wordStart > room / 3 ? wordStart : head.length;
		add(rest.slice(0, end).trimEnd());
		rest = rest.slice(isAtBlank && end === head.length ? end + 1 : end);
	}
	add(rest);
	return lines;
}

/** What a line's text stands behind: the time and sign of a log, a label and its blanks, an indentation. */
const beforeText = /^(?:\d\d-\d\d \d\d:\d\d:\d\d . |[^ ]+(?: [^ ]+)? {2,}| +)(?=[^ ])/;

/** Breaks a text as `wrapCells` does; what follows stands under the text of a line that has something before it. */
export function wrapUnderText(text: string, width: number): string[] {
	const start = beforeText.exec(text)?.[0].length ?? 0;
	// Where that would leave too little, a little sets it off.
	return wrapCells(text, width, start * 3 <= width ? start : width < 12 ? 0 : 2);
}
