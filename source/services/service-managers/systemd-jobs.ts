import { succeed } from '../../domain/result.ts';
import { parseJobs } from '../../parsers/systemd-jobs.ts';
import { readCommand } from './read-command.ts';
import type { UnitJobs } from './service-manager.ts';
import type { Systemctl } from './systemctl.ts';
import { readUnitJournal } from './systemd-journal.ts';

/** Jobs of systemd: whoever waits for one may be killed, the job goes on. */
export function createSystemdJobs(systemctl: Systemctl): UnitJobs {
	return {
		queued: ({ file, args }) => ({ file, args: ['--no-block', ...args] }),
		async readJob(unit, signal) {
			// All of them: a pattern would read the backslashes of escaped names as its own.
			const text = await readCommand(
				systemctl.transport,
				systemctl.command('list-jobs', '--no-legend', '--full'),
				signal,
			);
			if (!text.ok) return text;
			const job = parseJobs(text.value).records.find((each) => each.unit === unit);
			return succeed(job === undefined ? null : { id: job.id, type: job.type, state: job.state });
		},
		cancelCommand: ({ id }) => systemctl.command('cancel', String(id)),
		readJournal: (unit, sinceMs) => readUnitJournal(systemctl, unit, sinceMs),
	};
}
