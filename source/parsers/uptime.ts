/**
 * /proc/uptime: `1472.24 2752.59`: seconds since boot (time asleep included), and idle seconds of all CPUs.
 * Seen: Linux 6.18, 6.1. https://man7.org/linux/man-pages/man5/proc_uptime.5.html
 */

/** Seconds since boot; null where the text has none. */
export function parseUptime(text: string): number | null {
	const seconds = /^(\d+(?:\.\d+)?)(?:\s|$)/.exec(text)?.[1];
	return seconds === undefined ? null : Number(seconds);
}
