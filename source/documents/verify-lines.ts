import type { VerifyReport } from '../domain/verify.ts';

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const countOf = (events: number) => `${events} ${events === 1 ? 'event' : 'events'}`;

/** What a check of the log found, as sentences. `source` is where kept hashes were read; null where none could be. */
export function verifyLines(report: VerifyReport, source: string | null): readonly string[] {
	const { earlier, head, lastSeq, compared, limits } = report;
	return [
		...verdictLines(report),
		...(earlier.length === 0 ? [] : [`Files before it: ${earlier.map(({ file }) => nameOf(file)).join(', ')}`]),
		...(head === null ? [] : [`head ${lastSeq ?? 0}:${head}`]),
		compared > 0
			? `Compared with ${source ?? 'kept hashes'}: ${countOf(compared)}`
			: 'Compared with no journal: none that this user may read holds hashes of this log.',
		...limits,
	];
}

function verdictLines({ isIntact, broken, file, head, events }: VerifyReport): readonly string[] {
	if (isIntact || broken === null) return [`The log is as it was written: ${countOf(events)}`];
	// A full disk and a torn sector damage a file as well as a person does.
	const verdict = broken.reason === 'unreadable' ? 'The log is damaged' : 'The log was altered';
	if (broken.file === file) return [`${verdict}: ${broken.message}`];
	// Only a chain that is whole has a head.
	const state = head === null ? 'was altered as well' : `is as it was written: ${countOf(events)}`;
	return [`${verdict}: ${nameOf(broken.file)}: ${broken.message}`, `Acts go on in ${nameOf(file)}, which ${state}`];
}
