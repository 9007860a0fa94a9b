import { describe, expect, test } from 'vitest';
import type { KeyTable } from '../../source/domain/keys.ts';
import { isKeyName, resolveKeys } from '../../source/domain/resolve-keys.ts';
import { globalKeys } from '../../source/hooks/global-keys.ts';
import { listKeys } from '../../source/hooks/list-keys.ts';

const top: KeyTable = {
	scope: 'top',
	title: 'Top',
	bindings: [
		{ id: 'top.signal', keys: ['k', 'F9'], hint: 'signal', description: 'Send a signal', weight: 50 },
		{ id: 'top.sort', keys: ['s'], hint: 'sort', description: 'Sort', weight: 40 },
	],
};
const network: KeyTable = {
	scope: 'network',
	title: 'Network',
	bindings: [{ id: 'network.listening', keys: ['l'], hint: 'listening', description: 'Listening only', weight: 50 }],
};
const tables = [globalKeys, listKeys, top, network] as readonly KeyTable[];

const messageOf = (overrides: Record<string, string[]>) => {
	const result = resolveKeys(tables, overrides);
	return result.ok ? null : result.error.message;
};

describe('keys of the settings', () => {
	test('replace those of the tables', () => {
		const result = resolveKeys(tables, { 'top.signal': ['x'], 'top.sort': [] });
		expect(
			result.ok && [result.value.get('top.signal'), result.value.get('top.sort'), result.value.get('global.quit')],
		).toEqual([['x'], [], ['q', 'Ctrl+C']]);
	});

	test.each([
		['two actions of one table', { 'top.signal': ['s'] }, 'keys: top.signal and top.sort are both on s'],
		[
			'an action of a tab and one of the frame',
			{ 'top.signal': ['q'] },
			'keys: global.quit and top.signal are both on q',
		],
		['two moved actions', { 'top.signal': ['z'], 'list.up': ['z'] }, 'keys: list.up and top.signal are both on z'],
		['an unknown action', { 'top.singal': ['x'] }, 'keys: there is no action top.singal; did you mean top.signal?'],
		['a key that nobody can press', { 'top.signal': ['Strg+C'] }, 'keys: top.signal names "Strg+C", which is no key'],
	])('are refused by name: %s', (_, overrides, message) => {
		expect(messageOf(overrides)).toBe(message);
	});

	test('may share a key between two tabs, which are never in front together', () => {
		expect(messageOf({ 'top.signal': ['l'] })).toBeNull();
	});

	test('may swap two actions', () => {
		expect(messageOf({ 'top.signal': ['s'], 'top.sort': ['k'] })).toBeNull();
	});
});

test.each([
	['q', true],
	['+', true],
	['漢', true],
	['Ctrl+C', true],
	['Ctrl+Alt+Delete', true],
	['Shift+Tab', true],
	['F12', true],
	['Space', true],
	['F99', false],
	['', false],
	[' ', false],
	['Ctrl+', false],
	['up', false],
])('%j as the name of a key: %s', (name, isName) => {
	expect(isKeyName(name)).toBe(isName);
});

test('no two actions of a table are on one key', () => {
	for (const table of [globalKeys, listKeys] as readonly KeyTable[]) {
		const keys = table.bindings.flatMap((binding) => binding.keys);
		expect(keys.length).toBe(new Set(keys).size);
		expect(keys.every(isKeyName)).toBe(true);
	}
});
