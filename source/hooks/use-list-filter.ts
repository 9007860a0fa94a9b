import { useMemo } from 'react';
import { type FilterAction, type FilterState, noFilterState, reduceFilter } from '../domain/list-filter-state.ts';
import { useScreenState } from './use-screen-state.ts';

export type ListFilter = FilterState & { dispatch(action: FilterAction): void };

/** The filter of a list, kept in the store under `filter:<name>`. */
export function useListFilter(name: string): ListFilter {
	const [state, dispatch] = useScreenState(`filter:${name}`, noFilterState, reduceFilter);
	return useMemo(() => ({ ...state, dispatch }), [state, dispatch]);
}
