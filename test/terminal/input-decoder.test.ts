import { describe, expect, test } from 'vitest';
import { createInputDecoder, type TerminalEvent } from '../../source/terminal/input-decoder.ts';

const bytesOf = (text: string) => Buffer.from(text, 'utf8');

function decode(...chunks: readonly (string | Uint8Array)[]): TerminalEvent[] {
	const decoder = createInputDecoder();
	const events = chunks.flatMap((chunk, index) =>
		decoder.push(typeof chunk === 'string' ? bytesOf(chunk) : chunk, index * 100),
	);
	return decoder.waitMs() === null ? events : [...events, ...decoder.flush(1e6)];
}

const keysOf = (events: readonly TerminalEvent[]) =>
	events.flatMap((event) => (event.kind === 'key' ? [event.key] : []));

function* randomBytes(count: number): Generator<Uint8Array> {
	const pieces = [
		'\u001B[',
		'\u001BO',
		'\u001B',
		'\u001B[200~',
		'\u001B[201~',
		'\u001B[<0;5',
		'M',
		';',
		'é',
		'~',
		'\u009B',
		'\u001B]',
		'\u0007',
		'q',
	];
	let seed = 99;
	const next = () => {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		return seed >> 3;
	};
	for (let made = 0; made < count; made++) {
		const parts: Buffer[] = [];
		for (let length = 1 + (next() % 10); length > 0; length--) {
			parts.push(next() % 3 === 0 ? Buffer.from([next() % 256]) : bytesOf(pieces[next() % pieces.length] ?? ''));
		}
		yield Buffer.concat(parts);
	}
}

