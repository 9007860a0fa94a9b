import { describe, expect, test } from 'vitest';
import { cellWidth, fitCells, takeCells, wrapCells, wrapUnderText } from '../../source/components/cells.ts';

describe('cells', () => {
	test.each([
		['', 0],
		['nginx', 5],
		['漢字', 4],
		['é', 1],
		['e\u0301', 1],
		['👩‍👩‍👧', 2],
		['▕███▎', 5],
	])('counts the cells of %s', (text, width) => {
		expect(cellWidth(text)).toBe(width);
	});

	test.each([
		['abc', 5, 'left', 'abc  '],
		['abc', 5, 'right', '  abc'],
		['abcdef', 4, 'left', 'abc…'],
		['abcdef', 1, 'left', '…'],
		['abcdef', 0, 'left', ''],
		['漢字', 4, 'left', '漢字'],
		['漢字漢', 4, 'left', '漢… '],
		['漢字漢', 4, 'right', ' 漢…'],
		['漢', 6, 'right', '    漢'],
	] as const)('fits %s into %i cells, %s', (text, width, align, fitted) => {
		expect(fitCells(text, width, align)).toBe(fitted);
	});

	test('gives exactly the width asked for, whatever the text and the width', () => {
		for (const text of ['', 'a', 'abcdefgh', '漢字漢字', 'a漢b字c', '👩‍👩‍👧x', 'e\u0301e\u0301e\u0301']) {
			for (let width = 0; width < 12; width++) {
				for (const align of ['left', 'right'] as const) {
					expect(cellWidth(fitCells(text, width, align))).toBe(width);
					expect(cellWidth(fitCells(text, width, align, '~'))).toBe(width);
				}
			}
		}
	});

	test('takes no half of a wide character', () => {
		expect(takeCells('漢字', 3)).toBe('漢');
	});

	test('wraps between words, and inside a word that is too long', () => {
		expect(wrapCells('nginx did not stop within 90 s', 14)).toEqual(['nginx did not', 'stop within 90', 's']);
		expect(wrapCells('aaaaaaaaaa', 4)).toEqual(['aaaa', 'aaaa', 'aa']);
		expect(wrapCells('漢字漢字', 5)).toEqual(['漢字', '漢字']);
		expect(wrapCells('漢字', 1)).toEqual(['漢', '字']);
	});
});

describe('a line that is broken under its text', () => {
	test('keeps the time of a log line by itself', () => {
		expect(wrapUnderText('11-21 17:40:23 ! nginx: configuration file has an error', 52)).toEqual([
			'11-21 17:40:23 ! nginx: configuration file has an',
			'                 error',
		]);
	});

	test('keeps a label by itself', () => {
		expect(wrapUnderText('Command    systemctl restart -- nginx.service', 36)).toEqual([
			'Command    systemctl restart --',
			'           nginx.service',
		]);
	});

	test('is set off a little where there is little room', () => {
		expect(wrapUnderText('11-21 17:40:23   Started nginx.service', 24)).toEqual([
			'11-21 17:40:23   Started',
			'  nginx.service',
		]);
	});

	test('stays as it was without anything before its text', () => {
		expect(wrapUnderText('a sentence of some words', 12)).toEqual(['a sentence', 'of some', 'words']);
	});

	test('is never wider than the width', () => {
		for (const width of [3, 8, 20, 40]) {
			for (const line of wrapUnderText('Command    漢字 '.repeat(20), width))
				expect(cellWidth(line)).toBeLessThanOrEqual(width);
		}
	});
});
