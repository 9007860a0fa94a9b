import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createPidStat, isKernelThread, parsePidStat } from '../../source/parsers/pid-stat.ts';
import { mutations } from '../support/mutate.ts';

const fixtures = new URL('../fixtures/procfs-6.18-debian12/pid/', import.meta.url);
const odd = readFileSync(new URL('stat', fixtures));
const kernelThread = readFileSync(new URL('kthread-stat', fixtures));

function parse(bytes: Uint8Array | string) {
	const buffer = Buffer.from(bytes);
	const stat = createPidStat();
	return parsePidStat(buffer, buffer.length, stat)
		? { ...stat, name: buffer.toString('latin1', stat.nameStart, stat.nameEnd), state: String.fromCharCode(stat.state) }
		: null;
}

describe('/proc/PID/stat', () => {
	test('a name with a parenthesis, a newline and any bytes is taken whole', () => {
		const stat = parse(odd);
		expect(stat).toMatchObject({ name: 'a) R 1 (\n\u001B[2J\u00FF', state: 'S', threads: 1, priority: 20, nice: 0 });
		expect(stat?.pid).toBeGreaterThan(1);
		expect(stat?.startTicks).toBeGreaterThan(1);
		expect(stat?.residentPages).toBeGreaterThan(100);
	});

	test('every field has its own number', () => {
		const fields = Array.from({ length: 49 }, (_, index) => String(index + 4)).join(' ');
		expect(parse(`7 (x) S ${fields}\n`)).toMatchObject({
			pid: 7,
			ppid: 4,
			sessionId: 6,
			tty: 7,
			flags: 9,
			userTicks: 14,
			systemTicks: 15,
			priority: 18,
			nice: 19,
			threads: 20,
			startTicks: 22,
			virtualBytes: 23,
			residentPages: 24,
			startCode: 26,
			processor: 39,
		});
	});

	test('a kernel thread says so', () => {
		const stat = createPidStat();
		expect(parsePidStat(kernelThread, kernelThread.length, stat)).toBe(true);
		expect(isKernelThread(stat)).toBe(true);
		expect(parsePidStat(odd, odd.length, stat) && isKernelThread(stat)).toBe(false);
	});

	test('negative numbers are read', () => {
		const fields = Array.from({ length: 49 }, (_, index) => (index + 4 === 19 ? '-20' : '-1')).join(' ');
		expect(parse(`7 (x) S ${fields}\n`)).toMatchObject({ nice: -20, tty: -1 });
	});

	test('a record that was cut is no record', () => {
		const processorEnd = odd.toString('latin1').split(' ').slice(0, -13).join(' ').length;
		for (let length = 0; length < processorEnd; length += 1) expect(parse(odd.subarray(0, length))).toBeNull();
	});

	test.each([
		'',
		')',
		'(',
		'1 (',
		'1 ()',
		'(x) S 1',
		'1 (x)S 1 2',
		'x (y) S 1',
		'1 (x) S a b c',
		'\n',
	])('%j is no record', (text) => {
		expect(parse(text)).toBeNull();
	});

	test('no damage makes it throw or give a broken number', () => {
		for (const text of mutations(odd.toString('latin1'), 20_000)) {
			const stat = parse(Buffer.from(text, 'latin1'));
			if (stat === null) continue;
			const numbers = Object.values(stat).filter((value) => typeof value === 'number');
			expect(numbers.every((value) => !Number.isNaN(value))).toBe(true);
		}
	});
});
