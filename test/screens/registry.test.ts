import { expect, test } from 'vitest';
import type { KeyTable } from '../../source/domain/keys.ts';
import { isKeyName } from '../../source/domain/resolve-keys.ts';
import { tabNames } from '../../source/domain/views.ts';
import { globalKeys } from '../../source/hooks/global-keys.ts';
import { listKeys } from '../../source/hooks/list-keys.ts';
import { screens } from '../../source/screens/registry.ts';

const keysOf = (table: KeyTable) => table.bindings.flatMap((binding) => binding.keys);

test('every tab has a screen, in the order of the tabs', () => {
	expect(screens.map((screen) => screen.name)).toEqual([...tabNames]);
});

test.each(
	screens.map((screen) => [screen.name, screen.keys] as const),
)('the keys of %s are keys, each with one meaning', (_, table) => {
	const keys = keysOf(table);
	expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
	expect(keys.filter((key) => !isKeyName(key))).toEqual([]);
});

test.each(
	screens.map((screen) => [screen.name, screen.keys] as const),
)('%s takes no key away from lists or the frame', (_, table) => {
	const taken = new Set([...keysOf(globalKeys), ...keysOf(listKeys)]);
	expect(keysOf(table).filter((key) => taken.has(key))).toEqual([]);
});

test('no two actions of the program have one id', () => {
	const ids = [globalKeys, listKeys, ...screens.map((screen) => screen.keys)].flatMap((table) =>
		table.bindings.map((binding) => binding.id as string),
	);
	expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
