import type { Actor, HistoryEntry, HistoryEvent } from '../../domain/history.ts';
import type { LogEvent, Subject } from './log-event.ts';

export type StoredEvent = { readonly event: LogEvent; readonly meta: HistoryEvent };

const nobody: Actor = { user: '?', loginUser: null, sudoUser: null, from: null };

function subjectOf(events: readonly StoredEvent[]): Subject | null {
	const first = events.map(({ event }) => event).find(({ kind }) => kind === 'begun' || kind === 'refused');
	return first !== undefined && (first.kind === 'begun' || first.kind === 'refused') ? first : null;
}

function blank(id: string, events: readonly StoredEvent[]): HistoryEntry {
	const subject = subjectOf(events);
	const { user, loginUser, sudoUser, from } = subject?.actor ?? nobody;
	return {
		id,
		time: events[0]?.event.time ?? '',
		actor: { user, loginUser, sudoUser, from },
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
				entry = { ...entry, status, exitCode, durationMs, after, output: outputOf(event.message, event.output) };
				break;
			}
			case 'observed':
				entry = {
					...entry,
					after: event.state ?? entry.after,
					output: [entry.output, event.verdict].filter((text) => text !== '').join('\n'),
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
		}
	}
	return { ...entry, seen };
}

/** What the program said of the outcome, then what the command printed. */
function outputOf(message: string, output: string): string {
	return output === '' ? message : `${message}\n${output}`;
}
