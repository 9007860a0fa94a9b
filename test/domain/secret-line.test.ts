import { expect, test } from 'vitest';
import { createSecretLine, typeSecret } from '../../source/domain/secret-line.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (line: ReturnType<typeof createSecretLine>) => new TextDecoder().decode(line.take());

test('what is typed is taken once', () => {
	const line = createSecretLine();
	expect(typeSecret(line, bytes('geh'))).toBe('more');
	expect(typeSecret(line, bytes('eim\r'))).toBe('done');

	expect(textOf(line)).toBe('geheim');
	expect(line.isEmpty()).toBe(true);
});

test('backspace takes a whole character', () => {
	const line = createSecretLine();
	typeSecret(line, bytes('aß€😀'));
	typeSecret(line, bytes('\u007f\u007f'));
	expect(textOf(line)).toBe('aß');
	typeSecret(line, bytes('\u007f\u007f'));
	expect(line.isEmpty()).toBe(true);
});

test('Ctrl+U begins anew, Ctrl+C and Ctrl+D leave', () => {
	const line = createSecretLine();
	typeSecret(line, bytes('wrong\u0015right'));
	expect(textOf(line)).toBe('right');
	typeSecret(line, bytes('x'));
	expect(typeSecret(line, bytes('\u0003'))).toBe('left');
	expect(line.isEmpty()).toBe(true);
	expect(typeSecret(line, bytes('\u0004'))).toBe('left');
});

test('arrows are no part of it', () => {
	const line = createSecretLine();
	typeSecret(line, bytes('a'));
	typeSecret(line, bytes('\u001b[A'));
	typeSecret(line, bytes('b'));
	expect(textOf(line)).toBe('ab');
});

test('what would be too long is left out', () => {
	const line = createSecretLine();
	typeSecret(line, bytes('x'.repeat(5000)));
	expect(line.take()).toHaveLength(1024);
});
