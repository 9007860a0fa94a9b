import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cellWidth } from '../../source/components/cells.ts';
import { boxLines } from '../../source/components/dialog-box.ts';
import { fieldSegments } from '../../source/components/field.ts';
import { formatInterval, type HeaderModel, headerLine } from '../../source/components/header-line.ts';
import { hintLine } from '../../source/components/hint-line.ts';
import { paintLine } from '../../source/components/segments.ts';
import { type Tab, tabLine } from '../../source/components/tab-line.ts';
import { findLines, layOutText, markFound } from '../../source/components/text-pages.ts';
import { createTheme } from '../../source/theme.ts';

const theme = createTheme({ mode: 'dark', colourDepth: 2, isAscii: false });
const plain = (text: string) => stripVTControlCharacters(text);

const model: HeaderModel = {
	host: 'web1',
	user: 'admin',
	isRoot: false,
	isProtected: false,
	isReadOnly: false,
	summary: {
		hostname: 'web1',
		osName: 'Debian 12',
		kernelRelease: '6.1.0',
		bootId: 'boot',
		uptimeSeconds: 1_051_200,
		load: [0.42, 0.31, 0.28],
		failedUnits: 0,
	},
	freshness: { state: 'live', intervalMs: 2000 },
	clock: '12:03:44',
	zone: 'UTC',
};
const header = (width: number, change: Partial<HeaderModel> = {}) =>
	plain(headerLine(theme, { ...model, ...change }, width));

describe('the header', () => {
	test('gives up what weighs least as it gets narrower, and never more than its width', () => {
		expect(header(120)).toMatch(
			/^ web1 {2}Debian 12 · Linux 6.1.0 · up 12d 4h · load 0.42 0.31 0.28 +● live 2s {3}12:03:44 UTC$/,
		);
		expect(header(80)).toMatch(/^ web1 {2}Debian 12 · up 12d 4h · load 0.42 0.31 0.28 +● live 2s {3}12:03:44$/);
		expect(header(42)).toMatch(/^ web1 {2}load 0.42 0.31 0.28 +● live 2s$/);
		expect(header(36)).toMatch(/^ web1 +● live 2s {3}12:03:44$/);
		expect(header(20)).toMatch(/^ web1 +● live 2s$/);
		for (let width = 1; width < 140; width++) expect(cellWidth(header(width))).toBeLessThanOrEqual(width);
	});

	test('says that the host is protected and that one is root, in words', () => {
		expect(header(120, { isProtected: true, isRoot: true })).toMatch(/^ web1 protected {2}root /);
		expect(header(40, { isProtected: true, isRoot: true, isReadOnly: true })).toMatch(
			/web1 protected {2}root {2}read-only/,
		);
	});

	test.each([
		[{ state: 'paused' }, '‖ paused'],
		[{ state: 'stale', ageSeconds: 14 }, '○ stale 14s'],
		[{ state: 'waiting' }, '○ reading'],
		[{ state: 'failed' }, '✗ no data'],
		[{ state: 'stale', ageSeconds: 9 }, '○ stale 9s'],
		[{ state: 'stale', ageSeconds: 75 }, '○ stale 1m 15s'],
		[{ state: 'connecting' }, '○ connecting'],
		[{ state: 'reconnecting', inSeconds: 4, ageSeconds: 12 }, '○ reconnecting in 4s, stale 12s'],
		[{ state: 'reconnecting', inSeconds: 0, ageSeconds: 12 }, '○ reconnecting, stale 12s'],
		[{ state: 'reconnecting', inSeconds: 4, ageSeconds: null }, '○ reconnecting in 4s'],
		[{ state: 'unreachable', ageSeconds: 80 }, '✗ not reachable, stale 1m 20s'],
		[{ state: 'unreachable', ageSeconds: null }, '✗ not reachable'],
		[{ state: 'signed-out', ageSeconds: 3 }, '✗ sign in again, stale 3s'],
	] as const)('says in words how fresh the figures are: %j', (freshness, text) => {
		expect(header(80, { freshness })).toContain(text);
	});

	test('keeps the host and how it is connected in 40 columns', () => {
		const freshness = { state: 'reconnecting', inSeconds: 12, ageSeconds: 75 } as const;
		expect(header(40, { freshness })).toMatch(/^ web1 +○ retry in 12s, 1m 15s$/);
		expect(header(40, { freshness: { state: 'signed-out', ageSeconds: 75 } })).toMatch(
			/^ web1 +✗ sign in again, 1m 15s$/,
		);
	});

	test('shows nothing of a host that is not known yet but its name', () => {
		expect(header(60, { summary: null, clock: null, zone: null, freshness: { state: 'waiting' } })).toMatch(
			/^ web1 +○ reading$/,
		);
	});

	test('shows a hostile name harmlessly', () => {
		expect(header(120, { host: 'a\u001B[2Jb' })).toContain('a^[[2Jb');
	});
});

test.each([
	[2000, '2s'],
	[500, '0.5s'],
	[100, '0.1s'],
	[60_000, '1m'],
])('%i ms are written %s', (intervalMs, text) => {
	expect(formatInterval(intervalMs)).toBe(text);
});

