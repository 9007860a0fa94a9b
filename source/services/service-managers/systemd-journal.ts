import type { JobResult, UnitJournal } from './service-manager.ts';
import type { Systemctl } from './systemctl.ts';

const maxLines = 200;
const timeoutMs = 5000;
/** `err`, see syslog(3). */
const errorPriority = 3;

/**
 * What the journal has of a unit since then: its own lines, those of the manager about it, and how its last job ended (JOB_RESULT,
 * systemd.journal-fields(7)), which stands nowhere else. Null for whoever may not read it.
 */
export async function readUnitJournal(
	systemctl: Systemctl,
	unit: string,
	sinceMs: number,
): Promise<UnitJournal | null> {
	const unitFlags = systemctl.scope === 'systemd-user' ? ['--user', '-u', unit] : ['-u', unit];
	// An age and no time: the clock of another host may differ from ours.
	const since = `--since=-${Math.max(1, Math.ceil(Date.now() - sinceMs))}ms`;
	const args = ['--quiet', '--no-pager', '-o', 'json', '-n', String(maxLines), since, ...unitFlags];
	const ran = await systemctl.transport.run({ file: 'journalctl', args }, { timeoutMs });
	return ran.ok && ran.value.exitCode === 0 ? parseUnitJournal(ran.value.stdout) : null;
}

/** Lines of `journalctl -o json`; what is no JSON loses itself. */
export function parseUnitJournal(text: string): UnitJournal {
	const entries = text.split('\n').flatMap((line) => parseEntry(line) ?? []);
	const told = entries.filter(({ message }) => message !== null);
	return {
		lines: told.map(({ message }) => message ?? ''),
		errors: told.filter(({ priority }) => priority <= errorPriority).map(({ message }) => message ?? ''),
		lastJob: entries.findLast(({ job }) => job !== null)?.job ?? null,
	};
}

type Entry = { readonly message: string | null; readonly priority: number; readonly job: JobResult | null };

function parseEntry(line: string): Entry | null {
	if (!line.startsWith('{')) return null;
	try {
		const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
		// A message that is no text comes as a list of bytes.
		const message = typeof fields['MESSAGE'] === 'string' ? fields['MESSAGE'] : null;
		return { message, priority: Number(fields['PRIORITY'] ?? 6), job: jobOf(fields, message) };
	} catch {
		return null;
	}
}

function jobOf(fields: Readonly<Record<string, unknown>>, message: string | null): JobResult | null {
	const result = fields['JOB_RESULT'];
	if (typeof result !== 'string') return null;
	// A job that is done without an invocation started nothing: a condition of the unit was not met.
	const isSkipped = result === 'done' && fields['JOB_TYPE'] === 'start' && fields['INVOCATION_ID'] === '';
	return { result: isSkipped ? 'skipped' : result, message };
}
