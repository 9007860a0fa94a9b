import type { VerifyReport } from '../domain/verify.ts';

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** What a check of the log found, as sentences. `source` is where kept hashes were read; null where none could be. */
export function verifyLines(report: VerifyReport, source: string | null): readonly string[] {
	const { isIntact, events, head, lastSeq, broken, earlier, compared, limits } = report;
	const isOld = broken !== null && broken.file !== report.file;
	const verdict = isIntact
		? `The log is as it was written: ${events} ${events === 1 ? 'event' : 'events'}`
		: `The log was altered: ${isOld ? `${nameOf(broken.file)}: ` : ''}${broken?.message ?? 'unknown'}`;
	const goesOn = isOld
		? [
				`Acts go on in ${nameOf(report.file)}, which is ${report.broken === null ? '' : 'as it was written: '}${events} events`,
			]
		: [];
	return [
		verdict,
		...goesOn,
		...(earlier.length === 0 ? [] : [`Files before it: ${earlier.map(({ file }) => nameOf(file)).join(', ')}`]),
		...(head === null ? [] : [`head ${lastSeq ?? 0}:${head}`]),
		compared > 0
			? `Compared with ${source ?? 'kept hashes'}: ${compared} ${compared === 1 ? 'event' : 'events'}`
			: 'Compared with no journal: none that this user may read holds hashes of this log.',
		...limits,
	];
}
