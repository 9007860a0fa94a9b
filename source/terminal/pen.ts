import { noCells, type PaintedCells } from './painted-cells.ts';
import type { StyleId, TextStyles } from './text-styles.ts';

const csi = '\u001B[';
/** A shorter way than one of these is not known. */
const leastJump = 3;
/** From so many blanks on it is shorter to erase them and to go on behind them. */
const leastErased = 12;
const space = 0x20;

/**
 * Writes cells on a terminal and knows where its cursor stands and in which style it writes, so that each step says only what is
 * not so already. Places count from 0.
 */
export class Pen {
	readonly #textStyles: TextStyles;
	readonly #columns: number;
	#out = '';
	#row: number | null = null;
	/** Null where a terminal may or may not have wrapped: behind the last column, or behind text of unknown width. */
	#column: number | null = null;
	#style: StyleId = 0;

	constructor(textStyles: TextStyles, columns: number) {
		this.#textStyles = textStyles;
		this.#columns = columns;
	}

	/** All that was written; the style is none then. */
	finish(): string {
		this.setStyle(0);
		return this.#out;
	}

	/** Moves whole lines of some rows up or down. */
	moveLines(top: number, bottom: number, steps: ReadonlyArray<readonly [row: number, command: string]>): void {
		this.setStyle(0);
		this.#out += `${csi}${top + 1};${bottom + 1}r`;
		for (const [row, command] of steps) this.#out += `${csi}${row + 1}H${csi}${command}`;
		this.#out += `${csi}r`;
		// Setting the margins moves the cursor, on some terminals not to where others have it.
		this.#row = null;
		this.#column = null;
	}

	/** Makes one row of the other: `shown` stands there, `wanted` will. */
	change(row: number, shown: PaintedCells, wanted: PaintedCells): void {
		const isTailKept =
			shown.tail === wanted.tail &&
			shown.tailStyle === wanted.tailStyle &&
			(wanted.tail === '' || shown.text.length === wanted.text.length);
		const tailAt = isTailKept
			? Number.POSITIVE_INFINITY
			: Math.min(
					shown.tail === '' ? Number.POSITIVE_INFINITY : shown.text.length,
					wanted.tail === '' ? Number.POSITIVE_INFINITY : wanted.text.length,
				);
		const compared = Math.min(Math.max(shown.text.length, wanted.text.length), tailAt);
		for (let at = 0; at < compared; at++) {
			if (isSameCell(shown, wanted, at)) continue;
			if (at >= wanted.text.length) {
				this.#eraseRest(row, at, compared - at);
				break;
			}
			this.#moveTo(row, at, wanted);
			const erased = this.#eraseBlanks(wanted, at, compared);
			if (erased === 0) this.#put(wanted, at);
			else at += erased - 1;
		}
		if (!isTailKept) this.#writeTail(row, tailAt, wanted);
	}

	setStyle(style: StyleId): void {
		this.#out += this.#textStyles.change(this.#style, style);
		this.#style = style;
	}

	#put(cells: PaintedCells, at: number): void {
		if (!this.#canWrite(cells, at)) this.setStyle(cells.styles[at] ?? 0);
		this.#out += cells.text[at] ?? ' ';
		this.#column = at + 1 < this.#columns ? at + 1 : null;
	}

	/** Whether a cell comes out right in the style that is on: a blank does in many. */
	#canWrite(cells: PaintedCells, at: number): boolean {
		const style = cells.styles[at] ?? 0;
		if (style === this.#style) return true;
		return cells.text.charCodeAt(at) === space && this.#textStyles.ofBlank(this.#style) === style;
	}

	/** Goes to a cell, over those between where writing them again is shorter. */
	#moveTo(row: number, column: number, cells: PaintedCells): void {
		if (row === this.#row && column === this.#column) return;
		if (row === this.#row && this.#column !== null && column > this.#column) {
			const jump =
				column === this.#column + 1 ? `${csi}C` : shorter(`${csi}${column - this.#column}C`, absolute(column));
			if (this.#canWriteBetween(cells, this.#column, column, jump.length)) {
				this.#out += cells.text.slice(this.#column, column);
			} else {
				this.#out += jump;
			}
		} else if (row === this.#row) {
			this.#out += column === 0 ? '\r' : absolute(column);
		} else if (row - 1 === this.#row && column === this.#column) {
			this.#out += `${csi}B`;
		} else {
			this.#out += column === 0 ? `${csi}${row + 1}H` : `${csi}${row + 1};${column + 1}H`;
		}
		this.#row = row;
		this.#column = column;
	}

	#canWriteBetween(cells: PaintedCells, from: number, to: number, jumpLength: number): boolean {
		if (to - from > Math.max(jumpLength, leastJump) || to > cells.text.length) return false;
		for (let at = from; at < to; at++) {
			// A character may be more than one byte.
			if (cells.text.charCodeAt(at) > 0x7e || !this.#canWrite(cells, at)) return false;
		}
		return true;
	}

	/** Erases a long run of blanks that begins here; answers how many cells it took. */
	#eraseBlanks(cells: PaintedCells, from: number, end: number): number {
		let to = from;
		while (to < end && cells.styles[to] === 0 && cells.text.charCodeAt(to) === space) to += 1;
		if (to - from < leastErased) return 0;
		this.#eraseInStyle();
		this.#out += `${csi}${to - from}X`;
		// The cursor stays; the next cell that differs moves it.
		return to - from;
	}

	/** Erases a row from a column on; `count` cells hold something there. */
	#eraseRest(row: number, column: number, count: number): void {
		this.#moveTo(row, column, noCells);
		this.#eraseInStyle();
		if (count < leastJump) {
			this.#out += ' '.repeat(count);
			this.#column = column + count < this.#columns ? column + count : null;
		} else {
			this.#out += `${csi}K`;
		}
	}

	/** Erased cells take the background that is on. */
	#eraseInStyle(): void {
		if (this.#textStyles.ofBlank(this.#style) !== 0) this.setStyle(0);
	}

	#writeTail(row: number, from: number, wanted: PaintedCells): void {
		this.#moveTo(row, from, noCells);
		this.#eraseInStyle();
		this.#out += `${csi}K`;
		for (let at = from; at < wanted.text.length; at++) this.#put(wanted, at);
		if (wanted.tail === '') return;
		this.setStyle(wanted.tailStyle);
		// It ends in a style of its own, and it is unknown in which column.
		this.#out += `${wanted.tail}${csi}m`;
		this.#style = 0;
		this.#column = null;
	}
}

function isSameCell(shown: PaintedCells, wanted: PaintedCells, at: number): boolean {
	const isShown = at < shown.text.length;
	const isWanted = at < wanted.text.length;
	return (
		(shown.styles[at] ?? 0) === (wanted.styles[at] ?? 0) &&
		(isShown ? shown.text.charCodeAt(at) : space) === (isWanted ? wanted.text.charCodeAt(at) : space)
	);
}

const absolute = (column: number): string => `${csi}${column + 1}G`;

const shorter = (a: string, b: string): string => (a.length <= b.length ? a : b);
