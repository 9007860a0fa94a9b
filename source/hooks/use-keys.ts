import { useEffect, useLayoutEffect, useRef } from 'react';
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
	// At once with what is drawn: a key typed at a dialog must not reach the screen under it.
	useLayoutEffect(
		() =>
			keys.claim({
				level,
				table,
				// Read at each press, so that a binding without a handler at the moment passes the press on.
				get handlers() {
					return latest.current.handlers;
				},
				...(takesOther ? { onOther: (press: KeyPress) => latest.current.onOther?.(press) } : {}),
			}),
		[keys, level, table, takesOther],
	);
	const available =
		table === null ? '' : table.bindings.map(({ id }) => (handlers[id] === undefined ? '-' : '+')).join('');
	const last = useRef(available);
	useEffect(() => {
		if (last.current === available) return;
		last.current = available;
		keys.touch();
	}, [keys, available]);
}
