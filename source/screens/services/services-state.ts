import type { SortOrder } from '../../domain/views.ts';
import { type DetailAction, type DetailState, detailAfter, noDetail } from '../parts/list-detail-state.ts';

/** Which units the list holds, whatever the filter says. What failed is in all of them but `running` and `enabled`. */
export const unitShows = ['all', 'services', 'running', 'enabled', 'failed'] as const;
export type UnitShow = (typeof unitShows)[number];

/** What a person chose on the Services tab; kept in the store while another tab is in front. Details are told by a unit's key. */
export type ServicesState = DetailState<string> & {
	/** Null is the order by need: failed first, then what runs, then services before other kinds, by name. */
	readonly sort: SortOrder | null;
	readonly show: UnitShow;
	readonly isFormOpen: boolean;
	/** Units that were seen with a changed file, by key: their manager has to be reloaded. */
	readonly reloadDue: ReadonlySet<string>;
};

export type ServicesAction =
	| { readonly type: 'sort-by'; readonly sort: SortOrder | null }
	| { readonly type: 'invert' }
	| { readonly type: 'show'; readonly show: UnitShow }
	| DetailAction<string>
	| { readonly type: 'form'; readonly isOpen: boolean }
	| { readonly type: 'reload-due'; readonly key: string; readonly isDue: boolean }
	| { readonly type: 'reloaded' };

export const initialServicesState: ServicesState = {
	sort: null,
	show: 'all',
	...noDetail,
	isFormOpen: false,
	reloadDue: new Set(),
};

export function reduceServices(state: ServicesState, action: ServicesAction): ServicesState {
	switch (action.type) {
		case 'sort-by':
			return { ...state, sort: action.sort };
		case 'invert':
			return state.sort === null ? state : { ...state, sort: { ...state.sort, descending: !state.sort.descending } };
		case 'show':
			return { ...state, show: action.show };
		case 'open-detail':
		case 'close-detail':
		case 'focus':
			return { ...state, ...detailAfter(action) };
		case 'form':
			return { ...state, isFormOpen: action.isOpen };
		case 'reload-due':
			return withReloadDue(state, action.key, action.isDue);
		case 'reloaded':
			return state.reloadDue.size === 0 ? state : { ...state, reloadDue: new Set() };
	}
}

function withReloadDue(state: ServicesState, key: string, isDue: boolean): ServicesState {
	if (state.reloadDue.has(key) === isDue) return state;
	const reloadDue = new Set(state.reloadDue);
	if (isDue) reloadDue.add(key);
	else reloadDue.delete(key);
	return { ...state, reloadDue };
}

export function nextShow(show: UnitShow): UnitShow {
	return unitShows[(unitShows.indexOf(show) + 1) % unitShows.length] ?? 'all';
}

const showWords: Readonly<Record<UnitShow, string | null>> = {
	all: null,
	services: 'services and what failed',
	running: 'running',
	enabled: 'enabled',
	failed: 'failed',
};

/** What narrows or orders the list, for the line above it. */
export function modesOf({ show }: ServicesState): readonly string[] {
	const words = showWords[show];
	return words === null ? [] : [words];
}
