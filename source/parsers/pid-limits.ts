/**
 * /proc/PID/limits: a table with a heading; columns have fixed widths, and names of limits hold blanks.
 * Seen: Linux 6.18, 6.1, 4.19. https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html
 */

export type PidLimit = {
	readonly name: string;
	/** A number in decimal digits, or `unlimited`. */
	readonly soft: string;
	readonly hard: string;
	/** `bytes`, `files` …; empty for priorities. */
	readonly units: string;
};

export type PidLimits = { readonly limits: readonly PidLimit[]; readonly malformed: number };

const row = /^(\S.*?)\s{2,}(unlimited|\d+)\s+(unlimited|\d+)(?:\s+(\w+))?\s*$/;

export function parsePidLimits(text: string): PidLimits {
	const limits: PidLimit[] = [];
	let malformed = 0;
	for (const line of text.split('\n')) {
		if (line === '' || line.startsWith('Limit ')) continue;
		const [, name, soft, hard, units = ''] = row.exec(line) ?? [];
		if (name === undefined || soft === undefined || hard === undefined) malformed += 1;
		else limits.push({ name, soft, hard, units });
	}

	return { limits, malformed };
}

/** The soft limit of open files, infinite where there is none; null where the file does not tell. */
export function selectOpenFilesLimit({ limits }: PidLimits): number | null {
	const soft = limits.find(({ name }) => name === 'Max open files')?.soft;
	if (soft === undefined) return null;
	return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}
