import xterm from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import {
	createFrameWriter,
	type FrameStream,
	frameUpdateOver,
	type LogUpdateFactory,
} from '../../source/terminal/frame-update.ts';
import { createRandom } from '../support/mutate.ts';

const address = new URL('../../node_modules/ink/build/log-update.js', import.meta.url).href;
const { default: stock } = (await import(address)) as { default: LogUpdateFactory };

const [columns, rows] = [60, 14];
const style = (codes: string, text: string) => `\u001B[${codes}m${text}\u001B[0m`;

/** East Asian "ambiguous" characters in two cells, as some terminals show them. */
const ambiguous = /[●─▏…│█▁é]/u;

class Screen {
	readonly #terminal;

	constructor(hasWideSymbols = false) {
		this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
		if (!hasWideSymbols) return;
		const { unicode } = this.#terminal;
		const width = (code: number) =>
			code < 0x20 ? 0 : code >= 0x1100 || ambiguous.test(String.fromCodePoint(code)) ? 2 : 1;
		unicode.register({
			version: 'ambiguous-wide',
			wcwidth: (code) => (code >= 0x300 && code <= 0x36f ? 0 : (width(code) as 0 | 1 | 2)),
			charProperties(code, preceding) {
				const isMark = code >= 0x300 && code <= 0x36f;
				return isMark ? (preceding & ~1) | 1 : width(code) << 1;
			},
		});
		unicode.activeVersion = 'ambiguous-wide';
	}

