/** Draws the screen of a test terminal as an SVG picture: for README, and to look at what a test saw. */

import type { Cell, Colour, TestTerminal } from './terminal.ts';

export type PictureOptions = {
	/** `dark` unless told. */
	readonly background?: 'dark' | 'light';
	/** Shown in a bar over the screen, as a terminal's window does; no bar without it. */
	readonly title?: string;
};

type Palette = {
	readonly background: string;
	readonly foreground: string;
	readonly bar: string;
	readonly named: readonly string[];
};

const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const margin = 10;
const barHeight = 28;

const dark: Palette = {
	background: '#16181d',
	foreground: '#d6d9e0',
	bar: '#2a2d35',
	named: [
		...['#23262e', '#e5626c', '#84c377', '#e0b65c', '#69a5ec', '#c583dd', '#52b8c4', '#c3c8d2'],
		...['#69707f', '#f3868e', '#a4dd98', '#f4d07f', '#8fc0ff', '#dca4f0', '#7bd5df', '#f4f6fa'],
	],
};

const light: Palette = {
	background: '#fbfbf9',
	foreground: '#24272e',
	bar: '#e4e5e8',
	named: [
		...['#24272e', '#b3202c', '#2a7a1f', '#8a6100', '#1b5cb3', '#8a34a8', '#0c717d', '#b9bdc6'],
		...['#6b7280', '#d33b47', '#3d9a30', '#a97a06', '#3476d2', '#a650c4', '#1c8f9c', '#e9eaee'],
	],
};

/** Red, green and blue of a colour of the 256-colour palette beyond the first 16: a cube of 6 steps, then 24 greys. */
function describeIndexed(index: number): string {
	if (index >= 232) {
		const grey = 8 + (index - 232) * 10;
		return `rgb(${grey},${grey},${grey})`;
	}

	const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
	const cube = index - 16;
	return `rgb(${step(Math.floor(cube / 36))},${step(Math.floor(cube / 6) % 6)},${step(cube % 6)})`;
}

function paint(colour: Colour, fallback: string, palette: Palette): string {
	if (colour === 'default') {
		return fallback;
	}

	return typeof colour === 'number' ? (palette.named[colour] ?? describeIndexed(colour)) : colour;
}

type Look = {
	readonly foreground: string;
	readonly background: string;
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isItalic: boolean;
	readonly isUnderlined: boolean;
};

function lookOf(cell: Cell, palette: Palette): Look {
	const foreground = paint(cell.foreground, palette.foreground, palette);
	const background = paint(cell.background, palette.background, palette);
	const { isBold, isDim, isItalic, isUnderlined } = cell;
	const colours = cell.isInverse ? { foreground: background, background: foreground } : { foreground, background };
	return { ...colours, isBold, isDim, isItalic, isUnderlined };
}

type Run = { readonly look: Look; readonly column: number; text: string; columns: number };

// Neighbours that look the same become one piece of text. What is not plain ASCII stands alone, so that a font that draws it
// wider than a cell moves nothing after it.
function findRuns(cells: readonly Cell[], palette: Palette): Run[] {
	const runs: Run[] = [];
	for (const [column, cell] of cells.entries()) {
		if (cell.width === 0) {
			continue;
		}

		const look = lookOf(cell, palette);
		const text = cell.text || ' ';
		const last = runs.at(-1);
		const isPlain = /^[ -~]$/.test(text) && /^[ -~]+$/.test(last?.text ?? '');
		if (last && isPlain && JSON.stringify(last.look) === JSON.stringify(look)) {
			last.text += text;
			last.columns += 1;
		} else {
			runs.push({ look, column, text, columns: cell.width });
		}
	}

	return runs;
}

const escapeXml = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[\u0000-\u001F]/g, ' ');

const round = (value: number): string => String(Math.round(value * 100) / 100);

// Blocks and bars are drawn as shapes: fonts leave gaps between them, and a bar would look like a fence.
const eighths = '▏▎▍▌▋▊▉█';
const risingEighths = '▁▂▃▄▅▆▇█';

function drawBlock(run: Run, x: number, y: number): string | undefined {
	const across = eighths.indexOf(run.text);
	const up = risingEighths.indexOf(run.text);
	if (run.text.length !== 1 || (across < 0 && up < 0)) {
		return undefined;
	}

	const width = across >= 0 ? (cellWidth * (across + 1)) / 8 : cellWidth;
	const height = across >= 0 ? cellHeight : (cellHeight * (up + 1)) / 8;
	const top = y + cellHeight - height;
	return `<rect x="${round(x)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" shape-rendering="crispEdges" fill="${run.look.foreground}"/>`;
}

