import type { Access } from '../domain/access.ts';
import type { KeyTable } from '../domain/keys.ts';

/** Bindings that ask for an act: all others look. */
const actBindings: ReadonlySet<string> = new Set([
	'global.shell',
	'global.undo',
	'top.signal',
	'top.renice',
	'network.signal',
	'services.restart',
	'services.start',
	'services.stop',
	'services.reload',
	'services.enable',
	'services.signal',
	'services.acts',
	'services.form',
	'services.daemon-reload',
	'history.again',
	'history.undo',
]);

export function isActBinding(id: string): boolean {
	return actBindings.has(id);
}

/** Why no act is done here, in a few words; null where some are. Operations refuse them in any case. */
export function whyNoActs({
	access,
	isReadOnly,
}: {
	readonly access: Access;
	readonly isReadOnly: boolean;
}): string | null {
	if (isReadOnly) return 'read-only';
	return access.role === 'viewer' ? 'not as a viewer' : null;
}

/** The table with the reason beside every key that cannot be used. */
export function withReasons(table: KeyTable, reason: string | null): KeyTable {
	if (reason === null) return table;
	return {
		...table,
		bindings: table.bindings.map((binding) =>
			isActBinding(binding.id) ? { ...binding, description: `${binding.description} (${reason})` } : binding,
		),
	};
}
