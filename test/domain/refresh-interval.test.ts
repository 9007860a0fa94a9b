import { describe, expect, test } from 'vitest';
import { parseInterval, stepInterval } from '../../source/domain/refresh-interval.ts';

describe('the refresh interval', () => {
	test('goes up and down in steps and stays within its bounds', () => {
		expect([stepInterval(2000, 1), stepInterval(2000, -1), stepInterval(2200, 1), stepInterval(2200, -1)]).toEqual([
			3000, 1000, 3000, 2000,
		]);
		expect([stepInterval(60_000, 1), stepInterval(100, -1)]).toEqual([60_000, 100]);
	});

	test.each([
		['5', 5000],
		['0.5', 500],
		['2s', 2000],
		['500 ms', 500],
		['1m', 60_000],
		['0', null],
		['2m', null],
		['soon', null],
		['-1', null],
	])('reads %j', (text, intervalMs) => {
		expect(parseInterval(text)).toBe(intervalMs);
	});
});
