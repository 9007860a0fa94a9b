// What one run of a command costs: wall time, and CPU of it and of all children that it waited for. The shell's own `time`
// is asked, since it reads the kernel's accounting to the millisecond; helpers that are left to end by themselves are not in it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds of one run of a shell command line; rejects when it ends with another status than 0, or within a minute not at all. */
export async function timeOnce(command, env = {}) {
	const { stderr } = await run('bash', ['-c', `TIMEFORMAT='%R %U %S'; time { ${command} >/dev/null 2>&1; }`], {
		encoding: 'utf8',
		env: { ...process.env, ...env, LC_ALL: 'C' },
		timeout: 60_000,
	});
	const [wall, user, system] = stderr.trim().split(' ').map(Number);
	return { wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value that `share` of all do not exceed. */
export function quantile(values, share) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Medians of `runs` runs of each: in turn, so that what else the machine does meets all of them alike. */
export async function timeInTurn(commands, runs) {
	const samples = new Map(Object.keys(commands).map((name) => [name, []]));
	for (let run = 0; run < runs; run++) {
		for (const [name, { command, env }] of Object.entries(commands)) {
			samples.get(name).push(await timeOnce(command, env?.()));
		}
	}
	return new Map(
		Array.from(samples, ([name, all]) => [
			name,
			{ wallMs: median(all.map(({ wallMs }) => wallMs)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) },
		]),
	);
}
