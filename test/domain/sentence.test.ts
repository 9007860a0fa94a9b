import { expect, test } from 'vitest';
import { sentenceOf, withStop } from '../../source/domain/sentence.ts';

test('what is wrong and what to try are two sentences', () => {
	expect(sentenceOf({ message: 'a.service is masked', hint: 'Unmask it first' })).toBe(
		'a.service is masked. Unmask it first.',
	);
	expect(sentenceOf({ message: 'There is no such unit' })).toBe('There is no such unit');
});

test('a stop is not put twice', () => {
	expect(withStop('Is it there?')).toBe('Is it there?');
});
