/**
 * /proc/PID/statm: sizes in pages, `total resident shared …`. Shared are the resident pages of files and of shared memory.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
 */

/** The third number, in pages; null where the text has none. */
export function parseSharedPages(text: string): number | null {
	const pages = /^\d+ \d+ (\d+) /.exec(text)?.[1];
	return pages === undefined ? null : Number(pages);
}
