import { describe, expect, test } from 'vitest';
import {
	backgroundOf,
	colourDepthOf,
	hasUnicodeGlyphs,
	isScreenReader,
	isUtf8Locale,
} from '../../source/domain/terminal-environment.ts';

describe('colours', () => {
	test.each([
		[{ TERM: 'xterm-256color' }, 'auto', 2],
		[{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'auto', 3],
		[{ TERM: 'xterm' }, 'auto', 1],
		[{ TERM: 'dumb' }, 'auto', 0],
		[{ TERM: 'vt220' }, 'auto', 0],
		[{ TERM: 'vt220' }, 'always', 1],
		[{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'auto', 0],
		[{ TERM: 'xterm-256color', NO_COLOR: '' }, 'auto', 2],
		[{ TERM: 'xterm-256color', NO_COLOR: '1' }, 'always', 2],
		[{ TERM: 'xterm-256color' }, 'never', 0],
		[{ TERM: 'dumb', FORCE_COLOR: '3' }, 'auto', 3],
		[{ TERM: 'xterm-256color', FORCE_COLOR: '0' }, 'auto', 0],
		[{ TERM: 'xterm', FORCE_COLOR: '', NO_COLOR: '1' }, 'auto', 0],
	] as const)('of %j with %s have depth %i', (env, setting, depth) => {
		expect(colourDepthOf(env, setting)).toBe(depth);
	});
});

describe('symbols', () => {
	test.each([
		[{ LANG: 'C.UTF-8' }, true],
		[{ LANG: 'en_US.utf8' }, true],
		[{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
		[{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
		[{ LANG: 'C', LC_CTYPE: 'C.UTF-8', LC_ALL: '' }, true],
		[{ LC_CTYPE: 'UTF-8' }, true],
		[{}, false],
	])('follow the locale %j', (env, isUtf8) => {
		expect(isUtf8Locale(env)).toBe(isUtf8);
	});

	test('are plain on the Linux console, whatever the locale', () => {
		expect(hasUnicodeGlyphs({ TERM: 'linux', LANG: 'C.UTF-8' })).toBe(false);
		expect(hasUnicodeGlyphs({ TERM: 'tmux-256color', LANG: 'C.UTF-8' })).toBe(true);
	});
});

describe('the background', () => {
	test.each([
		['0;15', 'light'],
		['0;default;15', 'light'],
		['0;7', 'light'],
		['15;0', 'dark'],
		['7;8', 'dark'],
		['nonsense', 'dark'],
		[undefined, 'dark'],
	])('of COLORFGBG=%s is %s', (value, background) => {
		expect(backgroundOf({ COLORFGBG: value })).toBe(background);
	});
});

test('a screen reader is asked for by INK_SCREEN_READER=true', () => {
	expect([isScreenReader({ INK_SCREEN_READER: 'true' }), isScreenReader({})]).toEqual([true, false]);
});
