import { useEffect, useMemo } from 'react';
import type { KeyTable } from '../domain/keys.ts';
import { type FilterAction, type FilterState, noFilterState, reduceFilter } from '../domain/list-filter-state.ts';
import { type KeyRouter, useConsole } from './console-context.ts';
import { changeScreenState, useScreenState } from './use-screen-state.ts';

export type ListFilter = FilterState & { dispatch(action: FilterAction): void };

const filterKeys: KeyTable<'filter.keep' | 'filter.clear'> = {
	scope: 'filter',
	title: 'Filter line',
	bindings: [
		{ id: 'filter.keep', keys: ['Enter', 'Down'], hint: 'keep', description: 'Keep the filter', weight: 90 },
		{ id: 'filter.clear', keys: ['Esc'], hint: 'clear', description: 'Clear the filter', weight: 80 },
	],
};

/** The filter of a list, kept in the store under `filter:<name>`. While it is typed it holds all keys. */
export function useListFilter(name: string): ListFilter {
	const { store, keys } = useConsole();
	const id = `filter:${name}`;
	const [state] = useScreenState(id, noFilterState, reduceFilter);
	const dispatch = useMemo(() => {
		const change = (action: FilterAction) => {
			changeScreenState(store, id, noFilterState, reduceFilter, action);
			if (action.type === 'edit') current.hold();
			else if (action.type !== 'press') current.letGo();
		};
		const current = createField(keys, change);
		return change;
	}, [store, keys, id]);
	// Another tab came in front while it was typed: what was typed stays.
	useEffect(() => () => dispatch({ type: 'leave' }), [dispatch]);
	return useMemo(() => ({ ...state, dispatch }), [state, dispatch]);
}

type FilterField = { hold(): void; letGo(): void };

/**
 * The claim of the line. It is made with the very press that opens the line and not when the screen was drawn: a person types
 * on at once, and those keys must not act.
 */
function createField(keys: KeyRouter, dispatch: (action: FilterAction) => void): FilterField {
	let withdraw: (() => void) | null = null;
	return {
		hold() {
			withdraw ??= keys.claim({
				level: 'field',
				table: filterKeys,
				handlers: {
					'filter.keep': () => dispatch({ type: 'leave' }),
					'filter.clear': () => dispatch({ type: 'set', text: '' }),
				},
				onOther: (press) => dispatch({ type: 'press', press }),
			});
		},
		letGo() {
			withdraw?.();
			withdraw = null;
		},
	};
}
