import { describe, expect, test } from 'vitest';
import { entryDetailLines } from '../../../source/screens/history/entry-detail-lines.ts';
import { endStyle, endText } from '../../../source/screens/history/entry-words.ts';
import { entryTime } from '../../../source/screens/history/history-columns.ts';
import { createTheme } from '../../../source/theme.ts';
import { localIso } from '../../support/local-time.ts';
import { sampleEntry } from '../../support/sample-history.ts';

const { symbols } = createTheme({ mode: 'dark', colourDepth: 0, isAscii: true });

describe('how an entry ended', () => {
	test.each([
		['a success that nobody looked after', { status: 'succeeded', held: null }, '+ succeeded', 'good'],
		['a success that held', { status: 'succeeded', held: true }, '+ succeeded', 'good'],
		['a success that was then seen to fail', { status: 'succeeded', held: false }, '! not held', 'warn'],
		['a failure, whatever was seen later', { status: 'failed', held: false }, 'x failed', 'bad'],
	] as const)('%s', (_what, entry, text, style) => {
		expect(endText(entry, symbols)).toBe(text);
		expect(endStyle(entry)).toBe(style);
	});

	test('a verdict that is bad stands in the details with a warning', () => {
		const verdict = 'nginx.service is in a crash loop';
		const lines = entryDetailLines(sampleEntry('a', { verdict, held: false }), symbols);
		expect(lines).toContainEqual({ kind: 'field', label: 'seen later', value: `! ${verdict}`, style: 'warn' });
	});
});

test('a time of another year is told as a date', () => {
	expect(entryTime(localIso('2026-11-21T08:12:04.120'), 2026)).toBe('11-21 08:12:04');
	expect(entryTime(localIso('2025-11-21T08:12:04.120'), 2026)).toBe('2025-11-21');
	expect(entryTime('no time', 2026)).toBeNull();
});
