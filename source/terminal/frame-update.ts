import { noCells, type PaintedCells, paintedCells } from './painted-cells.ts';
import { Pen } from './pen.ts';
import { type RowMoves, rowMoves } from './row-moves.ts';
import { createTextStyles } from './text-styles.ts';

/**
 * Ink writes a changed line from its first changed character to its end, and every line of a list anew in which one row was
 * added. This writes the cells that changed and moves lines that moved, a third of the bytes or less. It serves frames that fill the screen,
 * as all of this program's do; the first one and whatever else there is stays with Ink's own.
 *
 * scripts/build.mjs puts it in the place of ink/build/log-update.js, whose interface it has (seen in Ink 8.0.0).
 */
export type LogUpdate = {
	(text: string): boolean;
	clear(): void;
	done(): void;
	reset(): void;
	sync(text: string): void;
	setCursorPosition(position: CursorPosition | undefined): void;
	isCursorDirty(): boolean;
	willRender(text: string): boolean;
	getCursorPosition(): CursorPosition | undefined;
};

type CursorPosition = { readonly x: number; readonly y: number };

/** Where frames go; `hasNarrowSymbols` says that lines, bars and letters with accents take one cell there. */
export type FrameStream = {
	readonly columns: number;
	readonly rows: number;
	readonly hasNarrowSymbols?: boolean;
	write(text: string): unknown;
};

type CreateOptions = { readonly incremental?: boolean };
export type LogUpdateFactory = { create(stream: FrameStream, options?: CreateOptions): LogUpdate };

export function frameUpdateOver(stock: LogUpdateFactory): LogUpdateFactory {
	return {
		create(stream, options) {
			const own = stock.create(stream, options);
			return options?.incremental === true ? overFullFrames(own, stream) : own;
		},
	};
}

function overFullFrames(stock: LogUpdate, stream: FrameStream): LogUpdate {
	const writer = createFrameWriter();
	let shown: readonly string[] | null = null;
	let shownColumns = 0;
	let cursor: CursorPosition | undefined;
	/** The stock one takes the cursor to be in the last row, where it would have left it. */
	let isCursorAstray = false;

	function forget(text: string | null): void {
		shown = text?.split('\n') ?? null;
		shownColumns = stream.columns;
	}

	function handBack(): void {
		if (isCursorAstray && shown !== null) stream.write(`\u001B[${shown.length}H`);
		isCursorAstray = false;
	}

	const fills = (lines: readonly string[]) => lines.length === stream.rows;

	function render(text: string): boolean {
		const lines = text.split('\n');
		const hasCursor = cursor !== undefined || stock.getCursorPosition() !== undefined;
		if (shown === null || hasCursor || shownColumns !== stream.columns || !fills(shown) || !fills(lines)) {
			handBack();
			const isWritten = stock(text);
			forget(text);
			return isWritten;
		}
		if (!stock.willRender(text)) return false;
		const { columns, hasNarrowSymbols = false } = stream;
		stream.write(writer.write(shown, lines, { columns, hasNarrowSymbols }));
		shown = lines;
		isCursorAstray = true;
		stock.sync(text);
		return true;
	}

	const withHandBack = (call: () => void) => () => {
		handBack();
		call();
		forget(null);
	};

	return Object.assign(render, {
		clear: withHandBack(stock.clear),
		done: withHandBack(stock.done),
		reset: withHandBack(stock.reset),
		sync(text: string) {
			stock.sync(text);
			forget(text);
			isCursorAstray = false;
		},
		setCursorPosition(position: CursorPosition | undefined) {
			cursor = position;
			stock.setCursorPosition(position);
		},
		isCursorDirty: stock.isCursorDirty,
		willRender: stock.willRender,
		getCursorPosition: stock.getCursorPosition,
	});
}

export type FrameSize = { readonly columns: number; readonly hasNarrowSymbols: boolean };

/** Turns two frames into the bytes that make one of the other. */
export function createFrameWriter() {
	const textStyles = createTextStyles();
	/** Cells of the lines on screen, by row: most stay from one frame to the next. */
	let known: Array<{ readonly line: string; readonly cells: PaintedCells }> = [];
	let knownNarrow = false;

	return {
		write(before: readonly string[], after: readonly string[], size: FrameSize): string {
			if (knownNarrow !== size.hasNarrowSymbols) known = [];
			knownNarrow = size.hasNarrowSymbols;
			const pen = new Pen(textStyles, size.columns);
			const cellsOf = (line: string) => (line === '' ? noCells : paintedCells(line, textStyles, size.hasNarrowSymbols));
			const moves = rowMoves(before, after);
			if (moves !== null) {
				move(pen, moves);
				known = moves.from.map((row) => (row === null ? { line: '', cells: noCells } : known[row])).map(orNothing);
			}
			for (const [row, line] of after.entries()) {
				const from = moves === null ? row : moves.from[row];
				const shown = from === null || from === undefined ? '' : (before[from] ?? '');
				if (shown === line) continue;
				const remembered = known[row];
				const shownCells = remembered?.line === shown ? remembered.cells : cellsOf(shown);
				const cells = cellsOf(line);
				pen.change(row, shownCells, cells);
				known[row] = { line, cells };
			}
			return pen.finish();
		},
	};
}

const orNothing = <Known>(known: Known | undefined) => known ?? { line: '', cells: noCells };

function move(pen: Pen, { top, bottom, deletions, insertions }: RowMoves): void {
	pen.moveLines(top, bottom, [
		...deletions.map(({ row, count }) => [row, `${count === 1 ? '' : count}M`] as const),
		...insertions.map(({ row, count }) => [row, `${count === 1 ? '' : count}L`] as const),
	]);
}
