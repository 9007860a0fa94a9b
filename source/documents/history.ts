import type { HistoryData } from '../domain/history.ts';
import type { Problem } from '../domain/problem.ts';

export type HistoryView = { readonly data: HistoryData; readonly problems: readonly Problem[] };

/** What the log answered: entries newest first, events that it could not read, and sentences about files that it could not. */
type Answer = HistoryData & { readonly malformed: number; readonly gaps: readonly string[] };

/** The history document: entries newest first, and what could not be read. */
export function buildHistory({ entries, malformed, gaps }: Answer): HistoryView {
	const hint = 'Run history verify: it names the first event that was altered.';
	const unread: readonly Problem[] = gaps.map((message) => ({ field: 'entries', code: 'incomplete', message, hint }));
	const message = `${malformed} ${malformed === 1 ? 'event' : 'events'} of the operation log could not be understood`;
	const odd: readonly Problem[] =
		malformed === 0 ? [] : [{ field: 'entries[].events', code: 'incomplete', message, hint }];
	return { data: { entries }, problems: [...unread, ...odd] };
}
