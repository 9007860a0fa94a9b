import { formatCommand } from '../domain/command.ts';
import type { HistoryEntry } from '../domain/history.ts';
import { sanitise } from '../domain/sanitise.ts';

/** Columns of `history export --csv`; new ones are only ever added at the end. */
const columns: ReadonlyArray<readonly [title: string, text: (entry: HistoryEntry) => string | number | null]> = [
	['id', ({ id }) => id],
	['time', ({ time }) => time],
	['user', ({ actor }) => actor.user],
	['login_user', ({ actor }) => actor.loginUser],
	['sudo_user', ({ actor }) => actor.sudoUser],
	['sign_in_name', ({ actor }) => actor.signInName],
	['from', ({ actor }) => actor.from],
	['host', ({ host }) => host],
	['type', ({ type }) => type],
	['target', ({ target }) => target],
	['command', ({ argv: [file, ...args] }) => (file === undefined ? null : formatCommand({ file, args }))],
	['status', ({ status }) => status],
	['exit_code', ({ exitCode }) => exitCode],
	['duration_ms', ({ durationMs }) => durationMs],
	['before', ({ before }) => before],
	['after', ({ after }) => after],
	['verdict', ({ verdict }) => verdict],
	['output', ({ output }) => output],
	['journal', ({ journal }) => journal.join('\n')],
	['first_seq', ({ events }) => events[0]?.seq ?? null],
	['last_hash', ({ events }) => events.at(-1)?.hash ?? null],
	['held', ({ held }) => (held === null ? null : held ? 'yes' : 'no')],
];

/** RFC 4180: lines end with CR LF, and what is quoted may hold line ends. */
export const csvHead = `${columns.map(([title]) => title).join(',')}\r\n`;

export function csvLine(entry: HistoryEntry): string {
	return `${columns.map(([, text]) => cell(text(entry))).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const text = value
		.split('\n')
		.map((line) => sanitise(line))
		.join('\n');
	// A spreadsheet takes a cell that begins so for a formula and runs it.
	const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
