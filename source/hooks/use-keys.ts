import { useEffect, useRef } from 'react';
import type { KeyPress, KeyTable } from '../domain/keys.ts';
import { type KeyClaim, type KeyHandlers, useConsole } from './console-context.ts';

/** Claims a key table for as long as the component stands. Handlers may be new at each render; the claim stays. */
export function useKeys<Id extends string>(
	level: KeyClaim['level'],
	table: KeyTable<Id> | null,
	handlers: KeyHandlers<Id>,
	onOther?: (press: KeyPress) => void,
): void {
	const { keys } = useConsole();
	const latest = useRef({ handlers, onOther });
	latest.current = { handlers, onOther };
	const takesOther = onOther !== undefined;
	useEffect(() => {
		const stable: Record<string, (press: KeyPress) => void> = {};
		for (const binding of table?.bindings ?? []) {
			stable[binding.id] = (press) => latest.current.handlers[binding.id]?.(press);
		}
		return keys.claim({
			level,
			table,
			handlers: stable,
			...(takesOther ? { onOther: (press: KeyPress) => latest.current.onOther?.(press) } : {}),
		});
	}, [keys, level, table, takesOther]);
}