const tabs: readonly Tab[] = [
	{ number: 1, title: 'Host', shortTitle: 'Host', isActive: false, badge: null },
	{ number: 2, title: 'Top', shortTitle: 'Top', isActive: true, badge: null },
	{ number: 3, title: 'Network', shortTitle: 'Net', isActive: false, badge: { kind: 'failed', count: 0 } },
	{ number: 4, title: 'Services', shortTitle: 'Svc', isActive: false, badge: { kind: 'failed', count: 2 } },
	{ number: 5, title: 'History', shortTitle: 'Hist', isActive: false, badge: { kind: 'unseen', count: 3000 } },
];

describe('the line of tabs', () => {
	test('shows badges where there is something to say', () => {
		expect(plain(tabLine(theme, tabs, 120).text)).toMatch(
			/^ 1 Host {2}2 Top {2}3 Network {2}4 Services ✗2 {2}5 History •999\+ +\? help {3}: command$/,
		);
	});

	test('counts what was not seen, and marks how much of it failed', () => {
		const marked = [
			...tabs.slice(0, 4),
			{ ...(tabs[4] as Tab), badge: { kind: 'unseen', count: 25, failed: 7 } as const },
		];
		expect(plain(tabLine(theme, marked, 120).text)).toContain('5 History •25 ✗7');
		expect(plain(tabLine(theme, marked, 46).text)).toContain('5 Hist ✗7');
	});

	test('shortens titles before anything is lost', () => {
		expect(plain(tabLine(theme, tabs, 46).text)).toBe(' 1 Host  2 Top  3 Net  4 Svc ✗2  5 Hist •999+');
		for (let width = 1; width < 120; width++) {
			expect(cellWidth(plain(tabLine(theme, tabs, width).text))).toBeLessThanOrEqual(width);
		}
	});

	test('knows where each tab stands', () => {
		const { text, spans } = tabLine(theme, tabs, 120);
		expect(spans.map(({ start, end }) => plain(text).slice(start, end).trim())).toEqual([
			'1 Host',
			'2 Top',
			'3 Network',
			'4 Services ✗2',
			'5 History •999+',
		]);
	});
});

describe('the line of hints', () => {
	const hints = [
		{ key: 'q', hint: 'quit', weight: 10 },
		{ key: 'Enter', hint: 'details', weight: 75 },
		{ key: 'Ctrl+D', hint: 'half down', weight: 20 },
		{ key: 'x', hint: 'never', weight: 0 },
	];

	test('has the weightiest keys first and drops the others', () => {
		expect(plain(hintLine(theme, hints, 80))).toBe(' ⏎ details   ^D half down   q quit');
		expect(plain(hintLine(theme, hints, 30))).toBe(' ⏎ details   ^D half down');
		expect(plain(hintLine(theme, hints, 12))).toBe(' ⏎ details');
		expect(plain(hintLine(theme, hints, 3)).trim()).toBe('');
	});
});

describe('a box', () => {
	test('fills its width in every line, whatever is in it', () => {
		for (const width of [4, 10, 40]) {
			const lines = boxLines(theme, {
				title: 'A title that is too long for it',
				body: [[], [{ text: 'short' }], [{ text: '漢字'.repeat(30) }], [{ text: 'x'.repeat(100), style: 'bad' }]],
				corner: '1 of 20',
				width,
			});
			expect(lines.map((line) => cellWidth(plain(line)))).toEqual(Array.from({ length: 6 }, () => width));
		}
	});
});

describe('a text field', () => {
	const shown = (text: string, cursor: number, width: number) =>
		fieldSegments({ text, cursor }, width).map((segment) => segment.text);

	test('shows the part around the cursor, and the cursor itself', () => {
		expect(shown('abc', 3, 6)).toEqual(['abc', ' ', '  ']);
		expect(shown('abc', 1, 6)).toEqual(['a', 'b', 'c   ']);
		expect(shown('abcdefghij', 10, 5)).toEqual(['ghij', ' ', '']);
		expect(shown('漢字', 0, 6)).toEqual(['', '漢', '字  ']);
		expect(shown('a\u001Bb', 3, 8)).toEqual(['a^[b', ' ', '   ']);
	});

	test('has always the width asked for', () => {
		for (const text of ['', 'abcdef', '漢字漢字', '👩‍👩‍👧 and more']) {
			for (let cursor = 0; cursor <= text.length; cursor++) {
				if (!text.slice(0, cursor).isWellFormed()) continue;
				const cells = cellWidth(shown(text, cursor, 7).join(''));
				expect(cells, `${text} ${cursor}`).toBeGreaterThanOrEqual(7);
				expect(cells).toBeLessThanOrEqual(8);
			}
		}
	});
});

test('a painted line has exactly its width', () => {
	for (let width = 0; width < 12; width++) {
		expect(cellWidth(plain(paintLine(theme, [{ text: 'ab漢' }, { text: 'cdef', style: 'bad' }], width)))).toBe(width);
	}
});

describe('a long text', () => {
	const lines = layOutText(['short', 'a line that is longer than the page', ''], 12);

	test('is wrapped between words', () => {
		expect(lines.map((line) => line.text)).toEqual(['short', 'a line that', 'is longer', 'than the', 'page', '']);
	});

	test('is searched whatever the case of letters, and every place is marked', () => {
		expect(findLines(lines, 'LONG')).toEqual([2]);
		expect(markFound('an Ant and a nut', 'an')).toEqual([
			{ text: 'an', style: 'found' },
			{ text: ' ', style: 'plain' },
			{ text: 'An', style: 'found' },
			{ text: 't ', style: 'plain' },
			{ text: 'an', style: 'found' },
			{ text: 'd a nut', style: 'plain' },
		]);
	});
});
