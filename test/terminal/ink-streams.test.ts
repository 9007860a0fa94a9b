import { expect, test } from 'vitest';
import { createInkOutput } from '../../source/terminal/ink-streams.ts';

const [begin, end] = ['\u001B[?2026h', '\u001B[?2026l'];

function createOutput() {
	const written: string[] = [];
	return { written, output: createInkOutput({ columns: 80, rows: 24 }, (text) => written.push(text)) };
}

test('a frame goes out in one piece with what makes the terminal show it at once', () => {
	const { written, output } = createOutput();
	output.write(begin);
	output.write('one');
	output.write('two');
	output.write(end);
	expect(written).toEqual([`${begin}onetwo${end}`]);
	output.write('bell');
	expect(written.at(-1)).toBe('bell');
});

test('a frame that was never ended goes out all the same', async () => {
	const { written, output } = createOutput();
	output.write(begin);
	output.write('one');
	await Promise.resolve();
	expect(written).toEqual([`${begin}one`]);
});

test('nothing of a frame goes out once the terminal belongs to somebody else', async () => {
	const { written, output } = createOutput();
	output.write(begin);
	output.setMuted(true);
	output.write('one');
	output.write(end);
	output.setMuted(false);
	await Promise.resolve();
	expect(written).toEqual([]);
});
