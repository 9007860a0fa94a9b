import { describe, expect, test } from 'vitest';
import { clipboardSequence } from '../../source/terminal/clipboard.ts';

describe('copying', () => {
	test('asks the terminal by OSC 52', () => {
		expect(clipboardSequence('Grüße', {})).toBe('\u001B]52;c;R3LDvMOfZQ==\u0007');
	});

	test('goes through tmux on both ways that it may allow', () => {
		const sequence = clipboardSequence('a', { TMUX: '/tmp/tmux-0/default,1,0' });
		expect(sequence).toBe('\u001B]52;c;YQ==\u0007\u001BPtmux;\u001B\u001B]52;c;YQ==\u0007\u001B\\');
	});

	test('goes through screen in pieces that it takes', () => {
		const sequence = clipboardSequence('x'.repeat(600), { STY: '1.pts-0.host' }) ?? '';
		const pieces = sequence.split('\u001B\\').slice(0, -1);
		expect(pieces.length).toBeGreaterThan(2);
		expect(pieces.every((piece) => piece.startsWith('\u001BP') && piece.length <= 258)).toBe(true);
		expect(pieces.map((piece) => piece.slice(2)).join('')).toBe(clipboardSequence('x'.repeat(600), {}));
	});

	test('refuses what terminals would drop', () => {
		expect(clipboardSequence('x'.repeat(56_244), {})).not.toBeNull();
		expect(clipboardSequence('x'.repeat(56_247), {})).toBeNull();
	});
});
