import type { HistoryEntry } from '../../domain/history.ts';
import { type Filter, matches } from '../../domain/list-filter.ts';
import { actorText, actText, commandOf, statusWord } from './entry-words.ts';

/** Makes the list of the History tab, newest first. One for each console: an entry to which nothing was added stays the same object. */
export type HistoryLister = (entries: readonly HistoryEntry[], filter: Filter) => readonly HistoryEntry[];

/** Longest part of an output that a filter looks through. */
const maxOutput = 4000;

export function createHistoryLister(): HistoryLister {
	let known: ReadonlyMap<string, HistoryEntry> = new Map();
	let last: readonly HistoryEntry[] = [];
	// Entries go with their rows.
	const haystacks = new WeakMap<HistoryEntry, string>();
	const haystack = (entry: HistoryEntry): string => {
		const text = haystacks.get(entry) ?? haystackOf(entry);
		haystacks.set(entry, text);
		return text;
	};
	return (entries, filter) => {
		const same = entries.map((entry) => {
			const before = known.get(entry.id);
			return before !== undefined && isSame(before, entry) ? before : entry;
		});
		known = new Map(same.map((entry) => [entry.id, entry]));
		const shown = filter.terms.length === 0 ? same : same.filter((entry) => matches(filter, haystack(entry)));
		const isUnchanged = shown.length === last.length && shown.every((entry, index) => entry === last[index]);
		last = isUnchanged ? last : shown;
		return last;
	};
}

/** The log only grows: an entry with as many events as before is as it was, but for the mark. */
function isSame(before: HistoryEntry, after: HistoryEntry): boolean {
	return before.events.length === after.events.length && before.seen === after.seen && before.status === after.status;
}

function haystackOf(entry: HistoryEntry): string {
	const { type, target, status, host, actor, before, after, output, id } = entry;
	const parts = [
		type,
		actText(entry),
		target,
		statusWord(status),
		commandOf(entry),
		actorText(actor),
		actor.from,
		host,
	];
	return [...parts, before, after, id, output.slice(0, maxOutput)].filter((part) => part !== null).join(' ');
}
