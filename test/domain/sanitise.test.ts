import { describe, expect, test } from 'vitest';
import { sanitise, sanitiseLines } from '../../source/domain/sanitise.ts';

const unsafe = /[\0-\u001F\u007F-\u009F\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]/;

function* randomTexts(count: number): Generator<string> {
	const pieces = [
		'\u001B[31m',
		'\u001B]0;x\u0007',
		'\u009B',
		'a',
		'é',
		'漢',
		'👩‍👩‍👧',
		'\u202E',
		'\uD800',
		'\uDC00',
		'\u0301',
		'\n',
	];
	let seed = 12345;
	const next = () => {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		return seed;
	};
	for (let made = 0; made < count; made++) {
		let text = '';
		for (let length = next() % 12; length > 0; length--) {
			text += next() % 2 === 0 ? pieces[next() % pieces.length] : String.fromCharCode((next() >> 4) % 65536);
		}
		yield text;
	}
}

describe('sanitise', () => {
	test('leaves plain text as it is', () => {
		expect(sanitise("nginx: worker process --with='a b'")).toBe("nginx: worker process --with='a b'");
	});

	test('leaves letters of any script and emoji as they are', () => {
		const text = 'Grüße 漢字 हिन्दी 👩‍👩‍👧 ❤️ 🇩🇪';
		expect(sanitise(text)).toBe(text);
	});

	test.each([
		['an escape sequence', 'a\u001B[2Jb', 'a^[[2Jb'],
		['a title sequence', '\u001B]0;x\u0007', '^[]0;x^G'],
		['the one-character CSI', '\u009B31m', '<U+009B>31m'],
		['DEL and NUL', '\0\u007F', '^@^?'],
		['a direction override', 'txt\u202Eexe', 'txt<U+202E>exe'],
		['a direction isolate', '\u2066a\u2069', '<U+2066>a<U+2069>'],
		['a zero-width space', 'roo\u200Bt', 'roo<U+200B>t'],
		['a joiner that joins no emoji', 'roo\u200Dt', 'roo<U+200D>t'],
		['a filler letter', 'a\u3164', 'a<U+3164>'],
		['a tag character', 'a\u{E0041}', 'a<U+E0041>'],
		['line ends and tabs', 'a\nb\tc\r\nd\u2028e', 'a b c d e'],
		['a carriage return', 'a\rb', 'a^Mb'],
		['half a surrogate pair', 'a\uD800b', 'a\uFFFDb'],
		['a mark without its letter', '\u0301a', '\u25CC\u0301a'],
		['a pile of marks', `a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(4)}`],
	])('makes %s harmless', (_, text, safe) => {
		expect(sanitise(text)).toBe(safe);
	});

	test('lets nothing unsafe through, is stable, and never throws, whatever comes', () => {
		for (const text of randomTexts(20_000)) {
			const safe = sanitise(text);
			expect(unsafe.test(safe), JSON.stringify(text)).toBe(false);
			expect(safe.isWellFormed()).toBe(true);
			expect(sanitise(safe)).toBe(safe);
		}
	});
});

describe('sanitiseLines', () => {
	test('drops colours, expands tabs and keeps the last state of a progress line', () => {
		expect(sanitiseLines('\u001B[1;31merror\u001B[0m\tx\r\n 10%\r 50%\r100%\n\nend')).toEqual([
			'error   x',
			'100%',
			'',
			'end',
		]);
	});

	test('shows other sequences instead of running them', () => {
		expect(sanitiseLines('a\u001B[2J')).toEqual(['a^[[2J']);
	});

	test('gives no line for no output', () => {
		expect(sanitiseLines('')).toEqual([]);
	});

	test('lets nothing unsafe through, whatever comes', () => {
		for (const text of randomTexts(5000)) {
			for (const line of sanitiseLines(text)) expect(unsafe.test(line), JSON.stringify(text)).toBe(false);
		}
	});
});
