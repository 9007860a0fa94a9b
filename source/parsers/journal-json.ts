import type { LogLine } from '../domain/services.ts';

/**
 * One line of `journalctl -o json`: an object of strings. A value that is not UTF-8 or holds control characters is a list
 * of bytes; one that is too large is null; a field that was given twice is a list of strings.
 * https://systemd.io/JOURNAL_EXPORT_FORMATS/#journal-json-format. Seen: 252.
 */
export function parseJournalLine(line: string): LogLine | null {
	const fields = parseObject(line);
	if (fields === null) return null;
	const text = fieldText(fields['MESSAGE']);
	if (text === null && fields['MESSAGE'] !== null) return null;
	return {
		time: timeOf(fields['__REALTIME_TIMESTAMP']),
		priority: priorityOf(fields['PRIORITY']),
		source: sourceOf(fields),
		text: text ?? '[too long for the journal to print]',
	};
}

/** All lines; those that are no journal records are counted. */
export function parseJournal(text: string): { readonly lines: readonly LogLine[]; readonly malformed: number } {
	const parsed = text
		.split('\n')
		.filter((line) => line !== '')
		.map(parseJournalLine);
	const lines = parsed.filter((line) => line !== null);
	return { lines, malformed: parsed.length - lines.length };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}

function fieldText(value: unknown): string | null {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return null;
	const isBytes = value.every((byte) => typeof byte === 'number' && byte >= 0 && byte <= 255);
	if (isBytes) return new TextDecoder().decode(Uint8Array.from(value as number[]));
	return value.map((part) => fieldText(part) ?? '').join('\n');
}

function timeOf(value: unknown): string | null {
	const microseconds = typeof value === 'string' && /^\d{1,17}$/.test(value) ? Number(value) : Number.NaN;
	const time = new Date(microseconds / 1000);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function priorityOf(value: unknown): number | null {
	return typeof value === 'string' && /^[0-7]$/.test(value) ? Number(value) : null;
}

function sourceOf(fields: Readonly<Record<string, unknown>>): string | null {
	const name = fieldText(fields['SYSLOG_IDENTIFIER']) ?? fieldText(fields['_COMM']);
	const pid = fieldText(fields['_PID']) ?? fieldText(fields['SYSLOG_PID']);
	return name === null ? null : pid === null ? name : `${name}[${pid}]`;
}