describe('the input decoder', () => {
	test.each([
		['q', 'q'],
		['G', 'G'],
		['é', 'é'],
		['漢', '漢'],
		[' ', 'Space'],
		['\r', 'Enter'],
		['\n', 'Enter'],
		['\t', 'Tab'],
		['\u0003', 'Ctrl+C'],
		['\u001A', 'Ctrl+Z'],
		['\0', 'Ctrl+Space'],
		['\u007F', 'Backspace'],
		['\b', 'Backspace'],
		['\u001B', 'Esc'],
		['\u001Bx', 'Alt+x'],
		['\u001B\u0003', 'Ctrl+Alt+C'],
		['\u001B\r', 'Alt+Enter'],
		['\u001B[A', 'Up'],
		['\u001BOB', 'Down'],
		['\u001B[1;5C', 'Ctrl+Right'],
		['\u001B[1;2D', 'Shift+Left'],
		['\u001B[1;3A', 'Alt+Up'],
		['\u001B\u001B[A', 'Alt+Up'],
		['\u001B[a', 'Shift+Up'],
		['\u001BOa', 'Ctrl+Up'],
		['\u001B[Z', 'Shift+Tab'],
		['\u001B[H', 'Home'],
		['\u001BOH', 'Home'],
		['\u001B[1~', 'Home'],
		['\u001B[7~', 'Home'],
		['\u001B[7^', 'Ctrl+Home'],
		['\u001B[7$', 'Shift+Home'],
		['\u001B[F', 'End'],
		['\u001B[4~', 'End'],
		['\u001B[8~', 'End'],
		['\u001B[5~', 'PageUp'],
		['\u001B[6;5~', 'Ctrl+PageDown'],
		['\u001B[2~', 'Insert'],
		['\u001B[3~', 'Delete'],
		['\u001BOP', 'F1'],
		['\u001B[11~', 'F1'],
		['\u001B[[A', 'F1'],
		['\u001B[[E', 'F5'],
		['\u001B[15~', 'F5'],
		['\u001B[1;2P', 'Shift+F1'],
		['\u001B[24~', 'F12'],
		['\u001B[99;5u', 'Ctrl+C'],
		['\u001B[27u', 'Esc'],
		['\u001B[113u', 'q'],
		['\u001B[27;5;9~', 'Ctrl+Tab'],
		['\u001BOk', '+'],
		['\u001BOM', 'Enter'],
		['\u009BA', 'Up'],
		['\u001B[', 'Alt+['],
	])('takes %j as %s', (input, key) => {
		expect(keysOf(decode(input))).toEqual([key]);
	});

	test.each([
		['an unknown sequence', '\u001B[97;98;99y'],
		['a private mode report', '\u001B[?2026;2$y'],
		['device attributes', '\u001B[?64;1;2c'],
		['a colour report', '\u001B]11;rgb:0000/0000/0000\u0007'],
		['a report that ends with ST', '\u001B]11;rgb:0000/0000/0000\u001B\\'],
		['a device control string', '\u001BP>|xterm(380)\u001B\\'],
		['an old mouse report', '\u001B[M !!'],
		['a key release', '\u001B[97;1:3u'],
		['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0xc3])],
		['a sequence that never ends', '\u001B[12;'],
	])('drops %s whole', (_, input) => {
		expect(decode(input)).toEqual([]);
	});

	test('waits for the rest of a split sequence and of a split character', () => {
		expect(keysOf(decode('\u001B', '[', '1;5', 'C'))).toEqual(['Ctrl+Right']);
		expect(keysOf(decode(Buffer.from([0xe6]), Buffer.from([0xbc, 0xa2])))).toEqual(['漢']);
	});

	test('tells Esc from the start of a sequence by waiting', () => {
		const decoder = createInputDecoder();
		expect(decoder.push(bytesOf('\u001B'), 5)).toEqual([]);
		expect(decoder.waitMs()).toBe(50);
		expect(decoder.flush(55)).toEqual([{ kind: 'key', key: 'Esc', text: '', isBurst: false, atMs: 55 }]);
		expect(decoder.waitMs()).toBeNull();
	});

	test('says what a key types and when it came', () => {
		const decoder = createInputDecoder();
		expect(decoder.push(bytesOf(' '), 7)).toEqual([{ kind: 'key', key: 'Space', text: ' ', isBurst: false, atMs: 7 }]);
		expect(decoder.push(bytesOf('\u001B[A'), 80)).toMatchObject([{ key: 'Up', text: '', isBurst: false, atMs: 80 }]);
	});

	test('marks keys that came in one piece', () => {
		expect(decode('y\r').map((event) => event.kind === 'key' && event.isBurst)).toEqual([true, true]);
		expect(decode('y', '\r').map((event) => event.kind === 'key' && event.isBurst)).toEqual([false, false]);
	});

	test('marks keys that came faster than a hand presses them', () => {
		const decoder = createInputDecoder();
		decoder.push(bytesOf('o'), 100);
		expect(decoder.push(bytesOf('y'), 102)).toMatchObject([{ key: 'y', isBurst: true }]);
		expect(decoder.push(bytesOf('y'), 150)).toMatchObject([{ key: 'y', isBurst: false }]);
	});

	test('keeps a paste out of the keys, however it is split', () => {
		const whole = '\u001B[200~rm -rf\ry\u001B[A\u001B[201~q';
		const expected = [
			{ kind: 'paste', text: 'rm -rf\ry\u001B[A' },
			{ kind: 'key', key: 'q' },
		];
		expect(decode(whole)).toMatchObject(expected);
		expect(decode(...whole)).toMatchObject(expected);
	});

	test('ends a paste whose end never comes', () => {
		expect(decode('\u001B[200~abc')).toMatchObject([{ kind: 'paste', text: 'abc' }]);
	});

	test('cuts a paste that is too long', () => {
		const [event] = decode(`\u001B[200~${'x'.repeat(200_000)}\u001B[201~`);
		expect(event?.kind === 'paste' && event.text.length).toBe(64 * 1024);
	});

	test('reads mouse, focus and cursor reports', () => {
		expect(decode('\u001B[<0;10;3M\u001B[<64;1;1M\u001B[<65;1;1M\u001B[<0;10;3m\u001B[I\u001B[O\u001B[7;3R')).toEqual([
			{ kind: 'mouse', action: 'press', column: 9, row: 2 },
			{ kind: 'mouse', action: 'wheel-up', column: 0, row: 0 },
			{ kind: 'mouse', action: 'wheel-down', column: 0, row: 0 },
			{ kind: 'mouse', action: 'release', column: 9, row: 2 },
			{ kind: 'focus', hasFocus: true },
			{ kind: 'focus', hasFocus: false },
			{ kind: 'cursor', row: 6, column: 2 },
		]);
	});

	test('never throws, types no control character and keeps no more than it must, whatever comes', () => {
		for (const bytes of randomBytes(20_000)) {
			const decoder = createInputDecoder();
			const events = [...decoder.push(bytes, 0), ...decoder.flush(1)];
			expect(decoder.waitMs()).toBeNull();
			for (const event of events) {
				if (event.kind === 'key') expect(/[\0-\u001F\u007F-\u009F]/.test(event.text + event.key)).toBe(false);
			}
		}
	});

	test('means the same, however the bytes are split', () => {
		const withoutBursts = (events: readonly TerminalEvent[]) =>
			events.map((event) => ({ ...event, isBurst: false, atMs: 0 }));
		for (const bytes of randomBytes(3000)) {
			const inPieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
			expect(withoutBursts(decode(...inPieces)), JSON.stringify(bytes)).toEqual(withoutBursts(decode(bytes)));
		}
	});
});
