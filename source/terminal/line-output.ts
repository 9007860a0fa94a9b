/**
 * A quicker last stage for Ink. Ink's own Output makes an object for every cell of every frame, some 11 ms at 200x50; a screen
 * of this program is a stack of lines that are painted already, so most rows are one string that needs no cells at all (1 ms a frame,
 * `bench/frame.mjs`). Rows that are more than that (a dialog over a list, clipped or multi-line text) go through Ink's own.
 *
 * scripts/build.mjs puts it in the place of ink/build/output.js, whose interface it has (seen in Ink 8.0.0).
 */

type Transformer = (line: string, index: number) => string;
/** Half-open cell bounds; an absent one is unbounded. */
type Clip = { readonly x1?: number; readonly x2?: number; readonly y1?: number; readonly y2?: number };
type Write = {
	readonly x: number;
	readonly y: number;
	readonly text: string;
	readonly transformers: readonly Transformer[];
	readonly clips: readonly Clip[];
};

export type InkOutput = {
	readonly width: number;
	readonly height: number;
	write(x: number, y: number, text: string, options: { readonly transformers: readonly Transformer[] }): void;
	clip(clip: Clip): void;
	unclip(): void;
	get(): { output: string; height: number };
};

export type InkOutputClass = new (size: { width: number; height: number }) => InkOutput;

/** Cells of a line that may hold colour sequences. */
type MeasureLine = (line: string) => number;

/** `Stock` is Ink's own Output; it draws the rows that are not plain lines. */
export function lineOutputOver(Stock: InkOutputClass, measureLine: MeasureLine): InkOutputClass {
	return class LineOutput implements InkOutput {
		readonly width: number;
		readonly height: number;
		readonly #rows: Write[][];
		/** Rows that a text of several lines reaches into: styles may run over from one of its lines to the next. */
		readonly #mixedRows = new Set<number>();
		#clips: readonly Clip[] = [];

		constructor(size: { width: number; height: number }) {
			this.width = size.width;
			this.height = size.height;
			this.#rows = Array.from({ length: Math.max(0, size.height) }, () => []);
		}

		write(
			x: number,
			y: number,
			text: string,
			{ transformers }: { readonly transformers: readonly Transformer[] },
		): void {
			if (text === '') return;
			const lineCount = text.includes('\n') ? text.split('\n').length : 1;
			const write = { x, y, text, transformers, clips: this.#clips };
			for (let row = Math.max(0, y); row < Math.min(y + lineCount, this.height); row++) {
				this.#rows[row]?.push(write);
				if (lineCount > 1) this.#mixedRows.add(row);
			}
		}

		clip(clip: Clip): void {
			this.#clips = [...this.#clips, clip];
		}

		unclip(): void {
			this.#clips = this.#clips.slice(0, -1);
		}

		get(): { output: string; height: number } {
			const lines = this.#rows.map((writes, row) => {
				const line = this.#mixedRows.has(row) ? null : joinWrites(writes, row, measureLine);
				return line ?? drawRow(new Stock({ width: this.width, height: 1 }), writes, row);
			});
			return { output: lines.join('\n'), height: this.height };
		}
	};
}

/** Writes side by side as one line; null where they overlap or are cut. */
function joinWrites(writes: readonly Write[], row: number, measureLine: MeasureLine): string | null {
	let line = '';
	let column = 0;
	for (const [index, write] of writes.entries()) {
		if (write.x < column) return null;
		// The last write needs no measuring, unless a clip may cut it.
		const mustMeasure = write.clips.length > 0 || index < writes.length - 1;
		const text = transform(write);
		const end = mustMeasure ? write.x + measureLine(text) : write.x;
		const place = placeIn(write, row, end);
		if (place === 'cut') return null;
		if (place === 'outside') continue;
		line += ' '.repeat(write.x - column) + text;
		column = end;
	}
	return line.trimEnd();
}

function placeIn(write: Write, row: number, end: number): 'inside' | 'outside' | 'cut' {
	for (const clip of write.clips) {
		if ((clip.y1 !== undefined && row < clip.y1) || (clip.y2 !== undefined && row >= clip.y2)) return 'outside';
		if ((clip.x1 !== undefined && write.x < clip.x1) || (clip.x2 !== undefined && end > clip.x2)) return 'cut';
	}
	return 'inside';
}

function transform(write: Write): string {
	return write.transformers.reduce((line, transformer) => transformer(line, 0), write.text);
}

/** One row drawn by Ink's own Output, everything moved up so that the row is its first. */
function drawRow(output: InkOutput, writes: readonly Write[], row: number): string {
	for (const write of writes) {
		for (const clip of write.clips) output.clip(moveUp(clip, row));
		output.write(write.x, write.y - row, write.text, { transformers: write.transformers });
		for (const _ of write.clips) output.unclip();
	}
	return output.get().output;
}

function moveUp(clip: Clip, rows: number): Clip {
	return {
		...clip,
		...(clip.y1 === undefined ? {} : { y1: clip.y1 - rows }),
		...(clip.y2 === undefined ? {} : { y2: clip.y2 - rows }),
	};
}
