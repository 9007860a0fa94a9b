/**
 * /proc/PID/schedstat: nanoseconds on a CPU, nanoseconds waiting for one, slices; of the main thread alone. Without
 * CONFIG_SCHED_INFO it is missing or `0 0 0`.
 * Seen: Linux 6.18, 6.1, 4.19. https://docs.kernel.org/scheduler/sched-stats.html
 */

/**
 * Nanoseconds on a CPU, read off the bytes; -1 where they hold none. Past 2^53 (104 days of CPU time) the last digits are
 * rounded, which still tells that it moved.
 */
export function parseRunTime(bytes: Uint8Array, length: number): number {
	let value = 0;
	for (let index = 0; index < length; index += 1) {
		const digit = (bytes[index] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) return index > 0 && bytes[index] === 0x20 ? value : -1;
		value = value * 10 + digit;
	}

	return -1;
}
