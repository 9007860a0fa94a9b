/**
 * /proc/PID/status: what stat has not, as `Key:\tvalue` lines. Keys come and go with the kernel's version and configuration;
 * the name in it is escaped by the kernel, so that it cannot forge a line.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */

import { parseCount } from './records.ts';
import { splitWords } from './words.ts';

/** Null for what is not in the file. */
export type PidStatus = {
	/** PID of the thread group: differs from the directory's number where that is a thread. */
	readonly tgid: number | null;
	readonly tracerPid: number | null;
	/** Real, effective, saved and file-system uid. */
	readonly uids: readonly [number, number, number, number] | null;
	readonly threads: number | null;
	readonly swapBytes: number | null;
	/** CPU list such as `0-3,8`. */
	readonly cpusAllowed: string | null;
};

export function parsePidStatus(text: string): PidStatus {
	const values = new Map<string, string>();
	for (const line of text.split('\n')) {
		const end = line.indexOf(':');
		const key = line.slice(0, end);
		if (end > 0 && !values.has(key)) values.set(key, line.slice(end + 1).trim());
	}

	const swap = /^(\d+) kB$/.exec(values.get('VmSwap') ?? '')?.[1];
	const cpus = values.get('Cpus_allowed_list');
	return {
		tgid: parseCount(values.get('Tgid')),
		tracerPid: parseCount(values.get('TracerPid')),
		uids: parseUids(values.get('Uid')),
		threads: parseCount(values.get('Threads')),
		swapBytes: swap === undefined ? null : Number(swap) * 1024,
		cpusAllowed: cpus !== undefined && /^[\d,-]+$/.test(cpus) ? cpus : null,
	};
}

function parseUids(value: string | undefined): PidStatus['uids'] {
	const [real, effective, saved, fileSystem] = splitWords(value ?? '').map(parseCount);
	if (real == null || effective == null || saved == null || fileSystem == null) return null;
	return [real, effective, saved, fileSystem];
}

/** Memory that a process has in RAM; null for a kernel thread and a zombie, which have none of their own. */
export function parseResidentBytes(text: string): number | null {
	const kilobytes = /^VmRSS:\s+(\d{1,12}) kB$/m.exec(text)?.[1];
	return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** How many PID namespaces deep it lives, seen from this /proc: 1 is at home, more is in a container. Null before Linux 4.1. */
export function parseNamespaceDepth(text: string): number | null {
	const pids = /^NSpid:\s+(.+)$/m.exec(text)?.[1];
	return pids === undefined ? null : splitWords(pids).length;
}
