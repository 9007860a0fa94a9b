import { isSingleCell } from './quick-width.ts';
import type { StyleId, TextStyles } from './text-styles.ts';

/**
 * A painted line as cells. Only characters that every terminal shows in one cell become cells; from the last cell before the first other
 * character on (it may be a mark that belongs to that cell), the line is a tail that is written as a whole or not at all.
 */
export type PaintedCells = {
	/** One character for each cell. Blanks at the end that show nothing are left out. */
	readonly text: string;
	readonly styles: readonly StyleId[];
	/** The rest as it was painted, and the style that it begins in; empty where all are cells. */
	readonly tail: string;
	readonly tailStyle: StyleId;
};

export const noCells: PaintedCells = { text: '', styles: [], tail: '', tailStyle: 0 };

const colourSequence = /\u001B\[([\d;]*)m/y;
const escapeCode = 0x1b;
const blankCode = 0x20;

/** `hasNarrowSymbols`: the terminal was asked, and shows lines, bars and letters with accents in one cell. */
export function paintedCells(line: string, textStyles: TextStyles, hasNarrowSymbols: boolean): PaintedCells {
	const styles: StyleId[] = [];
	let text = '';
	let style: StyleId = 0;
	let stretchAt = 0;
	let lastCellAt = 0;
	let lastCellStyle: StyleId = 0;
	let at = 0;
	while (at < line.length) {
		const code = line.charCodeAt(at);
		if (code === escapeCode) {
			colourSequence.lastIndex = at;
			const parameters = colourSequence.exec(line)?.[1];
			const next = parameters === undefined ? null : textStyles.after(style, parameters);
			if (next === null) break;
			text += line.slice(stretchAt, at);
			style = next;
			at = colourSequence.lastIndex;
			stretchAt = at;
			continue;
		}
		if (!(code >= blankCode && code <= 0x7e) && !(hasNarrowSymbols && isSingleCell(code))) break;
		styles.push(code === blankCode ? textStyles.ofBlank(style) : style);
		lastCellAt = at;
		lastCellStyle = style;
		at += 1;
	}
	text += line.slice(stretchAt, at);
	if (at === line.length) return trimmed(text, styles);
	styles.pop();
	return { text: text.slice(0, -1), styles, tail: line.slice(lastCellAt), tailStyle: lastCellStyle };
}

function trimmed(text: string, styles: readonly StyleId[]): PaintedCells {
	let end = text.length;
	while (end > 0 && styles[end - 1] === 0 && text.charCodeAt(end - 1) === blankCode) end -= 1;
	return { text: text.slice(0, end), styles: styles.slice(0, end), tail: '', tailStyle: 0 };
}
