import { describe, expect, test } from 'vitest';
import { cellWidth } from '../source/components/cells.ts';
import { createTheme, type Symbols, themeOptionsFor } from '../source/theme.ts';

const auto = { theme: 'auto', colour: 'auto', symbols: 'auto' } as const;
const themeOf = (isAscii: boolean, colourDepth: 0 | 1 | 2 | 3 = 2) =>
	createTheme({ mode: 'dark', colourDepth, isAscii });

describe('the theme', () => {
	test('follows the environment where the settings say auto', () => {
		expect(themeOptionsFor(auto, { TERM: 'xterm-256color', LANG: 'C.UTF-8', COLORFGBG: '0;15' })).toEqual({
			mode: 'light',
			colourDepth: 2,
			isAscii: false,
			isLinear: false,
		});
		expect(themeOptionsFor(auto, { TERM: 'linux', LANG: 'C.UTF-8', NO_COLOR: '1' })).toMatchObject({
			colourDepth: 0,
			isAscii: true,
		});
	});

	test('follows the settings where they say more', () => {
		const settings = { theme: 'light', colour: 'never', symbols: 'unicode' } as const;
		expect(themeOptionsFor(settings, { TERM: 'xterm-256color' })).toMatchObject({
			mode: 'light',
			colourDepth: 0,
			isAscii: false,
		});
	});

	test('has an ASCII twin of the same width for every symbol but the Enter key', () => {
		const [unicode, ascii] = [themeOf(false).symbols, themeOf(true).symbols];
		for (const name of Object.keys(unicode) as Array<keyof Symbols>) {
			const [first, second] = [unicode[name], ascii[name]].map((symbol) => [symbol].flat());
			expect(/^[ -~]*$/.test(second?.join('') ?? ''), name).toBe(true);
			if (name !== 'enter') expect(second?.map(cellWidth), name).toEqual(first?.map(cellWidth));
		}
	});

	test('uses no colour at depth 0, only bold, dim, underlined and inverse', () => {
		const painted = (['bad', 'good', 'selected', 'root', 'key', 'field'] as const)
			.map((style) => themeOf(false, 0).paint(style, 'x'))
			.join('');
		expect(painted).not.toMatch(/\u001B\[[\d;]*(3|4|9|10)\d/);
		expect(themeOf(false, 0).paint('selected', 'x')).toBe('\u001B[7mx\u001B[0m');
	});

	test('paints nothing for a screen reader', () => {
		const theme = createTheme({ mode: 'dark', colourDepth: 2, isAscii: true, isLinear: true });
		expect(theme.paint('bad', 'x')).toBe('x');
	});
});
