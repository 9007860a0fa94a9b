import type { DetailLine } from '../../components/detail-lines.ts';
import { formatLocalTime, formatMilliseconds } from '../../domain/format.ts';
import type { HistoryEntry, HistoryEvent } from '../../domain/history.ts';
import { sanitiseLines } from '../../domain/sanitise.ts';
import type { Symbols } from '../../theme.ts';
import { commandOf, statusStyles, statusText } from './entry-words.ts';

/** Lines of output that stand in the details; `l` shows all of it. */
const maxOutputLines = 300;

/** First digits of a hash: enough to compare by eye. */
const shortHash = 12;

/** An entry as lines: how it ended, what ran and changed, who did it, and the events that prove it. */
export function entryDetailLines(entry: HistoryEntry, symbols: Symbols): readonly DetailLine[] {
	return [
		...statusLines(entry, symbols),
		...outputLines(entry),
		...journalLines(entry),
		...actLines(entry),
		...actorLines(entry),
		...eventLines(entry.events),
	];
}

const field = (label: string, value: string | null): DetailLine => ({ kind: 'field', label, value });

function statusLines(
	{ status, time, durationMs, exitCode, verdict, held }: HistoryEntry,
	symbols: Symbols,
): readonly DetailLine[] {
	return [
		{ kind: 'field', label: 'status', value: statusText(status, symbols), style: statusStyles[status] },
		field('began', formatLocalTime(time)),
		field('took', durationMs === null ? null : formatMilliseconds(durationMs)),
		field('exit status', exitCode === null ? null : `${exitCode}`),
		...(verdict === null ? [] : [verdictLine(verdict, held, symbols)]),
	];
}

function verdictLine(verdict: string, held: boolean | null, symbols: Symbols): DetailLine {
	if (held !== false) return field('seen later', verdict);
	return { kind: 'field', label: 'seen later', value: `${symbols.warning} ${verdict}`, style: 'warn' };
}

function actLines(entry: HistoryEntry): readonly DetailLine[] {
	const command = commandOf(entry);
	return [
		{ kind: 'heading', text: 'What' },
		field('host', entry.host),
		field('target', entry.target),
		field('command', command === '' ? null : command),
		field('before', entry.before),
		field('after', entry.after),
		...((entry.undo ?? null) === null ? [] : [field('undo', 'X takes it back, if nothing moved since')]),
	];
}

function actorLines({ actor }: HistoryEntry): readonly DetailLine[] {
	return [
		{ kind: 'heading', text: 'Who' },
		field('user', actor.user),
		field('logged in as', actor.loginUser),
		...(actor.signInName === null ? [] : [field('signed in as', actor.signInName)]),
		field('through sudo', actor.sudoUser),
		field('from', actor.from),
	];
}

function outputLines({ output, status }: HistoryEntry): readonly DetailLine[] {
	const lines = sanitiseLines(output);
	if (lines.length === 0) {
		const text = status === 'open' ? 'It has not ended yet.' : 'Nothing was said or printed.';
		return [
			{ kind: 'heading', text: 'Outcome' },
			{ kind: 'text', text, style: 'dim' },
		];
	}
	const rest = lines.length - maxOutputLines;
	return [
		{ kind: 'heading', text: 'Outcome', ...(lines.length > 1 ? { note: 'l shows it alone' } : {}) },
		...lines.slice(0, maxOutputLines).map((text): DetailLine => ({ kind: 'text', text })),
		...(rest > 0 ? [{ kind: 'text', text: `${rest} more lines (l).`, style: 'dim' } as const] : []),
	];
}

function journalLines({ journal }: HistoryEntry): readonly DetailLine[] {
	if (journal.length === 0) return [];
	const lines = sanitiseLines(journal.join('\n'));
	return [
		{ kind: 'heading', text: 'Journal', note: 'what the unit wrote meanwhile' },
		...lines.slice(0, maxOutputLines).map((text): DetailLine => ({ kind: 'text', text })),
	];
}

function eventLines(events: readonly HistoryEvent[]): readonly DetailLine[] {
	return [
		{ kind: 'heading', text: 'Events', note: 'opsdash history verify checks the chain of all hashes' },
		...events.map(
			({ seq, kind, time, hash }): DetailLine => ({
				kind: 'columns',
				cells: [`${seq}`, kind, formatLocalTime(time) ?? time, hash.slice(0, shortHash)],
				widths: [-6, 8, 26, 0],
			}),
		),
	];
}
