import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { signalNameOf, signalNames, signalNumberOf } from '../../source/domain/signals.ts';

describe('signals', () => {
	test('have the numbers that this system gives them', () => {
		for (const [name, number] of Object.entries(constants.signals))
			expect([name, signalNumberOf(name)]).toEqual([name, number]);
	});

	test('are known by every way to write them', () => {
		expect(['TERM', 'sigterm', ' 15 ', 'SIGRTMIN', 'RTMIN+3', 'rtmax-1', 'RTMAX', '64'].map(signalNumberOf)).toEqual([
			15, 15, 15, 34, 37, 63, 64, 64,
		]);
	});

	test('that do not exist have no number', () => {
		expect(
			['', '0', '65', '-1', 'RTMIN-1', 'RTMAX+1', 'RTMIN+31', 'FOO', '1.5', 'constructor'].map(signalNumberOf),
		).toEqual(Array(10).fill(null));
	});

	test('are 62, each with a name that leads back to it', () => {
		expect(signalNames).toHaveLength(62);
		for (const name of signalNames) expect(signalNameOf(signalNumberOf(name) ?? 0)).toBe(name);
	});
});
