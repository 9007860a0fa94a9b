import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../source/components/cells.ts';
import { gauge } from '../../source/components/gauge.ts';
import { sparkline } from '../../source/components/sparkline.ts';
import { bothEnds, figure, labelled, piece, statLine } from '../../source/components/stat-line.ts';
import { addToTrend, emptyTrend, type Trend } from '../../source/domain/trend.ts';
import { createTheme } from '../../source/theme.ts';

const plain = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const ascii = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });
const bare = (text: string) => text.replaceAll(/\u001B\[[\d;]*m/g, '');

describe('gauge', () => {
	it('grows in eighths of a cell', () => {
		expect(bare(gauge(plain, 19.5, 19))).toBe('▕███▍             ▏');
		expect(bare(gauge(plain, 100, 6))).toBe('▕████▏');
	});

	it('is empty when the figure is unknown or zero, and full above all', () => {
		expect(bare(gauge(plain, null, 6))).toBe('▕    ▏');
		expect(bare(gauge(plain, 0, 6))).toBe('▕    ▏');
		expect(bare(gauge(ascii, 250, 6))).toBe('[||||]');
	});

	it('always has its width', () => {
		for (let percent = -3; percent < 104; percent += 0.37) {
			expect(cellWidth(bare(gauge(plain, percent, 12)))).toBe(12);
			expect(bare(gauge(ascii, percent, 12))).toHaveLength(12);
		}
	});
});

describe('sparkline', () => {
	const trendOf = (values: ReadonlyArray<number | null>, cap = 100): Trend =>
		values.reduce<Trend>((trend, value) => addToTrend(trend, value, cap), emptyTrend);

	it('stands at the right and leaves unknown values blank', () => {
		expect(sparkline(plain, trendOf([0, null, 50, 100]), { width: 6, perCell: 1, highest: 100 })).toBe('  ▁ ▅█');
		expect(sparkline(ascii, trendOf([0, 100]), { width: 2, perCell: 1, highest: 100 })).toBe('_#');
	});

	it('does not change an old cell while it moves', () => {
		const options = { width: 4, perCell: 2, highest: 8 };
		let trend = trendOf([8, 8, 0, 0, 4, 4], 8);
		const before = sparkline(plain, trend, options);
		trend = addToTrend(addToTrend(trend, 8, 8), 8, 8);
		expect(sparkline(plain, trend, options)).toBe(`${before.slice(1)}█`);
	});

	it('takes the largest value where no highest is given', () => {
		expect(sparkline(plain, trendOf([5, 10]), { width: 2, perCell: 1, highest: null })).toBe('▅█');
		expect(sparkline(plain, trendOf([0, 0]), { width: 2, perCell: 1, highest: null })).toBe('▁▁');
	});

	it('forgets what is older than its cap', () => {
		expect(trendOf([1, 2, 3, 4], 2)).toEqual({ values: [3, 4], count: 4 });
	});
});

describe('lines of figures', () => {
	it('leave out the lightest pieces where there is no room', () => {
		const pieces = [
			piece(plain, 'CPU', 'plain', 100),
			labelled(plain, 'us', '14.2', 'plain', 60),
			labelled(plain, 'st', '0.0', 'plain', 10),
		];
		expect(bare(statLine(pieces, 40).text)).toBe('CPU  us 14.2  st 0.0');
		expect(bare(statLine(pieces, 14).text)).toBe('CPU  us 14.2');
		expect(bare(statLine(pieces, 3).text)).toBe('CPU');
	});

	it('show an unknown figure as unknown, in the same width', () => {
		expect(figure(plain, null, String, 5)).toBe('    –');
		expect(figure(plain, 3, String, 5)).toBe('    3');
	});

	it('let the right end go when both do not fit', () => {
		const part = (text: string) => ({ text, cells: text.length });
		expect(bothEnds(part('left'), part('right'), 12)).toBe('left   right');
		expect(bothEnds(part('left'), part('right'), 9)).toBe('left');
	});
});
