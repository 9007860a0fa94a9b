import type { KeyBinding, KeyTable } from './keys.ts';
import { findNearest } from './nearest.ts';
import { fail, type Result, succeed } from './result.ts';

/** Keys of every binding after the settings, by its id. */
export type ResolvedKeys = ReadonlyMap<string, readonly string[]>;

export type KeyOverrides = Readonly<Record<string, readonly string[]>>;

/** Scopes whose tables hold at the same time as any other's; the rest are tabs, of which one is in front. */
const sharedScopes = new Set(['global', 'list']);

function areTogether(first: string, second: string): boolean {
	return first === second || sharedScopes.has(first) || sharedScopes.has(second);
}

const namedKeys = new Set(
	'Up Down Left Right Home End PageUp PageDown Insert Delete Backspace Enter Tab Esc Space'
		.split(' ')
		.concat(Array.from({ length: 20 }, (_, index) => `F${index + 1}`)),
);

const modifiers = /^(?:(Ctrl|Alt|Shift)\+)+(?=.)/;

/** Whether a press can have that name: `q`, `Ctrl+C`, `Shift+Tab`, `F5`. */
export function isKeyName(name: string): boolean {
	const key = name.replace(modifiers, '');
	return namedKeys.has(key) || ([...key].length === 1 && key.trim() !== '');
}

function unknownId(id: string, ids: readonly string[]): string {
	const nearest = findNearest(id, ids, 1)[0];
	return `keys: there is no action ${id}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function checkNames(overrides: KeyOverrides, ids: readonly string[]): string | null {
	for (const [id, keys] of Object.entries(overrides)) {
		if (!ids.includes(id)) return unknownId(id, ids);
		const wrong = keys.find((key) => !isKeyName(key));
		if (wrong !== undefined) return `keys: ${id} names ${JSON.stringify(wrong)}, which is no key`;
	}
	return null;
}

type Place = { readonly scope: string; readonly binding: KeyBinding; readonly keys: readonly string[] };

/** Two actions on one key where at least one was moved there by the settings; tables may shadow each other by themselves. */
function findConflict(places: readonly Place[], overrides: KeyOverrides): string | null {
	for (const [index, first] of places.entries()) {
		for (const second of places.slice(index + 1)) {
			if (!areTogether(first.scope, second.scope)) continue;
			if (!(first.binding.id in overrides || second.binding.id in overrides)) continue;
			const key = first.keys.find((name) => second.keys.includes(name));
			if (key !== undefined) return `keys: ${first.binding.id} and ${second.binding.id} are both on ${key}`;
		}
	}
	return null;
}

/**
 * The key tables with the settings on top. Refused, by name: an action that does not exist (with the nearest), a key that
 * cannot be pressed, two actions on one key. An empty list takes an action off the keyboard.
 */
export function resolveKeys(tables: readonly KeyTable[], overrides: KeyOverrides): Result<ResolvedKeys> {
	const places: Place[] = tables.flatMap(({ scope, bindings }) =>
		bindings.map((binding) => ({ scope, binding, keys: overrides[binding.id] ?? binding.keys })),
	);
	const ids = places.map(({ binding }) => binding.id);
	const wrong = checkNames(overrides, ids) ?? findConflict(places, overrides);
	if (wrong !== null)
		return fail('refused', wrong, 'Mend `keys` in the settings; `?` lists every action and its keys.');
	return succeed(new Map(places.map(({ binding, keys }) => [binding.id, keys])));
}
