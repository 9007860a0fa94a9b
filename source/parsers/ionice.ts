/**
 * `ionice -p PID`: `best-effort: prio 4`, `realtime: prio 0`, `none: prio 0`, `idle`.
 * Seen: util-linux 2.38, busybox 1.36. https://man7.org/linux/man-pages/man1/ionice.1.html
 */

/** `best-effort 4`, `realtime 0`, `idle`, and `none` where it follows nice; null for anything else. */
export function parseIonice(text: string): string | null {
	const [, name, priority] = /^(none|realtime|best-effort|idle)(?:: prio (\d))?\s*$/.exec(text) ?? [];
	if (name === undefined) return null;
	return priority === undefined || name === 'idle' || name === 'none' ? name : `${name} ${priority}`;
}
