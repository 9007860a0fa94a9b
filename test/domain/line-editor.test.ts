import { describe, expect, test } from 'vitest';
import { completeLine, type EditedLine, editLine, lineOf } from '../../source/domain/line-editor.ts';

const press = (key: string, text = [...key].length === 1 ? key : '') => ({ key, text, isBurst: false, atMs: 0 });

function edit(text: string, ...keys: readonly string[]): string {
	const end = keys.reduce<EditedLine>((line, key) => editLine(line, press(key)) ?? line, lineOf(text));
	return `${end.text.slice(0, end.cursor)}|${end.text.slice(end.cursor)}`;
}

describe('a line being typed', () => {
	test.each([
		['', ['a', 'b'], 'ab|'],
		['abc', ['Left', 'x'], 'abx|c'],
		['abc', ['Home', 'x'], 'x|abc'],
		['abc', ['Ctrl+A', 'Right', 'x'], 'ax|bc'],
		['abc', ['Left', 'Left', 'End'], 'abc|'],
		['abc', ['Backspace'], 'ab|'],
		['abc', ['Home', 'Delete'], '|bc'],
		['abc', ['Home', 'Backspace'], '|abc'],
		['abc', ['Delete'], 'abc|'],
		['one two', ['Ctrl+W'], 'one |'],
		['one two', ['Ctrl+Left', 'Ctrl+Left', 'Ctrl+Right'], 'one| two'],
		['one two', ['Ctrl+U'], '|'],
		['one two', ['Home', 'Ctrl+Right', 'Ctrl+K'], 'one|'],
		['a漢e\u0301', ['Backspace'], 'a漢|'],
		['👩‍👩‍👧x', ['Left', 'Left'], '|👩‍👩‍👧x'],
		['abc', ['F5', 'Up'], 'abc|'],
	])('%j and %j make %j', (text, keys, line) => {
		expect(edit(text, ...keys)).toBe(line);
	});

	test('takes pasted text as a whole', () => {
		expect(editLine(lineOf('a'), { ...press('Paste', 'b c'), isBurst: true })).toEqual({ text: 'ab c', cursor: 4 });
	});

	test('has a limit', () => {
		expect(editLine(lineOf(''), press('Paste', 'x'.repeat(5000)))?.text.length).toBe(2000);
	});
});

describe('completion', () => {
	test('goes on as far as all candidates agree', () => {
		expect(completeLine('ng', ['nginx.service', 'nginx-debug.service', 'cron.service'])).toEqual({
			matches: ['nginx.service', 'nginx-debug.service'],
			shared: 'nginx',
		});
	});

	test('takes the only candidate, also one that merely holds the text', () => {
		expect(completeLine('cro', ['cron.service']).shared).toBe('cron.service');
		expect(completeLine('fpm', ['php8-fpm.service', 'cron.service']).shared).toBe('php8-fpm.service');
	});

	test('keeps the text where nothing fits', () => {
		expect(completeLine('zzz', ['cron.service'])).toEqual({ matches: [], shared: 'zzz' });
	});
});
