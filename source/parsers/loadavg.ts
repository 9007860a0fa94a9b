/**
 * /proc/loadavg: `0.07 0.04 0.07 1/101 8665`: load of 1, 5 and 15 minutes, threads running of all, PID given out last.
 * Seen: Linux 6.18, 6.1. https://man7.org/linux/man-pages/man5/proc_loadavg.5.html
 */

import type { LoadAverage } from '../domain/top-reading.ts';
import { parseCount } from './records.ts';

const line = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)(?: (\d+)\/(\d+) (\d+))?\s*$/;

/** Null where the text is no load average. */
export function parseLoadavg(text: string): LoadAverage | null {
	const [, one, five, fifteen, running, total, last] = line.exec(text) ?? [];
	if (one === undefined) return null;
	return {
		load: [Number(one), Number(five), Number(fifteen)],
		runningTasks: parseCount(running),
		totalTasks: parseCount(total),
		lastPid: parseCount(last),
	};
}
