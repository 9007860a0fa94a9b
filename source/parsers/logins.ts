import type { LoggedInUser } from '../domain/host.ts';
import { parseAssignments } from './assignments.ts';
import { isoOf, numberOf } from './figures.ts';
import { parseLines, type Records } from './records.ts';

// user, line, `2026-11-21 08:05`, idle (`.`, `00:12`, `old`, `?`), pid, `(from)`
const whoLine =
	/^(\S+)\s+(\S+)\s+(\d{4}-\d\d-\d\d \d\d:\d\d)(?:\s+(\.|old|\?|\d+:\d\d))?(?:\s+(\d+))?(?:\s+\((.*)\))?\s*$/;
// busybox: USER TTY IDLE `Nov 21 08:05:10` HOST
const busyboxLine = /^(\S+)\s+(\S+)\s+(\d+:\d\d|\S+)\s+\w{3}\s+\d+ \d\d:\d\d:\d\d(?:\s+(\S+))?\s*$/;

/**
 * `env TZ=UTC0 who -u` of GNU coreutils (9.1) or busybox (1.35). busybox leaves the year out, so it has no times here.
 * Needs /run/utmp, or a coreutils that asks logind.
 */
export function parseWho(text: string): Records<LoggedInUser> {
	return parseLines(text, (line) => {
		if (/^USER\s+TTY\s/.test(line)) return undefined;
		return parseGnuLine(line) ?? parseBusyboxLine(line);
	});
}

function parseGnuLine(line: string): LoggedInUser | null {
	const [, user, tty, time, idle, pid, from] = whoLine.exec(line) ?? [];
	if (user === undefined || tty === undefined || time === undefined) return null;
	return {
		user,
		tty,
		from: from || null,
		since: isoOf(Date.parse(`${time.replace(' ', 'T')}:00Z`)),
		idleSeconds: idleSecondsOf(idle),
		pid: numberOf(pid),
	};
}

function parseBusyboxLine(line: string): LoggedInUser | null {
	const [, user, tty, idle, from] = busyboxLine.exec(line) ?? [];
	if (user === undefined || tty === undefined) return null;
	return { user, tty, from: from ?? null, since: null, idleSeconds: idleSecondsOf(idle), pid: null };
}

function idleSecondsOf(text: string | undefined): number | null {
	if (text === '.') return 0;
	const [, hours, minutes] = /^(\d+):(\d\d)$/.exec(text ?? '') ?? [];
	return hours === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60;
}

/** `loginctl list-sessions --no-legend`: the id is the first word of each line, in all versions. */
export function parseSessionIds(text: string): string[] {
	return text.split('\n').flatMap((line) => /^\s*([\w-]+)\s/.exec(line)?.[1] ?? []);
}

/** `loginctl show-session ID… -p Name -p TTY …`: blocks of assignments with a blank line between them. systemd 219 to 257. */
export function parseSessions(text: string, nowMs: number): Records<LoggedInUser> {
	const records: LoggedInUser[] = [];
	let malformed = 0;
	for (const block of text.split(/\n\s*\n/)) {
		const values = parseAssignments(block);
		if (values.size === 0) continue;
		const user = values.get('Name');
		// The manager of a user's own units and its like: nobody sits there.
		if (/^(manager|background|greeter)/.test(values.get('Class') ?? '')) continue;
		if (user) records.push(sessionOf(user, values, nowMs));
		else malformed += 1;
	}
	return { records, malformed };
}

function sessionOf(user: string, values: ReadonlyMap<string, string>, nowMs: number): LoggedInUser {
	const idleSince = numberOf(values.get('IdleSinceHint'));
	const isIdle = values.get('IdleHint') === 'yes' && idleSince !== null && idleSince > 0;
	return {
		user,
		tty: values.get('TTY') || null,
		from: values.get('RemoteHost') || values.get('Display') || null,
		since: parseSystemdTime(values.get('Timestamp')),
		idleSeconds: isIdle ? Math.max(0, Math.round(nowMs / 1000 - idleSince / 1e6)) : null,
		pid: numberOf(values.get('Leader')) || null,
	};
}

/** `Sat 2026-11-21 08:59:08 UTC`, as systemd writes times when TZ is UTC; null for `n/a`, `-` and other zones. */
export function parseSystemdTime(text: string | undefined): string | null {
	const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) UTC$/.exec(text ?? '') ?? [];
	return date === undefined ? null : isoOf(Date.parse(`${date}T${time}Z`));
}
