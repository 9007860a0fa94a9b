/**
 * /proc/stat: CPU time per CPU, boot time, forks, running tasks.
 * Seen: Linux 6.18, 6.1, 4.19, 2.6.9 (no steal). https://man7.org/linux/man-pages/man5/proc_stat.5.html
 */

import type { CpuCore, CpuTimes, KernelStat } from '../domain/top-reading.ts';
import { parseCount } from './records.ts';
import { splitWords } from './words.ts';

/** Counters that are absent are null; lines of other kinds (intr, softirq …) are passed over. */
export function parseProcStat(text: string): KernelStat {
	let total: CpuTimes | null = null;
	const cores: CpuCore[] = [];
	const counts = new Map<string, number | null>();
	let malformed = 0;
	for (const line of text.split('\n')) {
		if (line.startsWith('cpu')) {
			const cpu = parseCpuLine(line);
			if (cpu === null) malformed += 1;
			else if (cpu.index === null) total = cpu.times;
			else cores.push({ index: cpu.index, times: cpu.times });
		} else if (/^(?:btime|processes|procs_running)\s/.test(line)) {
			const [name = '', value] = splitWords(line);
			const count = parseCount(value);
			counts.set(name, count);
			if (count === null) malformed += 1;
		}
	}

	return {
		total,
		cores,
		bootTimeSeconds: counts.get('btime') ?? null,
		forks: counts.get('processes') ?? null,
		runningTasks: counts.get('procs_running') ?? null,
		malformed,
	};
}

function parseCpuLine(line: string): { readonly index: number | null; readonly times: CpuTimes } | null {
	const [name = '', ...words] = splitWords(line);
	const index = parseCount(name.slice(3));
	const [user, nice, system, idle, iowait, irq, softirq, steal] = words.map(parseCount);
	if ((index === null && name !== 'cpu') || user == null || nice == null || system == null || idle == null) return null;
	return {
		index,
		times: {
			user,
			nice,
			system,
			idle,
			iowait: iowait ?? null,
			irq: irq ?? null,
			softirq: softirq ?? null,
			steal: steal ?? null,
		},
	};
}
