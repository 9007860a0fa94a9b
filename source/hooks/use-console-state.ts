import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { ConsoleState } from '../store/console-store.ts';
import { useConsole } from './console-context.ts';

/**
 * Subscribes to one selected part of the console's state; renders again only when that part changed by reference. `select` may be new
 * at each render: React is handed one function that stays, or each of some forty subscriptions would be an effect of each refresh.
 */
export function useConsoleState<Part>(select: (state: ConsoleState) => Part): Part {
	const { store } = useConsole();
	const latest = useRef(select);
	latest.current = select;
	const read = useCallback(() => latest.current(store.getState()), [store]);
	return useSyncExternalStore(store.subscribe, read);
}
