import type { LogLine } from '../domain/services.ts';

/**
 * Lines of a plain log file. Only a time that carries its zone (`2026-11-21T08:38:42.123+00:00`, rsyslog's format since
 * Debian 12) is taken as the line's time; classic syslog (`Nov 21 08:38:42`) has neither year nor zone and stays text.
 */
export function parseLogLines(text: string, limit: number): readonly LogLine[] {
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines.slice(Math.max(0, lines.length - limit)).map(parseLogLine);
}

const stamp = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))\s+/;

function parseLogLine(line: string): LogLine {
	const match = stamp.exec(line);
	const time = match?.[1] === undefined ? null : new Date(match[1].replace(' ', 'T').replace(',', '.'));
	if (match === null || time === null || Number.isNaN(time.getTime())) {
		return { time: null, priority: null, source: null, text: line };
	}
	return { time: time.toISOString(), priority: null, source: null, text: line.slice(match[0].length) };
}
