import type { HistoryQuery } from '../../domain/history.ts';
import { type EntryStatus, statusWord } from './entry-words.ts';

export const historySpans = ['all', 'hour', 'day', 'week'] as const;
export type HistorySpan = (typeof historySpans)[number];

/** What a person chose on the History tab; kept in the store while another tab is in front. */
export type HistoryState = {
	readonly span: HistorySpan;
	readonly entryType: string | null;
	readonly status: EntryStatus | null;
	readonly unreadOnly: boolean;
	/** Id of the entry whose details are open. */
	readonly detailOf: string | null;
	/** Who answers the list keys while details stand beside the list. */
	readonly focus: 'list' | 'detail';
};

export type HistoryAction =
	| {
			readonly type: 'narrow';
			readonly to: Partial<Pick<HistoryState, 'span' | 'entryType' | 'status' | 'unreadOnly'>>;
	  }
	| { readonly type: 'show-all' }
	| { readonly type: 'open-detail'; readonly id: string; readonly focus: HistoryState['focus'] }
	| { readonly type: 'close-detail' }
	| { readonly type: 'focus'; readonly focus: HistoryState['focus'] };

export const initialHistoryState: HistoryState = {
	span: 'all',
	entryType: null,
	status: null,
	unreadOnly: false,
	detailOf: null,
	focus: 'list',
};

export function reduceHistory(state: HistoryState, action: HistoryAction): HistoryState {
	switch (action.type) {
		case 'narrow':
			return { ...state, ...action.to };
		case 'show-all':
			return { ...state, span: 'all', entryType: null, status: null, unreadOnly: false };
		case 'open-detail':
			return { ...state, detailOf: action.id, focus: action.focus };
		case 'close-detail':
			return { ...state, detailOf: null, focus: 'list' };
		case 'focus':
			return { ...state, focus: action.focus };
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

/** The question behind what was chosen, asked at a moment. */
export function queryOf(
	{ span, entryType, status, unreadOnly }: Pick<HistoryState, 'span' | 'entryType' | 'status' | 'unreadOnly'>,
	nowMs: number,
): HistoryQuery {
	return {
		limit: historyLimit,
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
export function modesOf({ span, entryType, status, unreadOnly }: HistoryState): readonly string[] {
	return [
		span === 'all' ? undefined : `last ${span}`,
		entryType ?? undefined,
		status === null ? undefined : statusWord(status),
		unreadOnly ? 'not seen' : undefined,
	].filter((mode) => mode !== undefined);
}