// Which arms a line character has: left, right, up, down. Rounded corners are drawn square.
const lineArms: Readonly<Record<string, string>> = {
	...{ '─': 'lr', '│': 'ud', '┌': 'rd', '┐': 'ld', '└': 'ru', '┘': 'lu' },
	...{ '╭': 'rd', '╮': 'ld', '╰': 'ru', '╯': 'lu', '├': 'rud', '┤': 'lud', '┬': 'lrd', '┴': 'lru', '┼': 'lrud' },
};

function drawLine(run: Run, x: number, y: number): string | undefined {
	const arms = lineArms[run.text];
	if (arms === undefined) {
		return undefined;
	}

	const middle = `M${round(x + cellWidth / 2)} ${round(y + cellHeight / 2)}`;
	const ends: Record<string, string> = {
		l: `H${round(x)}`,
		r: `H${round(x + cellWidth)}`,
		u: `V${round(y)}`,
		d: `V${round(y + cellHeight)}`,
	};
	const path = [...arms].map((arm) => `${middle}${ends[arm] ?? ''}`).join('');
	return `<path d="${path}" stroke="${run.look.foreground}" stroke-width="1.2"${run.look.isDim ? ' opacity="0.6"' : ''}/>`;
}

function drawText(run: Run, x: number, y: number): string {
	const { look } = run;
	const style = [
		look.isBold ? ' font-weight="bold"' : '',
		look.isItalic ? ' font-style="italic"' : '',
		look.isDim ? ' opacity="0.6"' : '',
		look.isUnderlined ? ' text-decoration="underline"' : '',
	].join('');
	const place = `x="${round(x)}" y="${round(y + fontSize)}" textLength="${round(run.columns * cellWidth)}"`;
	return `<text ${place} lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="${look.foreground}"${style}>${escapeXml(run.text)}</text>`;
}

function drawRun(run: Run, top: number, palette: Palette): string[] {
	const x = margin + run.column * cellWidth;
	const width = round(run.columns * cellWidth);
	const isFilled = run.look.background !== palette.background;
	const ground = `<rect x="${round(x)}" y="${top}" width="${width}" height="${cellHeight}" shape-rendering="crispEdges" fill="${run.look.background}"/>`;
	const isVisible = run.text.trim() !== '' || run.look.isUnderlined;
	return [
		...(isFilled ? [ground] : []),
		...(isVisible ? [drawBlock(run, x, top) ?? drawLine(run, x, top) ?? drawText(run, x, top)] : []),
	];
}

function drawBar(title: string, width: number, palette: Palette): string[] {
	const dots = ['#e5626c', '#e0b65c', '#84c377'].map(
		(colour, index) => `<circle cx="${18 + index * 18}" cy="${barHeight / 2}" r="5.5" fill="${colour}"/>`,
	);
	const text = `<text x="${round(width / 2)}" y="${barHeight / 2 + 5}" text-anchor="middle" fill="${palette.foreground}">${escapeXml(title)}</text>`;
	return [
		`<path d="M0 8 a8 8 0 0 1 8 -8 H${round(width - 8)} a8 8 0 0 1 8 8 V${barHeight} H0 Z" fill="${palette.bar}"/>`,
		...dots,
		text,
	];
}

/** The terminal's cursor, where the program shows it. */
function drawCursor(terminal: TestTerminal, top: number, palette: Palette): string[] {
	if (terminal.isCursorHidden) return [];
	const { column, row } = terminal.cursor;
	const place = `x="${round(margin + column * cellWidth)}" y="${top + margin + row * cellHeight}"`;
	return [`<rect ${place} width="${cellWidth}" height="${cellHeight}" opacity="0.7" fill="${palette.foreground}"/>`];
}

/** The screen as it stands now, as the text of an SVG file. */
export function drawPicture(terminal: TestTerminal, options: PictureOptions = {}): string {
	const palette = options.background === 'light' ? light : dark;
	const { columns, rows } = terminal.size;
	const top = options.title === undefined ? 0 : barHeight;
	const width = columns * cellWidth + 2 * margin;
	const height = rows * cellHeight + 2 * margin + top;
	const lines = Array.from({ length: rows }, (_, row) =>
		findRuns(terminal.cells(row), palette).flatMap((run) => drawRun(run, top + margin + row * cellHeight, palette)),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" width="${round(width)}" height="${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${fontSize}">`,
		`<rect width="100%" height="100%" rx="8" fill="${palette.background}"/>`,
		...(options.title === undefined ? [] : drawBar(options.title, width, palette)),
		...lines.flat(),
		...drawCursor(terminal, top, palette),
		'</svg>\n',
	].join('\n');
}
