/**
 * /proc/PID/cmdline and /proc/PID/environ: strings ended by NUL, in memory that the process itself may overwrite.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html
 */

/**
 * Arguments; empty for kernel threads and zombies. A program that writes a title over its arguments leaves one string and
 * NULs behind it: two and more empty strings at the end are that padding, a single one is an empty argument.
 */
export function parsePidCmdline(text: string): readonly string[] {
	const args = splitNul(text);
	const end = args.findLastIndex((arg) => arg !== '') + 1;
	return args.length - end >= 2 ? args.slice(0, end) : args;
}

/** `NAME=value` entries as the program was started with; what it changed later is elsewhere. */
export function parsePidEnviron(text: string): readonly string[] {
	return splitNul(text).filter((entry) => entry !== '');
}

function splitNul(text: string): string[] {
	if (text === '') return [];
	return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}
