import type { LogLine } from '../domain/services.ts';

/**
 * Lines of a plain log file. Only a time that carries its zone counts as the line's time (`2026-11-21T08:38:42.123+00:00`,
 * rsyslog's format since Debian 12), or one that is UTC by its form: svlogd's `2026-11-21_11:25:51.15556` and `@4000…`.
 * Classic syslog (`Nov 21 08:38:42`) has neither year nor zone and stays text. http://smarden.org/runit/svlogd.8.html
 */
export function parseLogLines(text: string, limit: number): readonly LogLine[] {
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines.slice(Math.max(0, lines.length - limit)).map(parseLogLine);
}

const stamp = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))\s+/;
const svlogdStamp = /^(\d{4}-\d\d-\d\d)_(\d\d:\d\d:\d\d(?:\.\d{1,9})?) /;
const taiStamp = /^@4([0-9a-f]{15})[0-9a-f]{8} /;

/** TAI64 counts from here, and was this far ahead of UTC in 1970; programs of this family leave leap seconds out. */
const taiOffsetSeconds = 10;

function parseLogLine(line: string): LogLine {
	const [length, time] = timeOf(line);
	if (time === null || Number.isNaN(time.getTime())) return { time: null, priority: null, source: null, text: line };
	return { time: time.toISOString(), priority: null, source: null, text: line.slice(length) };
}

/** How much of the line its time takes, and the time. */
function timeOf(line: string): readonly [number, Date | null] {
	const zoned = stamp.exec(line);
	if (zoned?.[1] !== undefined) return [zoned[0].length, new Date(zoned[1].replace(' ', 'T').replace(',', '.'))];
	const svlogd = svlogdStamp.exec(line);
	if (svlogd !== null) return [svlogd[0].length, new Date(`${svlogd[1]}T${svlogd[2]}Z`)];
	const tai = taiStamp.exec(line);
	if (tai?.[1] === undefined) return [0, null];
	return [tai[0].length, new Date((Number.parseInt(tai[1], 16) - taiOffsetSeconds) * 1000)];
}
