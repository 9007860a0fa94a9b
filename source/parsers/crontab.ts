import type { CronJob } from '../domain/host.ts';
import { parseLines, type Records } from './records.ts';

export type CrontabFile = {
	readonly path: string;
	/** System crontabs have a user in each line; a user's own has none. */
	readonly hasUserField: boolean;
	/** Whose jobs they are where the lines do not say; null where nobody knows. */
	readonly user: string | null;
};

const environment = /^[A-Za-z_"'][\w"']*\s*=/;
const nickname = /^(@\w+)\s+(.*)$/;
const fiveFields = /^([\d*?~,/LWa-zA-Z#-]+(?:\s+[\d*?~,/LWa-zA-Z#-]+){4})\s+(\S.*)$/;

/**
 * A crontab as crontab(5) of cron, cronie and busybox have it: comments, assignments, five fields or `@nickname`, for system
 * files the user, then the command up to the first unescaped `%`.
 */
export function parseCrontab(text: string, file: CrontabFile): Records<CronJob> {
	return parseLines(text, (raw) => {
		const line = raw.trim();
		if (line === '' || line.startsWith('#') || environment.test(line)) return undefined;
		// cronie takes a minus before the fields: do not log it.
		const [, schedule, rest] = nickname.exec(line) ?? fiveFields.exec(line.replace(/^-/, '')) ?? [];
		return schedule === undefined || rest === undefined ? null : jobOf(schedule, rest, file);
	});
}

function jobOf(schedule: string, rest: string, file: CrontabFile): CronJob | null {
	const [, user, command] = file.hasUserField ? (/^(\S+)\s+(\S.*)$/.exec(rest) ?? []) : [rest, file.user, rest];
	if (command === undefined || command === null) return null;
	return {
		source: file.path,
		user: user ?? null,
		schedule: schedule.replaceAll(/\s+/g, ' '),
		command: beforePercent(command),
	};
}

/** What follows an unescaped percent sign is the command's input. */
function beforePercent(command: string): string {
	return (/^(?:\\.|[^\\%]|\\$)*/.exec(command)?.[0] ?? '').replaceAll('\\%', '%').trim();
}

// period in days, delay in minutes, name, command
const anacronLine = /^(\d+|@\w+)\s+(\d+)\s+(\S+)\s+(\S.*)$/;

/** /etc/anacrontab, anacrontab(5): its jobs run as root. */
export function parseAnacrontab(text: string, path: string): Records<CronJob> {
	return parseLines(text, (raw) => {
		const line = raw.trim();
		if (line === '' || line.startsWith('#') || environment.test(line)) return undefined;
		const [, period, , , command] = anacronLine.exec(line) ?? [];
		if (period === undefined || command === undefined) return null;
		return { source: path, user: 'root', schedule: period.startsWith('@') ? period : `every ${period}d`, command };
	});
}