	write(text: string): Promise<void> {
		return new Promise((resolve) => this.#terminal.write(text, resolve));
	}

	/** Each cell with what can be seen of its style. */
	cells(): string[] {
		const buffer = this.#terminal.buffer.active;
		return Array.from({ length: rows }, (_, row) => {
			const line = buffer.getLine(buffer.baseY + row);
			const cells = Array.from({ length: columns }, (_, column) => {
				const cell = line?.getCell(column);
				if (cell === undefined) return '';
				const text = cell.getChars() || ' ';
				const onAll = `${cell.getBgColor()} ${cell.isInverse()} ${cell.isUnderline()} ${cell.isStrikethrough()}`;
				const isSeen = text !== ' ' || cell.isInverse() > 0 || cell.isUnderline() > 0 || cell.isStrikethrough() > 0;
				const onLetters = isSeen ? `${cell.getFgColor()} ` : '';
				const weight = text === ' ' ? '' : `${cell.isBold()} ${cell.isDim()} ${cell.isItalic()}`;
				return `${text}|${cell.getWidth()}|${onLetters}${onAll} ${weight}`;
			});
			return cells.join('\n');
		});
	}
}

const wholly = (lines: readonly string[]) =>
	lines.map((line, row) => `\u001B[${row + 1}H\u001B[2K${line}\u001B[m`).join('');

const pieces = [
	'systemd',
	'   ',
	'                      ',
	'0.5',
	style('2', 'dim'),
	style('38;5;80', '█▏▁'),
	style('1;38;5;16;48;5;214', ' web1 '),
	style('7', ' on '),
	style('4', 'a b'),
	'\u001B[1mbold\u001B[22m',
	'\u001B[31mred\u001B[39m',
	'日本語',
	'e\u0301é',
	'👩‍👩‍👧',
	'…─│●',
	'\u001B[53mover\u001B[55m',
];

type Pick = (below: number) => number;

const randomLine = (pick: Pick) =>
	Array.from({ length: pick(5) }, () => pieces[pick(pieces.length)]).join(' '.repeat(pick(3)));

/** What a list does from one frame to the next. */
function nextFrame(before: readonly string[], pick: Pick): string[] {
	const lines = [...before];
	for (let change = 1 + pick(4); change > 0; change--) {
		const row = pick(rows);
		const line = lines[row] ?? '';
		switch (pick(5)) {
			case 0:
				lines.splice(row, 1);
				lines.splice(pick(rows), 0, pick(2) === 0 ? line : randomLine(pick));
				break;
			case 1:
				lines.splice(row, pick(3));
				break;
			case 2:
				lines.splice(row, 0, randomLine(pick));
				break;
			case 3:
				lines[row] = line.replace(/0\.\d/g, () => `0.${pick(10)}`);
				break;
			default:
				lines[row] = randomLine(pick);
		}
	}
	return Array.from({ length: rows }, (_, row) => lines[row] ?? '');
}

async function playRandomly(seed: number, hasWideSymbols: boolean, hasNarrowSymbols: boolean) {
	const random = createRandom(seed);
	const pick = (below: number) => Math.floor(random() * below);
	const writer = createFrameWriter();
	const [updated, redrawn] = [new Screen(hasWideSymbols), new Screen(hasWideSymbols)];
	let lines: string[] = Array.from({ length: rows }, () => '');
	for (let frame = 1; frame <= 12; frame++) {
		const next = nextFrame(lines, pick);
		await updated.write(writer.write(lines, next, { columns, hasNarrowSymbols }));
		await redrawn.write(wholly(next));
		expect({ seed, frame, cells: updated.cells() }).toEqual({ seed, frame, cells: redrawn.cells() });
		lines = next;
	}
}

describe('what is on screen after changed cells alone were written', () => {
	test('is what a screen drawn anew shows', async () => {
		for (let seed = 1; seed <= 40; seed++) await playRandomly(seed, false, seed % 2 === 0);
	});

	test('is that too where the terminal shows ambiguous characters in two cells', async () => {
		for (let seed = 1; seed <= 25; seed++) await playRandomly(seed, true, false);
	});
});

/** A process table: a header with a clock, rows by PID. */
function table(seconds: number, cpu: ReadonlyMap<number, string>, order: readonly number[]): string[] {
	const head = [` vm  ${style('2', 'up 3h')} live 2s  11:30:0${seconds}`, style('2', ' PID USER  CPU% COMMAND')];
	return [
		...head,
		...order.map(
			(pid) =>
				`${style('2', String(pid).padStart(4))} root  ${(cpu.get(pid) ?? '0.0').padStart(4)} /usr/sbin/daemon-${pid}`,
		),
	];
}

const pids = Array.from({ length: rows - 2 }, (_, index) => 100 + index);
const bytes = (before: readonly string[], after: readonly string[]) =>
	Buffer.byteLength(createFrameWriter().write(before, after, { columns, hasNarrowSymbols: true }));

describe('bytes of a frame', () => {
	test('a second on the clock costs a cursor move and a digit', () => {
		expect(bytes(table(1, new Map(), pids), table(2, new Map(), pids))).toBeLessThanOrEqual(8);
	});

	test('a changed figure in a row costs its digits, not the row', () => {
		const before = table(1, new Map([[103, '12.5']]), pids);
		expect(bytes(before, table(1, new Map([[103, '12.9']]), pids))).toBeLessThanOrEqual(9);
	});

	test('a process that comes to the top of a list costs its own row', () => {
		const before = table(1, new Map(), pids);
		const after = table(1, new Map([[110, '3.0']]), [110, ...pids.filter((pid) => pid !== 110)]);
		expect(bytes(before, after)).toBeLessThanOrEqual(90);
	});

	test('a frame that changed nowhere costs nothing', () => {
		expect(bytes(table(1, new Map(), pids), table(1, new Map(), pids))).toBe(0);
	});

	test('a row that became blank is erased', () => {
		expect(bytes(['x'.repeat(columns), 'y'], ['', 'y'])).toBeLessThanOrEqual(7);
	});

	test('only sequences that VT220, the Linux console, tmux and screen know are written', () => {
		const random = createRandom(3);
		const pick = (below: number) => Math.floor(random() * below);
		let lines: string[] = Array.from({ length: rows }, () => '');
		let written = '';
		for (let frame = 0; frame < 100; frame++) {
			const next = nextFrame(lines, pick);
			written += createFrameWriter().write(lines, next, { columns, hasNarrowSymbols: true });
			lines = next;
		}
		const finals = new Set(Array.from(written.matchAll(/\u001B\[[\d;]*([A-Za-z])/g), (match) => match[1]));
		expect([...finals].filter((final) => !'mHGCBKXLMr'.includes(final ?? ''))).toEqual([]);
	});
});

describe('in the place of the log update of Ink', () => {
	function createLog(size = { columns, rows }) {
		const stream: FrameStream & { text: string } = {
			...size,
			text: '',
			hasNarrowSymbols: true,
			write(text) {
				this.text += text;
			},
		};
		return { stream, log: frameUpdateOver(stock).create(stream, { incremental: true }) };
	}

	test('every frame that fills the screen ends as it should, whatever came between', async () => {
		const { stream, log } = createLog();
		const screen = new Screen();
		const random = createRandom(11);
		const pick = (below: number) => Math.floor(random() * below);
		let lines: string[] = Array.from({ length: rows }, () => '');
		await screen.write('\u001B[?1049h\u001B[H');
		for (let frame = 0; frame < 60; frame++) {
			lines = nextFrame(lines, pick);
			if (frame % 9 === 8) {
				stream.write('\u001B[2J\u001B[H');
				log.clear();
				// The console wipes the screen before Ink draws it anew.
				stream.text = '\u001B[2J\u001B[H';
			}
			log(lines.join('\n'));
			await screen.write(stream.text.replaceAll(/(?<!\r)\n/g, '\r\n'));
			stream.text = '';
			const redrawn = new Screen();
			await redrawn.write(wholly(lines));
			expect({ frame, cells: screen.cells() }).toEqual({ frame, cells: redrawn.cells() });
		}
	});

	test('a frame that is not as high as the screen is left to Ink', () => {
		const { stream, log } = createLog({ columns, rows: rows + 1 });
		log('one\ntwo\n');
		stream.text = '';
		log('one\n2\n');
		const alone = { columns, rows: rows + 1, text: '', write: (text: string) => (alone.text += text) };
		const other = stock.create(alone, { incremental: true });
		other('one\ntwo\n');
		alone.text = '';
		other('one\n2\n');
		expect(stream.text).toBe(alone.text);
	});
});
