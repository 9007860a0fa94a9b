import { fail } from '../../../domain/result.ts';
import { parseTimers } from '../../../parsers/systemd-timers.ts';
import { answer, type FactReader, inUtc, leftOut, runToEnd, secondMs } from './fact-reader.ts';

const args = ['list-timers', '--all', '--no-pager', '--no-ask-password', '--output=json'];

/** Timers of systemd. */
export const timersReader: FactReader<'timers'> = {
	maxAgeMs: 30 * secondMs,
	isKept: false,
	deadlineMs: 3 * secondMs,
	async read(transport, signal) {
		const managed = await transport.listDirectory('/run/systemd/system');
		if (!managed.ok) return fail('unavailable', 'systemd does not run this host, so it has no timers');
		const result = await runToEnd(transport, inUtc('systemctl', args), { timeoutMs: 2 * secondMs }, signal);
		if (!result.ok) return result;
		const { records, malformed } = parseTimers(result.value.stdout);
		return answer(records, leftOut('timers', malformed, '`systemctl list-timers`'));
	},
};
