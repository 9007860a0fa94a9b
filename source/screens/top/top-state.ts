import type { ProcessIdentity } from '../../domain/process.ts';
import type { SortOrder } from '../../domain/views.ts';
import { type DetailAction, type DetailState, detailAfter, noDetail } from '../parts/list-detail-state.ts';
import type { CommandForm } from './top-columns.ts';

export type DetailPart = 'all' | 'threads';

/** What a person chose on the Top tab; kept in the store while another tab is in front. */
export type TopState = DetailState<ProcessIdentity> & {
	readonly sort: SortOrder;
	readonly isTree: boolean;
	/** Keys of rows whose branch is folded. */
	readonly folded: ReadonlySet<number>;
	readonly user: string | null;
	/** Somebody is asked for a user: the owner of every process has to be known for that. */
	readonly needsUsers: boolean;
	/** Only these processes: what a pivot from another tab asked for. */
	readonly pids: { readonly pids: ReadonlySet<number>; readonly label: string } | null;
	readonly commandForm: CommandForm;
	readonly showsCores: boolean;
	readonly hidesKernel: boolean;
	readonly followed: { readonly key: number; readonly label: string } | null;
	/** Everything, or the threads alone. */
	readonly detailPart: DetailPart;
};

export type TopAction =
	| { readonly type: 'sort-by'; readonly sort: SortOrder }
	| { readonly type: 'invert' }
	| { readonly type: 'toggle-tree' }
	| { readonly type: 'fold'; readonly key: number; readonly isFolded: boolean }
	| { readonly type: 'need-users'; readonly isNeeded: boolean }
	| { readonly type: 'show-user'; readonly user: string | null }
	| { readonly type: 'show-pids'; readonly pids: TopState['pids'] }
	| { readonly type: 'toggle-command' }
	| { readonly type: 'toggle-cores' }
	| { readonly type: 'toggle-kernel' }
	| { readonly type: 'follow'; readonly followed: TopState['followed'] }
	| DetailAction<ProcessIdentity>
	| { readonly type: 'show-part'; readonly part: DetailPart };

export const initialTopState: TopState = {
	sort: { column: 'cpu', descending: true },
	isTree: false,
	folded: new Set(),
	user: null,
	needsUsers: false,
	pids: null,
	commandForm: 'full',
	showsCores: false,
	hidesKernel: false,
	followed: null,
	...noDetail,
	detailPart: 'all',
};

export function reduceTop(state: TopState, action: TopAction): TopState {
	switch (action.type) {
		case 'sort-by':
			return { ...state, sort: action.sort, isTree: false };
		case 'invert':
			return { ...state, sort: { ...state.sort, descending: !state.sort.descending } };
		case 'toggle-tree':
			return { ...state, isTree: !state.isTree };
		case 'fold':
			return { ...state, folded: withKey(state.folded, action.key, action.isFolded) };
		case 'need-users':
			return { ...state, needsUsers: action.isNeeded };
		case 'show-user':
			return { ...state, user: action.user };
		case 'show-pids':
			// What another tab asked for is shown whatever narrowed the list before.
			return action.pids === null ? { ...state, pids: null } : { ...state, pids: action.pids, user: null, ...noDetail };
		case 'toggle-command':
			return { ...state, commandForm: state.commandForm === 'full' ? 'program' : 'full' };
		case 'toggle-cores':
			return { ...state, showsCores: !state.showsCores };
		case 'toggle-kernel':
			return { ...state, hidesKernel: !state.hidesKernel };
		case 'follow':
			return { ...state, followed: action.followed };
		case 'show-part':
			return { ...state, detailPart: action.part };
		case 'open-detail':
		case 'close-detail':
		case 'focus':
			return { ...state, ...detailAfter(action) };
	}
}

function withKey(keys: ReadonlySet<number>, key: number, isIn: boolean): ReadonlySet<number> {
	const next = new Set(keys);
	if (isIn) next.add(key);
	else next.delete(key);
	return next;
}

/** What narrows or orders the list beyond its columns, for the line above it. */
export function modesOf(state: TopState): readonly string[] {
	return [
		state.pids?.label,
		state.user === null ? undefined : `user ${state.user}`,
		state.hidesKernel ? 'without kernel threads' : undefined,
		state.isTree ? 'tree' : undefined,
		state.followed === null ? undefined : `following ${state.followed.label}`,
	].filter((mode) => mode !== undefined);
}
