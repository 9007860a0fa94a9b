/**
 * /proc/PID/io: bytes that a process had fetched from and sent to storage. Only its owner and root may read it, and only
 * kernels with task accounting have it.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_io.5.html
 */

import { parseCount } from './records.ts';

export type PidIo = { readonly readBytes: number; readonly writeBytes: number };

/** Null when either counter is missing. */
export function parsePidIo(text: string): PidIo | null {
	const readBytes = parseCount(/^read_bytes: (\d+)$/m.exec(text)?.[1]);
	const writeBytes = parseCount(/^write_bytes: (\d+)$/m.exec(text)?.[1]);
	return readBytes === null || writeBytes === null ? null : { readBytes, writeBytes };
}
