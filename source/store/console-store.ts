import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Access, unrestricted } from '../domain/access.ts';
import type { ReadingSink } from '../domain/actions.ts';
import type { ConnectionState } from '../domain/connection.ts';
import type { HistoryBadge, HistoryData } from '../domain/history.ts';
import type { HostData } from '../domain/host.ts';
import type { NetData } from '../domain/net.ts';
import type { Problem } from '../domain/problem.ts';
import { type Reading, waiting } from '../domain/reading.ts';
import type { ServicesData } from '../domain/services.ts';
import type { HostSummary } from '../domain/summary.ts';
import type { TopData } from '../domain/top.ts';
import type { TabName } from '../domain/views.ts';
import { noTopTrends, type TopTrends, trendsAfter } from './trends.ts';

/** A view's data with the gaps found while reading it. */
export type View<Data> = { readonly data: Data; readonly problems: readonly Problem[] };

/** Every reading that the console can show, by the name under which the poller pushes it. */
export type Readings = {
	readonly summary: Reading<HostSummary>;
	readonly host: Reading<View<HostData>>;
	readonly top: Reading<View<TopData>>;
	readonly network: Reading<View<NetData>>;
	readonly services: Reading<View<ServicesData>>;
	readonly history: Reading<View<HistoryData>>;
	readonly historyBadge: Reading<HistoryBadge>;
};

export type ToastKind = 'info' | 'good' | 'warn' | 'bad';
export type Toast = { readonly id: number; readonly kind: ToastKind; readonly text: string; readonly untilMs: number };

/** A row that another screen is asked to select: how pivots travel between tabs. */
export type Pivot =
	| { readonly tab: 'top'; readonly pids: readonly number[]; readonly label: string }
	| {
			readonly tab: 'network';
			readonly filter: string;
			readonly pids: readonly number[] | null;
			readonly label: string;
	  }
	| { readonly tab: 'services'; readonly unit: string }
	// Where only the manager can tell whose main process one of these is: the process asked about first, then its ancestors.
	| { readonly tab: 'services'; readonly pids: readonly number[]; readonly label: string; readonly askedAtMs: number }
	| { readonly tab: 'history'; readonly id: string };

export type ConsoleState = {
	readonly host: string;
	readonly connection: ConnectionState;
	readonly user: string;
	readonly isRoot: boolean;
	/** What made root of the user on another host; null where one signed in as who one is. */
	readonly becameBy: 'sudo' | 'doas' | null;
	readonly isProtected: boolean;
	readonly isReadOnly: boolean;
	/** What this user may do here, for what is shown; operations decide it anew for each act. */
	readonly access: Access;
	readonly tab: TabName;
	readonly isPaused: boolean;
	readonly intervalMs: number;
	readonly readings: Readings;
	/** The last minutes of the figures that charts show. */
	readonly trends: TopTrends;
	/** Newest last, at most three. */
	readonly toasts: readonly Toast[];
	/** One-line notes that stand until they are no longer true: the log is off, the home is read-only. */
	readonly notices: readonly string[];
	readonly pivot: Pivot | null;
	/** The last act that can be undone. */
	readonly undoable: { readonly id: string; readonly title: string } | null;
	/** State of each screen, kept while another tab is in front. */
	readonly screenStates: Readonly<Record<string, unknown>>;
};

export type ConsoleStore = StoreApi<ConsoleState>;

export type InitialState = Pick<
	ConsoleState,
	'host' | 'user' | 'isRoot' | 'isProtected' | 'isReadOnly' | 'tab' | 'intervalMs'
> &
	Partial<Pick<ConsoleState, 'connection' | 'access' | 'becameBy'>>;

export function createConsoleStore(initial: InitialState): ConsoleStore {
	return createStore<ConsoleState>(() => ({
		connection: { state: 'here' },
		access: unrestricted,
		becameBy: null,
		...initial,
		isPaused: false,
		readings: {
			summary: waiting,
			host: waiting,
			top: waiting,
			network: waiting,
			services: waiting,
			history: waiting,
			historyBadge: waiting,
		},
		trends: noTopTrends,
		toasts: [],
		notices: [],
		pivot: null,
		undoable: null,
		screenStates: {},
	}));
}

/** The sink that the poller writes to. */
export function sinkOf(store: ConsoleStore): ReadingSink {
	return (name, reading) => {
		store.setState((state) => {
			const readings: Readings = { ...state.readings, [name]: reading };
			return name === 'top' ? { readings, trends: trendsAfter(state.trends, readings.top) } : { readings };
		});
	};
}

const maxToasts = 3;

export function addToast(state: ConsoleState, kind: ToastKind, text: string, nowMs: number): Partial<ConsoleState> {
	const id = (state.toasts.at(-1)?.id ?? 0) + 1;
	// Long enough to read: two seconds and one more per twenty characters.
	const untilMs = nowMs + 2000 + text.length * 50 + (kind === 'bad' ? 3000 : 0);
	return { toasts: [...state.toasts, { id, kind, text, untilMs }].slice(-maxToasts) };
}
