import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJournal, parseJournalLine } from '../../source/parsers/journal-json.ts';
import { parseLogLines } from '../../source/parsers/log-lines.ts';
import { mutations } from '../support/mutate.ts';

function fixture(name: string): string {
	return readFileSync(new URL(`../fixtures/systemd-252-debian12/${name}`, import.meta.url), 'utf8');
}

describe('the journal', () => {
	test('every captured line is one', () => {
		const { lines, malformed } = parseJournal(fixture('journal.json'));
		expect(malformed).toBe(0);
		expect(lines).toHaveLength(40);
		expect(lines.every(({ time }) => time?.startsWith('2026-11-21T08:'))).toBe(true);
	});

	test('a message that is no UTF-8 comes as bytes', () => {
		const { lines } = parseJournal(fixture('journal-blob.json'));
		expect(lines[0]).toEqual({
			time: '2026-11-21T08:43:07.266Z',
			priority: 6,
			source: 'sh[1329]',
			text: 'a\uFFFDb\u001B[31m',
		});
	});

	test('a message that is too large, or several of them', () => {
		expect(parseJournalLine('{"MESSAGE":null}')?.text).toContain('too long');
		expect(parseJournalLine('{"MESSAGE":["one","two"]}')?.text).toBe('one\ntwo');
	});

	test('a line without a message, and what is no record, are not lines', () => {
		expect(parseJournalLine('{"PRIORITY":"3"}')).toBeNull();
		expect(parseJournalLine('-- No entries --')).toBeNull();
		expect(parseJournalLine('[1]')).toBeNull();
		expect(parseJournal('{"MESSAGE":"a"}\n{"MESS')).toMatchObject({ malformed: 1, lines: { length: 1 } });
	});

	test('values out of range are unknown', () => {
		const line = '{"MESSAGE":"a","PRIORITY":"9","__REALTIME_TIMESTAMP":"99999999999999999999"}';
		expect(parseJournalLine(line)).toEqual({ time: null, priority: null, source: null, text: 'a' });
	});
});

describe('plain log files', () => {
	test('the last lines, with a time where it has a zone', () => {
		const text = 'old\n2026-11-21T09:38:42.5+01:00 web1 cron[9]: ran\nNov 21 08:38:42 web1 cron: ran\n';
		expect(parseLogLines(text, 2)).toEqual([
			{ time: '2026-11-21T08:38:42.500Z', priority: null, source: null, text: 'web1 cron[9]: ran' },
			{ time: null, priority: null, source: null, text: 'Nov 21 08:38:42 web1 cron: ran' },
		]);
	});

	test('an empty file has no lines', () => {
		expect(parseLogLines('', 10)).toEqual([]);
	});

	test('a time that does not exist is text', () => {
		expect(parseLogLines('2026-13-41T99:00:00Z x', 1)[0]).toMatchObject({ time: null, text: '2026-13-41T99:00:00Z x' });
	});
});

test('no line, however damaged, makes a parser throw', () => {
	for (const text of mutations(fixture('journal-blob.json'), 3000)) parseJournal(text);
	for (const text of mutations('2026-11-21T09:38:42.5+01:00 web1\n2026-11-21 09:38:42,5Z x\n', 3000))
		parseLogLines(text, 9);
});
