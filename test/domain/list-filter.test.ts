import { describe, expect, it } from 'vitest';
import { couldTakeForever, matches, parseFilter } from '../../source/domain/list-filter.ts';

function isMatch(text: string, haystack: string): boolean {
	const filter = parseFilter(text);
	if (!filter.ok) throw new Error(filter.error.message);
	return matches(filter.value, haystack);
}

describe('plain text', () => {
	it('is found in any case when it is written small', () => {
		expect(isMatch('nginx', 'root NGINX: master')).toBe(true);
	});

	it('counts case once it has a capital', () => {
		expect(isMatch('Nginx', 'nginx')).toBe(false);
	});

	it('asks for every word, in any order', () => {
		expect(isMatch('worker nginx', 'nginx: worker process')).toBe(true);
		expect(isMatch('worker apache', 'nginx: worker process')).toBe(false);
	});

	it('keeps the space of a quoted term', () => {
		expect(isMatch('"worker process"', 'nginx: worker process')).toBe(true);
		expect(isMatch('"process worker"', 'nginx: worker process')).toBe(false);
	});

	it('takes a path for what it is', () => {
		expect(isMatch('/usr/sbin', '/usr/sbin/nginx -g')).toBe(true);
	});

	it('matches everything when it is empty or a sign alone', () => {
		for (const text of ['', '   ', '!', '""']) expect(isMatch(text, 'anything')).toBe(true);
	});
});

describe('!text', () => {
	it('leaves out what contains it', () => {
		expect(isMatch('!nginx', 'mysqld')).toBe(true);
		expect(isMatch('!nginx', 'nginx')).toBe(false);
		expect(isMatch('www !nginx', 'www-data apache')).toBe(true);
	});
});

describe('/regex/', () => {
	it('matches, ignores case unless it has a capital, and can be inverted', () => {
		expect(isMatch('/^ng.nx$/', 'NGINX')).toBe(true);
		expect(isMatch('/^NG/', 'nginx')).toBe(false);
		expect(isMatch('!/^ng/', 'nginx')).toBe(false);
		expect(isMatch('/\\Sx/i', 'NX')).toBe(true);
	});

	it('may contain a space and an escaped slash', () => {
		expect(isMatch('/worker pro/', 'worker process')).toBe(true);
		expect(isMatch('/a\\/b/', 'a/b')).toBe(true);
	});

	it('says in a sentence that it cannot be read', () => {
		const filter = parseFilter('/(/');
		expect(filter.ok ? '' : filter.error.message).toBe('The pattern /(/ is not a regular expression.');
	});

	it('refuses what backtracking could take forever for', () => {
		for (const source of ['(a+)+$', '(a|a)*b', '((ab)*c)*', '(a{1,9}){2,}', '.*.*.*.*x', '(.)\\1+']) {
			expect(couldTakeForever(source), source).toBe(true);
		}
		for (const source of ['a+b', '(foo|bar)', '^(a|b)c+$', '[+*]+x', 'tcp.*:80', '(ab)+']) {
			expect(couldTakeForever(source), source).toBe(false);
		}
	});

	it('looks at the start of a very long row only', () => {
		expect(isMatch('/b$/', `${'a'.repeat(100_000)}b`)).toBe(false);
	});
});

it('takes any text that can be typed, and answers for any row, without a throw', () => {
	const pieces = [
		'/',
		'!',
		'"',
		'(',
		')',
		'[',
		']',
		'\\',
		'*',
		'+',
		'{2,}',
		'|',
		'^',
		'$',
		'a',
		'Z',
		' ',
		'\u202E',
		'漢',
		'\u{1F600}',
	];
	// A fixed seed: what fails once fails again.
	let seed = 20_261_121;
	const next = (limit: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((seed / 2_147_483_648) * limit);
	};
	for (let round = 0; round < 20_000; round++) {
		const text = Array.from({ length: next(14) }, () => pieces[next(pieces.length)] ?? '').join('');
		const filter = parseFilter(text);
		if (filter.ok) matches(filter.value, 'aZ (a+b) 漢字 /usr/bin "x" !'.repeat(20));
		else expect(filter.error.message).toMatch(/^The pattern .*\.$/su);
	}
});
