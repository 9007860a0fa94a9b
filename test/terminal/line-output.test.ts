import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { type InkOutput, type InkOutputClass, lineOutputOver } from '../../source/terminal/line-output.ts';
import { quickWidthOver } from '../../source/terminal/quick-width.ts';

const address = new URL('../../node_modules/ink/build/output.js', import.meta.url).href;
const { default: Stock } = (await import(address)) as { default: InkOutputClass };
const quickWidth = quickWidthOver(stringWidth);

/** A Stock that counts how often it was needed. */
function counted() {
	const count = { instances: 0 };
	class Counted extends Stock {
		constructor(size: { width: number; height: number }) {
			super(size);
			count.instances++;
		}
	}
	return { Counted, count };
}

function random(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((state / 2_147_483_648) * below);
	};
}

const texts = [
	'plain',
	'\u001B[31mred\u001B[39m',
	'trailing   ',
	'\u001B[1mtwo\nlines\u001B[22m',
	'日本語',
	'a',
	'▁▂▃ …',
	'\u001B[7m  inverse \u001B[27m',
];

type Draw = (output: InkOutput) => void;

function randomDrawing(seed: number): Draw {
	const pick = random(seed);
	const steps: Draw[] = Array.from({ length: 1 + pick(6) }, () => {
		const [x, y, text] = [pick(12), pick(7) - 1, texts[pick(texts.length)] ?? ''];
		const upper = pick(4) === 0 ? [(line: string) => line.replaceAll('a', '<A>')] : [];
		const clip = pick(4) === 0 ? { x1: pick(4), x2: 4 + pick(10), y1: pick(2), y2: 2 + pick(5) } : null;
		return (output) => {
			if (clip) output.clip(clip);
			output.write(x, y, text, { transformers: upper });
			if (clip) output.unclip();
		};
	});
	return (output) => {
		for (const step of steps) step(output);
	};
}

/** What a terminal shows: styles in the cells that have one, text everywhere. */
const shown = (output: string) => output.split('\n').map((line) => line.trimEnd());

test('it draws what the output stage of Ink draws', () => {
	const Line = lineOutputOver(Stock, quickWidth);
	for (let seed = 1; seed <= 2000; seed++) {
		const draw = randomDrawing(seed);
		const [stock, line] = [new Stock({ width: 20, height: 6 }), new Line({ width: 20, height: 6 })];
		draw(stock);
		draw(line);
		expect({ seed, ...line.get(), output: shown(line.get().output) }).toEqual({
			seed,
			height: 6,
			output: shown(stock.get().output),
		});
	}
});

test('a screen of painted lines needs no cell of the output stage of Ink', () => {
	const { Counted, count } = counted();
	const output = new (lineOutputOver(Counted, quickWidth))({ width: 200, height: 50 });
	for (let row = 0; row < 50; row++) output.write(0, row, `\u001B[2m${row}\u001B[22m`, { transformers: [] });
	expect(output.get().output.split('\n')).toHaveLength(50);
	expect(count.instances).toBe(0);
});

test('the quick width agrees with string-width', () => {
	const pick = random(7);
	const alphabet = [...'aZ ~–…│█▁✓✗⏎éß日👍\u0301\u200D\u001B', '\u001B[1;38;5;80m', '\u001B[0m', '\u001B]8;;x\u0007'];
	for (let round = 0; round < 5000; round++) {
		const text = Array.from({ length: pick(12) }, () => alphabet[pick(alphabet.length)]).join('');
		expect([text, quickWidth(text)]).toEqual([text, stringWidth(text)]);
	}
});
