import { describe, expect, test } from 'vitest';
import { editDistance, findNearest } from '../../source/domain/nearest.ts';
import { parseWords } from '../../source/domain/parse-words.ts';
import { checkUnitName, isTemplate, withoutServiceType, withUnitType } from '../../source/domain/unit-name.ts';
import { createRandom, mutations } from '../support/mutate.ts';

describe('a typed command as words', () => {
	const words = (line: string) => {
		const parsed = parseWords(line);
		return parsed.ok ? parsed.value.words : parsed.error.message;
	};

	test('blanks separate, quotes keep together', () => {
		expect(words('supervisorctl -c /etc/supervisord.conf restart all')).toEqual([
			'supervisorctl',
			'-c',
			'/etc/supervisord.conf',
			'restart',
			'all',
		]);
		expect(words(`echo 'a b' "c \\"d\\"" e\\ f ''`)).toEqual(['echo', 'a b', 'c "d"', 'e f', '']);
		expect(words(`a"b"'c'd`)).toEqual(['abcd']);
		expect(words('   ')).toEqual([]);
	});

	test('nothing is expanded, and a hint says that no shell is used', () => {
		const parsed = parseWords('rm *.log && echo $HOME');
		expect(parsed).toMatchObject({
			ok: true,
			value: {
				words: ['rm', '*.log', '&&', 'echo', '$HOME'],
				hint: "No shell is used: * & $ will be passed on as typed. For a shell write: sh -c '…'",
			},
		});
		expect(parseWords("sh -c 'a && b'")).toMatchObject({ ok: true, value: { hint: null } });
	});

	test('an open quote is refused', () => {
		expect(parseWords("echo 'a")).toMatchObject({ ok: false, error: { message: "The command has an open quote (')" } });
	});

	test('any line is words or a sentence', () => {
		for (const line of mutations(`echo 'a b' "c \\"d\\"" e\\ f | x > y`, 2000)) parseWords(line);
	});
});

describe('names of units', () => {
	test('those that systemd, init scripts and others use pass', () => {
		for (const name of [
			'nginx',
			'nginx.service',
			'getty@tty1.service',
			'dev-disk-by\\x2duuid.swap',
			'hwclock.sh',
			'a:b_c',
		]) {
			expect(checkUnitName(name)).toEqual({ ok: true, value: name });
		}
	});

	test.each([
		['', 'is empty'],
		['-H', 'begin with a dash'],
		['a b', 'a space'],
		['a;b', '“;”'],
		['$(id)', '“$”'],
		['../etc', '“/”'],
		['a\u0000', 'U+0000'],
		['a\nb', 'U+000A'],
		['ѕsh', 'U+0455'],
		['a\u202Eb', 'U+202E'],
		['*', '“*”'],
		['x'.repeat(10_000), 'too long'],
		['..', 'is not a unit'],
	])('%j is refused with its reason', (name, reason) => {
		const checked = checkUnitName(name);
		expect(checked.ok ? null : checked.error.message).toContain(reason);
		expect(checked.ok ? '' : checked.error.message).not.toMatch(/[\u0000-\u001F\u202E]/);
	});

	test('a name without a type is the service', () => {
		expect(withUnitType('nginx')).toBe('nginx.service');
		expect(withUnitType('my.app')).toBe('my.app.service');
		expect(withUnitType('ssh.socket')).toBe('ssh.socket');
		expect(withoutServiceType('nginx.service')).toBe('nginx');
		expect(isTemplate('getty@.service')).toBe(true);
		expect(isTemplate('getty@tty1.service')).toBe(false);
	});
});

describe('the nearest names', () => {
	test('a slip of the finger is one edit', () => {
		expect(editDistance('ngnix', 'nginx')).toBe(1);
		expect(editDistance('', 'abc')).toBe(3);
		expect(editDistance('abc', 'abc')).toBe(0);
	});

	test('near ones first, then those that hold the word; nothing for what is far', () => {
		expect(findNearest('ngnix', ['nginx', 'cron', 'nginx-debug'])).toEqual(['nginx']);
		expect(findNearest('nginx', ['nginx-debug', 'my-nginx'])).toEqual(['my-nginx', 'nginx-debug']);
		expect(findNearest('quite-different', ['nginx', 'cron'])).toEqual([]);
		expect(findNearest('', ['a'])).toEqual([]);
	});

	test('ten thousand names with a long word take no time worth telling', () => {
		const random = createRandom(1);
		const names = Array.from({ length: 10_000 }, () => random().toString(36).repeat(9));
		expect(findNearest('x'.repeat(10_000), names)).toEqual([]);
	});
});
