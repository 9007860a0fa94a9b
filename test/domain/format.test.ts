import { describe, expect, it } from 'vitest';
import {
	formatAge,
	formatCount,
	formatCpuTime,
	formatDuration,
	formatMilliseconds,
	formatPercent,
	formatShortTime,
	formatSize,
} from '../../source/domain/format.ts';

describe('sizes', () => {
	it.each([
		[0, '0'],
		[0.2, '0'],
		[-5, '0'],
		[Number.NaN, '0'],
		[1, '1B'],
		[999, '999B'],
		[1000, '1.0K'],
		[1024, '1.0K'],
		[10_188, '9.9K'],
		[10_240, '10K'],
		[1_022_976, '999K'],
		[1_023_999, '1.0M'],
		[851_443_712, '812M'],
		[1_288_490_189, '1.2G'],
		[2 ** 50, '1.0P'],
	])('writes %d bytes as %s', (bytes, text) => {
		expect(formatSize(bytes)).toBe(text);
	});

	it('never needs more than four characters', () => {
		for (let bytes = 1; bytes < 2 ** 60; bytes = Math.ceil(bytes * 1.0173)) {
			expect(formatSize(bytes).length, `${bytes}`).toBeLessThanOrEqual(4);
		}
	});
});

describe('durations', () => {
	it.each([
		[0, '0s'],
		[0.44, '0.4s'],
		[12, '12s'],
		[59.6, '1m'],
		[192, '3m 12s'],
		[3600, '1h'],
		[14_580, '4h 3m'],
		[1_051_200, '12d 4h'],
	])('writes %d s as %s', (seconds, text) => {
		expect(formatDuration(seconds)).toBe(text);
	});

	it('writes milliseconds below a second as they are', () => {
		expect([formatMilliseconds(340), formatMilliseconds(1500)]).toEqual(['340ms', '1.5s']);
	});

	it('writes the age of a moment ahead as nothing', () => {
		expect(formatAge('2026-11-21T00:00:10Z', Date.parse('2026-11-21T00:00:00Z'))).toBe('0s');
		expect(formatAge('yesterday', 0)).toBeNull();
	});
});

describe('CPU time', () => {
	it.each([
		[0, '0:00.00'],
		[192.4, '3:12.40'],
		[2467.12, '41:07.12'],
		[59.999, '1:00.00'],
		[600_000, '10000:00'],
		[6_000_000, '1666h'],
	])('writes %d s as %s', (seconds, text) => {
		expect(formatCpuTime(seconds)).toBe(text);
	});
});

it('keeps a percentage within five characters', () => {
	expect([0, 12.44, 100, 999.94, 999.96, 6400].map(formatPercent)).toEqual([
		'0.0',
		'12.4',
		'100.0',
		'999.9',
		'1000',
		'6400',
	]);
});

it('keeps a count short', () => {
	expect([0, 9999, 12_345, 999_499, 1_200_000, 44_000_000].map(formatCount)).toEqual([
		'0',
		'9999',
		'12k',
		'999k',
		'1.2m',
		'44m',
	]);
});

it('gives a list time eleven characters and refuses what is no time', () => {
	expect(formatShortTime('2026-01-02T03:04:05Z')).toMatch(/^\d\d-\d\d \d\d:\d\d$/);
	expect(formatShortTime('soon')).toBeNull();
});
