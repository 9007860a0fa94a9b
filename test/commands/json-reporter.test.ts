import { expect, test } from 'vitest';
import { formatJson } from '../../source/commands/reporters/json.ts';
import { createRandom } from '../support/mutate.ts';

const strings = ['', 'a', '"key": 1,', '{"key":1}', '\\"key":"x",', ',\n\t"key": 3', 'é\u009B\u202E', '\\', '"', 'key'];

function randomValue(pick: (below: number) => number, depth: number): unknown {
	const text = () => strings[pick(strings.length)] ?? '';
	if (depth === 0) return [text(), pick(100) / 3, null, -1e21, true][pick(5)];
	if (pick(3) === 0) return Array.from({ length: pick(4) }, () => randomValue(pick, depth - 1));
	const names = ['key', 'name', text(), 'other', 'key'].slice(pick(3), 2 + pick(4));
	return Object.fromEntries(names.map((name) => [name, randomValue(pick, name === 'key' ? pick(2) : depth - 1)]));
}

test('identities of rows are left out and nothing else, whatever the texts are', () => {
	const random = createRandom(5);
	const pick = (below: number) => Math.floor(random() * below);
	for (let round = 0; round < 3000; round++) {
		const value = { data: randomValue(pick, 4) };
		const without = JSON.parse(JSON.stringify(value, (name, each: unknown) => (name === 'key' ? undefined : each)));
		for (const isIndented of [false, true]) expect(JSON.parse(formatJson(value, isIndented))).toEqual(without);
	}
});

test('control characters and those that change direction are escaped', () => {
	expect(formatJson({ text: '\u009B\u202E\u001B' }, false)).toBe('{"text":"\\u009b\\u202e\\u001b"}');
});
