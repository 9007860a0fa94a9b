import { useCallback, useEffect, useMemo } from 'react';
import {
	emptyList,
	type ListAction,
	type ListShape,
	type ListState,
	reduceList,
	settle,
} from '../domain/list-selection.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { useConsole } from './console-context.ts';
import { listKeys } from './list-keys.ts';
import { useConsoleState } from './use-console-state.ts';
import { useKeys } from './use-keys.ts';

export type List<Row, Key> = ListState<Key> & {
	/** Null in a list without rows. This and `targetRows` tell the selection at the moment they are read. */
	readonly selectedRow: Row | null;
	/** The tagged rows in the list's order; the selected one when none is tagged. */
	readonly targetRows: readonly Row[];
	/** `12 of 220`. */
	readonly position: string;
	dispatch(action: ListAction<Key>): void;
};

/**
 * Selection, scroll and tags of a list, kept in the store under `list:<name>` so that they are still there when the tab comes
 * back. `rows` are those shown, in order; `keyOf` must be stable. `isActive` decides who answers the list keys.
 */
export function useList<Row, Key>(
	name: string,
	rows: readonly Row[],
	keyOf: (row: Row) => Key,
	pageRows: number,
	isActive = true,
): List<Row, Key> {
	const { store } = useConsole();
	const id = `list:${name}`;
	const kept = useConsoleState((all) => keptList<Key>(all.screenStates, id));
	const keys = useMemo(() => rows.map(keyOf), [rows, keyOf]);
	const shape = useMemo(() => ({ keys, pageRows }), [keys, pageRows]);
	const state = useMemo(() => settle(latestOf(kept), shape), [kept, shape]);
	useEffect(() => {
		// Until a person chose, the first row is selected whatever was before.
		if (state !== kept && state.isChosen) settledFrom.set(kept, state);
	}, [state, kept]);
	const dispatch = useCallback((action: ListAction<Key>) => changeList(store, id, action, shape), [store, id, shape]);
	useKeys('list', isActive ? listKeys : null, movesOf(dispatch));
	return useMemo(() => {
		// From the store and not from what was drawn last: of two keys typed at once, the second acts where the first led.
		const now = () => settle(latestOf(keptList<Key>(store.getState().screenStates, id)), shape);
		const selectedNow = () => rows[now().selectedIndex] ?? null;
		return {
			...state,
			get selectedRow() {
				return selectedNow();
			},
			get targetRows() {
				const { tagged } = now();
				const taggedRows = tagged.size === 0 ? [] : rows.filter((row) => tagged.has(keyOf(row)));
				const selected = selectedNow();
				return taggedRows.length > 0 ? taggedRows : selected === null ? [] : [selected];
			},
			position: rows.length === 0 ? '0 of 0' : `${state.selectedIndex + 1} of ${rows.length}`,
			dispatch,
		};
	}, [state, rows, keyOf, dispatch, store, id, shape]);
}

function movesOf<Key>(dispatch: (action: ListAction<Key>) => void) {
	return {
		'list.up': () => dispatch({ type: 'move', move: 'up' }),
		'list.down': () => dispatch({ type: 'move', move: 'down' }),
		'list.page-up': () => dispatch({ type: 'move', move: 'page-up' }),
		'list.page-down': () => dispatch({ type: 'move', move: 'page-down' }),
		'list.half-up': () => dispatch({ type: 'move', move: 'half-up' }),
		'list.half-down': () => dispatch({ type: 'move', move: 'half-down' }),
		'list.first': () => dispatch({ type: 'move', move: 'first' }),
		'list.last': () => dispatch({ type: 'move', move: 'last' }),
	} as const;
}

/**
 * What rows did to a list since the person last moved in it, by the state that this left: the next refresh has to follow the row
 * and not the place. It is on screen already; in the store it would draw the same screen a second time.
 */
const settledFrom = new WeakMap<ListState<unknown>, ListState<unknown>>();

function latestOf<Key>(kept: ListState<Key>): ListState<Key> {
	return (settledFrom.get(kept) as ListState<Key> | undefined) ?? kept;
}

function keptList<Key>(states: Readonly<Record<string, unknown>>, id: string): ListState<Key> {
	return (states[id] as ListState<Key> | undefined) ?? emptyList;
}

function changeList<Key>(store: ConsoleStore, id: string, action: ListAction<Key>, shape: ListShape<Key>): void {
	const kept = keptList<Key>(store.getState().screenStates, id);
	const after = reduceList(latestOf(kept), action, shape);
	if (after !== kept) store.setState((all) => ({ screenStates: { ...all.screenStates, [id]: after } }));
}
