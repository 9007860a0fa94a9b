import { useCallback } from 'react';
import type { ConsoleStore } from '../store/console-store.ts';
import { useConsole } from './console-context.ts';
import { useConsoleState } from './use-console-state.ts';

/** A screen's reducer state, kept in the store so that it is still there when the tab comes back. */
export function useScreenState<State, Action>(
	/** The tab, or `list:`, `filter:` and its name for parts that many screens have. */
	screen: string,
	initial: State,
	reduce: (state: State, action: Action) => State,
): readonly [State, (action: Action) => void] {
	const { store } = useConsole();
	const state = useConsoleState((all) => (all.screenStates[screen] as State | undefined) ?? initial);
	const dispatch = useCallback(
		(action: Action) => changeScreenState(store, screen, initial, reduce, action),
		[store, screen, initial, reduce],
	);
	return [state, dispatch];
}

/** The same from outside a component: for the command palette. */
export function changeScreenState<State, Action>(
	store: ConsoleStore,
	screen: string,
	initial: State,
	reduce: (state: State, action: Action) => State,
	action: Action,
): void {
	store.setState((all) => ({
		screenStates: {
			...all.screenStates,
			[screen]: reduce((all.screenStates[screen] as State | undefined) ?? initial, action),
		},
	}));
}
