import type { KeyTable } from '../domain/keys.ts';
import { resolveKeys } from '../domain/resolve-keys.ts';
import type { Settings } from '../domain/settings.ts';
import { globalKeys } from './global-keys.ts';
import type { KeysOf } from './key-router.ts';
import { listKeys } from './list-keys.ts';

/** Keys after the settings. Settings that clash are left aside whole, and `notice` says so. */
export function keysOfSettings(
	screens: ReadonlyArray<{ readonly keys: KeyTable }>,
	settings: Pick<Settings, 'keys'>,
): { readonly keysOf: KeysOf; readonly notice: string | null } {
	const tables = [globalKeys, listKeys, ...screens.map((screen) => screen.keys)];
	const resolved = resolveKeys(tables, settings.keys);
	if (resolved.ok) return { keysOf: (binding) => resolved.value.get(binding.id) ?? binding.keys, notice: null };
	const notice = `Settings: ${resolved.error.message}. The usual keys are in force.`;
	return { keysOf: (binding) => binding.keys, notice };
}
