import { readCommand } from './read-command.ts';
import type { JobResult } from './service-manager.ts';
import type { Systemctl } from './systemctl.ts';

/**
 * How the latest job of a unit ended. That stands in the journal alone (JOB_RESULT, systemd.journal-fields(7)): whoever may
 * not read it is told nothing.
 */
export async function readJobResult(systemctl: Systemctl, unit: string, sinceMs: number): Promise<JobResult | null> {
	const field = systemctl.scope === 'systemd-user' ? 'USER_UNIT' : 'UNIT';
	const since = `--since=@${Math.floor(sinceMs / 1000)}`;
	const args = ['--quiet', '--no-pager', '-o', 'json', '-n', '50', since, `${field}=${unit}`];
	const text = await readCommand(systemctl.transport, { file: 'journalctl', args });
	return text.ok ? lastJobResult(text.value) : null;
}

/** The last line of a journal in JSON that tells how a job ended. */
export function lastJobResult(text: string): JobResult | null {
	for (const line of text.split('\n').toReversed()) {
		const entry = parseEntry(line);
		const result = entry?.['JOB_RESULT'];
		if (typeof result !== 'string') continue;
		const message = entry?.['MESSAGE'];
		// A job that is done without an invocation started nothing: a condition of the unit was not met.
		const isSkipped = result === 'done' && entry?.['JOB_TYPE'] === 'start' && entry?.['INVOCATION_ID'] === '';
		return { result: isSkipped ? 'skipped' : result, message: typeof message === 'string' ? message : null };
	}
	return null;
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | null {
	if (!line.startsWith('{')) return null;
	try {
		return JSON.parse(line) as Readonly<Record<string, unknown>>;
	} catch {
		return null;
	}
}
