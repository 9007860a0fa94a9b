import type { EntryActor, HistoryEntry, HistoryEvent } from '../../domain/history.ts';
import type { Operation } from '../../domain/operation.ts';
import { readUndoRecord } from '../../domain/undo.ts';
import type { LogEvent, Subject } from './log-event.ts';

export type StoredEvent = { readonly event: LogEvent; readonly meta: HistoryEvent };

const nobody: EntryActor = { user: '?', loginUser: null, sudoUser: null, from: null, signInName: null };

function subjectOf(events: readonly StoredEvent[]): Subject | null {
	const first = events.map(({ event }) => event).find(({ kind }) => kind === 'begun' || kind === 'refused');
	return first !== undefined && (first.kind === 'begun' || first.kind === 'refused') ? first : null;
}

function operationOf(events: readonly StoredEvent[]): Operation | null {
	const begun = events.map(({ event }) => event).find(({ kind }) => kind === 'begun');
	return begun?.kind === 'begun' ? (begun.operation ?? null) : null;
}

function blank(id: string, events: readonly StoredEvent[]): HistoryEntry {
	const subject = subjectOf(events);
	const { user, loginUser, sudoUser, from, signInName = null } = subject?.actor ?? nobody;
	return {
		id,
		time: events[0]?.event.time ?? '',
		actor: { user, loginUser, sudoUser, from, signInName },
		host: subject?.host ?? '',
		type: subject?.type ?? 'unknown',
		target: subject?.target ?? '',
		argv: subject?.argv ?? [],
		status: 'open',
		exitCode: null,
		durationMs: null,
		before: subject?.before ?? null,
		after: null,
		output: '',
		verdict: null,
		held: null,
		journal: [],
		operation: operationOf(events),
		undo: null,
		seen: false,
		events: events.map(({ meta }) => meta),
	};
}

/** An operation as its events tell it, in order; what came later adds to or corrects what came before. */
export function foldEntry(id: string, events: readonly StoredEvent[], seen: boolean): HistoryEntry {
	let entry = blank(id, events);
	for (const { event } of events) {
		switch (event.kind) {
			case 'begun':
				break;
			case 'ended': {
				const { status, exitCode, durationMs, after } = event;
				const output = outputOf(event.message, event.output);
				entry = { ...entry, status, exitCode, durationMs, after, output, journal: event.journal ?? [] };
				entry = { ...entry, undo: readUndoRecord(event.undo) };
				break;
			}
			case 'observed':
				entry = {
					...entry,
					after: event.state ?? entry.after,
					output: [entry.output, event.verdict].filter((text) => text !== '').join('\n'),
					verdict: event.verdict === '' ? entry.verdict : event.verdict,
					held: event.verdict === '' ? entry.held : (event.isGood ?? null),
					journal: [...entry.journal, ...(event.journal ?? [])],
				};
				break;
			case 'refused':
				entry = { ...entry, status: 'refused', output: event.message };
				break;
			case 'trimmed':
				entry = {
					...entry,
					time: event.time,
					type: 'trimmed',
					target: `events up to ${event.throughSeq}`,
					status: 'succeeded',
					output: `${event.count} older events were dropped by retention.`,
				};
				break;
			case 'continued':
				entry = {
					...entry,
					time: event.time,
					type: 'continued',
					target: event.file,
					status: 'succeeded',
					output: `A new file of the log begins here. ${event.file} is kept as it is: ${event.reason}`,
				};
				break;
		}
	}
	return { ...entry, seen };
}

/** What the program said of the outcome, then what the command printed. */
function outputOf(message: string, output: string): string {
	return output === '' ? message : `${message}\n${output}`;
}
