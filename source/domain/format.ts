/** Figures as the screens and tables print them: fixed widths, no jumping units. Unknown (null) is the caller's to show. */

const sizeLetters = ['B', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/**
 * Bytes as a 1024-based size of at most four characters: `0`, `512B`, `1.2G`, `812M`.
 * What would need four digits goes up one letter (`1000K` is `1.0M`).
 */
export function formatSize(bytes: number): string {
	if (!(bytes >= 0.5)) return '0';
	let value = bytes;
	let letter = 0;
	while (value >= 999.5 && letter < sizeLetters.length - 1) {
		value /= 1024;
		letter += 1;
	}
	const digits = letter === 0 || value >= 9.95 ? Math.min(Math.round(value), 999).toString() : value.toFixed(1);
	return digits + sizeLetters[letter];
}

/** Bytes per second, at most six characters: `1.2M/s`. */
export function formatRate(bytesPerSecond: number): string {
	return `${formatSize(bytesPerSecond)}/s`;
}

/** One decimal while it fits five characters (`12.4`, `100.0`), none above (`1234`). No sign and no `%`. */
export function formatPercent(percent: number): string {
	return percent >= 999.95 ? Math.round(percent).toString() : percent.toFixed(1);
}

/** A count with thin grouping by letters from 10,000 on, at most four characters where it can be: `9999`, `12k`, `3.4m`. */
export function formatCount(count: number): string {
	if (count < 10_000) return Math.round(count).toString();
	if (count < 999_500) return `${Math.round(count / 1000)}k`;
	return count < 9_950_000 ? `${(count / 1_000_000).toFixed(1)}m` : `${Math.round(count / 1_000_000)}m`;
}

const minuteSeconds = 60;
const hourSeconds = 3600;
const daySeconds = 86_400;

/** The two largest parts of a duration: `12d 4h`, `4h 3m`, `3m 12s`, `12s`, `0.4s`. */
export function formatDuration(seconds: number): string {
	if (!(seconds > 0)) return '0s';
	if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
	const whole = Math.round(seconds);
	if (whole < minuteSeconds) return `${whole}s`;
	if (whole < hourSeconds) return pair(whole, minuteSeconds, 'm', 1, 's');
	if (whole < daySeconds) return pair(whole, hourSeconds, 'h', minuteSeconds, 'm');
	return pair(whole, daySeconds, 'd', hourSeconds, 'h');
}

function pair(seconds: number, large: number, largeLetter: string, small: number, smallLetter: string): string {
	const rest = Math.floor((seconds % large) / small);
	const head = `${Math.floor(seconds / large)}${largeLetter}`;
	return rest === 0 ? head : `${head} ${rest}${smallLetter}`;
}

/** Milliseconds that something took: `340ms`, then as a duration. */
export function formatMilliseconds(milliseconds: number): string {
	return milliseconds < 999.5 ? `${Math.max(0, Math.round(milliseconds))}ms` : formatDuration(milliseconds / 1000);
}

/** CPU time as top's TIME+: minutes, seconds, hundredths (`3:12.40`); from 10,000 minutes on without hundredths, then hours. */
export function formatCpuTime(seconds: number): string {
	const hundredths = Math.max(0, Math.round(seconds * 100));
	const minutes = Math.floor(hundredths / 6000);
	const rest = hundredths % 6000;
	const wholeSeconds = Math.floor(rest / 100)
		.toString()
		.padStart(2, '0');
	if (minutes < 10_000) return `${minutes}:${wholeSeconds}.${(rest % 100).toString().padStart(2, '0')}`;
	return minutes < 100_000 ? `${minutes}:${wholeSeconds}` : `${Math.floor(minutes / 60)}h`;
}

/** `12:03:44`, local. */
export function formatClock(epochMs: number): string {
	const time = new Date(epochMs);
	return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** `2026-11-21`, local. */
export function formatDate(epochMs: number): string {
	const time = new Date(epochMs);
	return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The zone of a moment: `UTC`, `+01:00`. */
export function formatZone(epochMs: number): string {
	const minutes = -new Date(epochMs).getTimezoneOffset();
	if (minutes === 0) return 'UTC';
	const absolute = Math.abs(minutes);
	return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

/** An ISO 8601 time as local time with its zone, `2026-11-21 12:03:44 +01:00`; null when the text is not a time. */
export function formatLocalTime(iso: string): string | null {
	const epochMs = Date.parse(iso);
	return Number.isNaN(epochMs) ? null : `${formatDate(epochMs)} ${formatClock(epochMs)} ${formatZone(epochMs)}`;
}

/** An ISO 8601 time for a list, local and always eleven characters: `11-21 12:03`; null when the text is not a time. */
export function formatShortTime(iso: string): string | null {
	const epochMs = Date.parse(iso);
	return Number.isNaN(epochMs) ? null : `${formatDate(epochMs).slice(5)} ${formatClock(epochMs).slice(0, 5)}`;
}

/** How long ago an ISO 8601 time was, as a duration; null when it is not a time, `0s` when it lies ahead. */
export function formatAge(iso: string, nowMs: number): string | null {
	const epochMs = Date.parse(iso);
	return Number.isNaN(epochMs) ? null : formatDuration(Math.max(0, Math.round((nowMs - epochMs) / 1000)));
}

function two(value: number): string {
	return value.toString().padStart(2, '0');
}
