import type { HistoryData, HistoryEntry } from '../domain/history.ts';
import type { Problem } from '../domain/problem.ts';

export type HistoryView = { readonly data: HistoryData; readonly problems: readonly Problem[] };

/** The history document: entries newest first, and how many events could not be read. */
export function buildHistory(entries: readonly HistoryEntry[], malformed = 0): HistoryView {
	const problem: Problem = {
		field: 'entries[].events',
		code: 'incomplete',
		message: `${malformed} ${malformed === 1 ? 'event' : 'events'} of the operation log could not be understood`,
		hint: 'Run history verify: it names the first event that was altered.',
	};
	return { data: { entries }, problems: malformed === 0 ? [] : [problem] };
}

/** An operation whose outcome needs a look: it failed, or nobody knows how it ended. */
export function isTroubledEntry(entry: Pick<HistoryEntry, 'status'>): boolean {
	return entry.status === 'failed' || entry.status === 'timed-out' || entry.status === 'unknown';
}
