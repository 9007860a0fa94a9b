/**
 * `supervisorctl status` of supervisor 4.2.5 (3.x prints the same): name, state, what there is to say. Names of a group are
 * `group:name`. The exit status is 3 where anything does not run, 4 for an unknown name or where nobody answers.
 * http://supervisord.org/subprocess.html#process-states
 */

import { parseCount, parseLines, type Records } from './records.ts';

const states = ['STOPPED', 'STARTING', 'RUNNING', 'BACKOFF', 'STOPPING', 'EXITED', 'FATAL', 'UNKNOWN'] as const;

export type SupervisorState = (typeof states)[number];

export type SupervisedProgram = {
	readonly name: string;
	readonly state: SupervisorState;
	readonly pid: number | null;
	readonly uptimeSeconds: number | null;
	/** What follows the state, as it stands: `Exited too quickly (process log may have details)`. */
	readonly detail: string;
};

export function parseSupervisorStatus(text: string): Records<SupervisedProgram> {
	return parseLines(text, (line) => {
		const [, name, state, detail = ''] = /^(\S+)\s+([A-Z]+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
		if (name === undefined || !isState(state)) return null;
		const [, pid, uptime] = /^pid (\d+), uptime (.+)$/.exec(detail) ?? [];
		return { name, state, pid: parseCount(pid), uptimeSeconds: parseUptime(uptime), detail };
	});
}

function isState(word: string | undefined): word is SupervisorState {
	return (states as ReadonlyArray<string | undefined>).includes(word);
}

/** `0:00:05`, `1 day, 3:02:01`, `12 days, 0:00:09` in seconds. */
function parseUptime(text: string | undefined): number | null {
	const [, days, hours, minutes, seconds] = /^(?:(\d{1,6}) days?, )?(\d{1,6}):(\d\d):(\d\d)$/.exec(text ?? '') ?? [];
	if (hours === undefined) return null;
	return Number(days ?? 0) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
