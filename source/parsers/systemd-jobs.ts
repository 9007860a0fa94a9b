/**
 * `systemctl list-jobs --no-legend`: `JOB UNIT TYPE STATE`, and `No jobs running.` on stdout or stderr when there are none.
 * Seen: 252. https://www.freedesktop.org/software/systemd/man/systemctl.html#list-jobs%20PATTERN%E2%80%A6
 */

import { parseCount, parseLines, type Records } from './records.ts';
import { splitWords } from './words.ts';

export type ListedJob = { readonly id: number; readonly unit: string; readonly type: string; readonly state: string };

export function parseJobs(text: string): Records<ListedJob> {
	return parseLines(text, (line) => {
		if (/^No jobs\b/.test(line.trim())) return undefined;
		const [number, unit, type, state] = splitWords(line);
		const id = parseCount(number);
		return id === null || unit === undefined || type === undefined || state === undefined
			? null
			: { id, unit, type, state };
	});
}
