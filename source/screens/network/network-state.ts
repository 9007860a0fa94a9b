import type { SortOrder } from '../../domain/views.ts';
import { type DetailAction, type DetailState, detailAfter, noDetail } from '../parts/list-detail-state.ts';

/** What the Network tab shows, one at a time. */
export const networkViews = ['sockets', 'listening', 'unix', 'interfaces', 'routes'] as const;
export type NetworkViewName = (typeof networkViews)[number];

export const networkViewTitles: Readonly<Record<NetworkViewName, string>> = {
	sockets: 'Sockets',
	listening: 'Listening',
	unix: 'Unix',
	interfaces: 'Interfaces',
	routes: 'Routes',
};

/** What a person chose on the Network tab; kept in the store while another tab is in front. */
export type NetworkState = DetailState<string> & {
	readonly view: NetworkViewName;
	/** By view; absent is the order of the document, listening sockets first. */
	readonly sorts: Readonly<Partial<Record<NetworkViewName, SortOrder>>>;
	/** Only sockets of these processes: what a pivot from another tab asked for. */
	readonly pids: { readonly pids: ReadonlySet<number>; readonly label: string } | null;
};

export type NetworkAction =
	| { readonly type: 'show'; readonly view: NetworkViewName }
	| { readonly type: 'turn'; readonly by: 1 | -1 }
	| { readonly type: 'sort-by'; readonly sort: SortOrder }
	| { readonly type: 'invert' }
	| { readonly type: 'show-pids'; readonly pids: NetworkState['pids'] }
	| DetailAction<string>;

export const initialNetworkState: NetworkState = {
	view: 'sockets',
	sorts: {},
	pids: null,
	...noDetail,
};

export function reduceNetwork(state: NetworkState, action: NetworkAction): NetworkState {
	switch (action.type) {
		case 'show':
			return { ...state, view: action.view, ...noDetail };
		case 'turn':
			return { ...state, view: turned(state.view, action.by), ...noDetail };
		case 'sort-by':
			return withSort(state, action.sort);
		case 'invert': {
			const sort = state.sorts[state.view];
			return sort === undefined ? state : withSort(state, { ...sort, descending: !sort.descending });
		}
		case 'show-pids':
			// All of their sockets are in one list then, unix ones too.
			return { ...state, pids: action.pids, view: action.pids === null ? state.view : 'sockets', detailOf: null };
		case 'open-detail':
		case 'close-detail':
		case 'focus':
			return { ...state, ...detailAfter(action) };
	}
}

function turned(view: NetworkViewName, by: 1 | -1): NetworkViewName {
	const place = networkViews.indexOf(view) + by + networkViews.length;
	return networkViews[place % networkViews.length] ?? 'sockets';
}

function withSort(state: NetworkState, sort: SortOrder): NetworkState {
	return { ...state, sorts: { ...state.sorts, [state.view]: sort } };
}

/** Unix sockets are read only for who looks at them: there can be thousands, and they say little. */
export function needsUnix(state: NetworkState): boolean {
	return state.view === 'unix' || state.pids !== null;
}
