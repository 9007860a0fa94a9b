import type { TimerRow } from '../domain/host.ts';
import { isoOf } from './figures.ts';
import { parseSystemdTime } from './logins.ts';
import { parseLines, type Records } from './records.ts';

/**
 * `env TZ=UTC0 systemctl list-timers --all --output=json`: JSON from systemd 248 on, before that the table. Both are taken
 * here, since the option is accepted and ignored by the older ones. Seen: 252; the table of 219 and 247 is made by hand.
 */
export function parseTimers(text: string): Records<TimerRow> {
	return text.trimStart().startsWith('[') ? parseTimersJson(text) : parseTimersTable(text);
}

function parseTimersJson(text: string): Records<TimerRow> {
	let list: unknown;
	try {
		list = JSON.parse(text);
	} catch {
		return { records: [], malformed: 1 };
	}
	const records: TimerRow[] = [];
	let malformed = 0;
	for (const entry of Array.isArray(list) ? list : []) {
		const row = timerOf(entry);
		if (row === null) malformed += 1;
		else records.push(row);
	}
	return { records, malformed };
}

function timerOf(entry: unknown): TimerRow | null {
	if (typeof entry !== 'object' || entry === null) return null;
	const { unit, activates, next, last } = entry as Readonly<Record<string, unknown>>;
	if (typeof unit !== 'string' || unit === '') return null;
	return {
		unit,
		activates: typeof activates === 'string' && activates !== '' ? activates : null,
		next: timeOf(next),
		last: timeOf(last),
	};
}

/** Microseconds since the epoch; 0 and 2^64-1 (infinity) mean never. */
function timeOf(value: unknown): string | null {
	return typeof value === 'number' && value > 0 && value < 2 ** 63 ? isoOf(Math.round(value / 1000)) : null;
}

const moment = String.raw`(\w{3} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+|n/a|-)`;
const tableLine = new RegExp(String.raw`^\s*${moment}\s+.*?\s${moment}\s+.*?\s(\S+\.timer)(?:\s+(\S+))?\s*$`);

function parseTimersTable(text: string): Records<TimerRow> {
	return parseLines(text, (line) => {
		if (/^\s*NEXT\s/.test(line) || /^\s*\d+ timers listed/.test(line) || /^\s*(Pass --all.*)?$/.test(line))
			return undefined;
		const [, next, last, unit, activates] = tableLine.exec(line) ?? [];
		if (unit === undefined) return null;
		return { unit, activates: activates ?? null, next: parseSystemdTime(next), last: parseSystemdTime(last) };
	});
}
