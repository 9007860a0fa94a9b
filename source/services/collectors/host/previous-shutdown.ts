import type { PreviousShutdown } from '../../../domain/host.ts';
import { fail } from '../../../domain/result.ts';
import { parseJournalEnd, parseLast } from '../../../parsers/previous-boot.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, dayMs, type FactReader, inUtc, runToEnd, secondMs } from './fact-reader.ts';

const journalArgs = ['-b', '-1', '-n', '200', '-q', '-o', 'short-unix', '--no-pager'];
const lastArgs = ['-x', '--time-format', 'iso', '-n', '60', 'reboot', 'shutdown', 'runlevel'];

/** How the boot before this one ended: the end of its journal, else wtmp. It cannot change while this boot lasts. */
export const previousShutdownReader: FactReader<'previousShutdown'> = {
	maxAgeMs: dayMs,
	isKept: true,
	deadlineMs: 6 * secondMs,
	async read(transport, signal) {
		const found = (await readJournal(transport, signal)) ?? (await readWtmp(transport, signal));
		return found === null
			? fail(
					'unavailable',
					'No record of this host that may be read reaches back to the boot before this one',
					'A persistent journal (Storage=persistent in journald.conf) keeps it; reading it takes root or the group systemd-journal.',
				)
			: answer(found);
	},
};

async function readJournal(transport: Transport, signal: AbortSignal): Promise<PreviousShutdown | null> {
	const command = { file: 'journalctl', args: journalArgs };
	const result = await runToEnd(transport, command, { timeoutMs: 3 * secondMs, maxBytes: 1024 * 1024 }, signal);
	return result.ok ? parseJournalEnd(result.value.stdout) : null;
}

async function readWtmp(transport: Transport, signal: AbortSignal): Promise<PreviousShutdown | null> {
	const result = await runToEnd(transport, inUtc('last', lastArgs), { timeoutMs: 2 * secondMs }, signal);
	return result.ok ? parseLast(result.value.stdout) : null;
}
