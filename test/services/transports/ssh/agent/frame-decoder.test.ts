import { describe, expect, test } from 'vitest';
import { createFrameDecoder } from '../../../../../source/services/transports/ssh/agent/frame-decoder.ts';
import { createRandom } from '../../../../support/mutate.ts';

const mark = '0123456789abcdef0123456789abcdef';

function decode(chunks: readonly Buffer[]) {
	const data: Buffer[] = [];
	const controls: string[] = [];
	let largest = 0;
	const decoder = createFrameDecoder(mark, {
		onData: (bytes) => void data.push(Buffer.from(bytes)),
		onControl(word, rest) {
			largest = Math.max(largest, rest.length);
			controls.push(`${word}|${rest}`);
		},
	});
	let rest: Buffer | null = null;
	for (const chunk of chunks) {
		const state = decoder.add(chunk);
		if (state.isOpen) continue;
		rest = state.rest;
		break;
	}
	return { data: Buffer.concat(data).toString('latin1'), controls, rest: rest?.toString('latin1') ?? null, largest };
}

function split(bytes: Buffer, random: () => number): readonly Buffer[] {
	const chunks: Buffer[] = [];
	for (let start = 0; start < bytes.length; ) {
		const length = 1 + Math.floor(random() * 40);
		chunks.push(bytes.subarray(start, start + length));
		start += length;
	}
	return chunks;
}

describe('an answer of the agent', () => {
	const answer = Buffer.from(`one\n${mark.slice(0, 9)}\ntwo${mark} e said\nthree\0${mark} x 3\n${mark} end 0\nrest`);

	test('is the same however it is cut on the way', () => {
		const random = createRandom(5);
		const whole = decode([answer]);
		expect(whole).toMatchObject({
			data: `one\n${mark.slice(0, 9)}\ntwothree\0`,
			controls: ['e|said', 'x|3', 'end|0'],
			rest: 'rest',
		});
		for (let round = 0; round < 300; round += 1) {
			const { rest, ...others } = decode(split(answer, random));
			expect(others).toMatchObject({ data: whole.data, controls: whole.controls });
			expect('rest').toContain(rest ?? '');
		}
	});

	test('is handed on line by line as the lines come', () => {
		const seen: string[] = [];
		const decoder = createFrameDecoder(mark, { onData: (bytes) => void seen.push(bytes.toString()), onControl() {} });
		decoder.add(Buffer.from('one\n'));
		expect(seen).toEqual(['one\n']);
	});

	test('keeps no more than a part of a line that does not end', () => {
		const chunk = Buffer.alloc(1024 * 1024, 'a');
		const { controls, largest } = decode([Buffer.from(`${mark} e `), ...Array.from({ length: 100 }, () => chunk)]);
		expect(controls).toHaveLength(1);
		expect(largest).toBeLessThanOrEqual(8192);
	});

	test('takes no mark of another request for its own', () => {
		const other = 'f'.repeat(32);
		expect(decode([Buffer.from(`${other} end 0\n${mark} end 0\n`)])).toMatchObject({
			data: `${other} end 0\n`,
			controls: ['end|0'],
		});
	});

	test('survives whatever a host sends', () => {
		const random = createRandom(9);
		for (let round = 0; round < 500; round += 1) {
			const bytes = Buffer.from(answer);
			for (let change = 0; change < 6; change += 1) {
				bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
			}
			expect(() => decode(split(bytes, random))).not.toThrow();
		}
	});
});
