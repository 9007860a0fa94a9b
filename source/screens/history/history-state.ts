import type { HistoryQuery } from '../../domain/history.ts';
import type { Filter } from '../../domain/list-filter.ts';
import { type DetailAction, type DetailState, detailAfter, noDetail } from '../parts/list-detail-state.ts';
import { type EntryStatus, statusWord } from './entry-words.ts';

export const historySpans = ['all', 'hour', 'day', 'week'] as const;
export type HistorySpan = (typeof historySpans)[number];

/** What a person chose on the History tab; kept in the store while another tab is in front. Details are told by an entry's id. */
export type HistoryState = DetailState<string> & {
	readonly span: HistorySpan;
	readonly entryType: string | null;
	readonly status: EntryStatus | null;
	readonly unreadOnly: boolean;
	/** How far a check of the log is, in percent; null while there is none. */
	readonly checked: number | null;
};

export type HistoryAction =
	| {
			readonly type: 'narrow';
			readonly to: Partial<Pick<HistoryState, 'span' | 'entryType' | 'status' | 'unreadOnly'>>;
	  }
	| { readonly type: 'show-all' }
	| { readonly type: 'checked'; readonly percent: number | null }
	| DetailAction<string>;

export const initialHistoryState: HistoryState = {
	span: 'all',
	entryType: null,
	status: null,
	unreadOnly: false,
	checked: null,
	...noDetail,
};

export function reduceHistory(state: HistoryState, action: HistoryAction): HistoryState {
	switch (action.type) {
		case 'narrow':
			return { ...state, ...action.to };
		case 'show-all':
			return { ...state, span: 'all', entryType: null, status: null, unreadOnly: false };
		case 'checked':
			return { ...state, checked: action.percent };
		case 'open-detail':
		case 'close-detail':
		case 'focus':
			return { ...state, ...detailAfter(action) };
	}
}

const hourMs = 3_600_000;
const spanMs: Readonly<Record<Exclude<HistorySpan, 'all'>, number>> = {
	hour: hourMs,
	day: 24 * hourMs,
	week: 7 * 24 * hourMs,
};

/** Entries that one query brings at most. */
export const historyLimit = 500;

/** Words that a list shows and no record holds: `running` for what is open, `as` between two users. */
const shownOnly = /^(?:r|ru|run|runn|runni|runnin|running|as|a)$/;

/** What the log itself is searched for, so that a filter finds what is older than the list; the list then does the rest. */
function searchOf({ terms }: Filter): string {
	return terms
		.flatMap((term) => (term.kind === 'text' && !term.isInverse ? term.needle.split(/\s+/) : []))
		.filter((word) => !shownOnly.test(word.toLowerCase()))
		.join(' ');
}

/** The question behind what was chosen, asked at a moment. */
export function queryOf(
	{ span, entryType, status, unreadOnly }: Pick<HistoryState, 'span' | 'entryType' | 'status' | 'unreadOnly'>,
	filter: Filter,
	nowMs: number,
): HistoryQuery {
	const text = searchOf(filter);
	return {
		limit: historyLimit,
		...(text === '' ? {} : { text }),
		...(span === 'all' ? {} : { since: new Date(nowMs - spanMs[span]).toISOString() }),
		...(entryType === null ? {} : { type: entryType }),
		...(status === null ? {} : { status }),
		...(unreadOnly ? { unreadOnly } : {}),
	};
}

export function isNarrowed({ span, entryType, status, unreadOnly }: HistoryState): boolean {
	return span !== 'all' || entryType !== null || status !== null || unreadOnly;
}

/** What narrows the list, for the line above it. */
export function modesOf({ span, entryType, status, unreadOnly, checked }: HistoryState): readonly string[] {
	return [
		span === 'all' ? undefined : `last ${span}`,
		entryType ?? undefined,
		status === null ? undefined : statusWord(status),
		unreadOnly ? 'not seen' : undefined,
		checked === null ? undefined : `checking the log: ${checked} %`,
	].filter((mode) => mode !== undefined);
}
