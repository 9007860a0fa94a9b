import { describe, expect, test } from 'vitest';
import { decideTarget } from '../../source/commands/decide-target.ts';

const verbs = ['top', 'host', 'history', 'hosts'];

async function decide(word: string, listed: readonly string[] = [], resolvable: readonly string[] = []) {
	const asked: string[] = [];
	const target = await decideTarget(word, verbs, {
		isListed: async (name) => listed.includes(name),
		async isResolvable(name) {
			asked.push(name);
			return resolvable.includes(name);
		},
	});
	return { target, asked };
}

describe('a bare word', () => {
	test.each([
		'anna@web',
		'web.example.com',
		'::1',
		'[::1]:22',
		'ssh://web',
		'web:2222',
	])('%s is a host', async (word) => {
		expect((await decide(word)).target).toEqual({ kind: 'host', host: word });
	});

	test('a name that is listed is a host, even one edit away from a verb', async () => {
		expect((await decide('tap', ['tap'])).target).toEqual({ kind: 'host', host: 'tap' });
	});

	test('a name that the resolver knows is a host', async () => {
		expect((await decide('db7', [], ['db7'])).target).toEqual({ kind: 'host', host: 'db7' });
	});

	test('what looks like a mistyped verb is not even looked up', async () => {
		const { target, asked } = await decide('topp', [], ['topp']);
		expect(target).toEqual({ kind: 'unknown', word: 'topp', nearest: 'top' });
		expect(asked).toEqual([]);
	});

	test('anything else is unknown', async () => {
		expect((await decide('zebra')).target).toEqual({ kind: 'unknown', word: 'zebra', nearest: null });
	});
});
