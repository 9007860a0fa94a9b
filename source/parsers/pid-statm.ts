/**
 * /proc/PID/statm: sizes in pages, `total resident shared …`. Shared are the resident pages of files and of shared memory.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
 */

/** The third number, in pages, read off the bytes; null where they hold none. */
export function parseSharedPages(bytes: Uint8Array, length: number): number | null {
	let field = 1;
	let value = 0;
	let digits = 0;
	for (let index = 0; index < length; index += 1) {
		const digit = (bytes[index] ?? 0) - 0x30;
		if (digit >= 0 && digit <= 9) {
			value = value * 10 + digit;
			digits += 1;
		} else if (bytes[index] === 0x20 && digits > 0) {
			if (field === 3) return value;
			field += 1;
			value = 0;
			digits = 0;
		} else {
			return null;
		}
	}

	return null;
}
