import type { DatabaseSync } from 'node:sqlite';
import type { FileReport } from '../../domain/verify.ts';
import { genesisHash } from './chain.ts';
import { createHeadCheck } from './head-check.ts';
import { parseLogEvent } from './log-event.ts';
import type { VerifyQuestion } from './operation-log.ts';
import { checkListed, type Found } from './verify-columns.ts';
import { enoughForHalves, type HalvesOptions, walkSideBySide } from './verify-halves.ts';
import { type OnChecked, readSeq, walkPart } from './verify-walk.ts';

/** Walks the chain of one file from its oldest event and names the first one that is not as it was written. */
export async function verifyFile(
	database: DatabaseSync,
	file: string,
	question: VerifyQuestion,
	onChecked: OnChecked = () => {},
	halvesFrom = enoughForHalves,
): Promise<FileReport> {
	// Retention may drop the beginning while it is walked: then it is walked anew.
	for (let tries = 1; ; tries++) {
		const firstSeq = readSeq(database, 'min');
		const report = await walk(database, { file, question, halvesFrom }, firstSeq, onChecked);
		if (report.broken === null || tries === 3 || readSeq(database, 'min') === firstSeq) return report;
	}
}

async function walk(
	database: DatabaseSync,
	{ file, question, halvesFrom }: HalvesOptions,
	firstSeq: number | null,
	onChecked: OnChecked,
): Promise<FileReport> {
	const heads = createHeadCheck(file, firstSeq ?? 1, question);
	const start = firstSeq === null ? genesisHash : startOf(database, firstSeq);
	const from = { last: (firstSeq ?? 1) - 1, previous: typeof start === 'string' ? start : genesisHash };
	const early = typeof start === 'string' ? (firstSeq === null ? null : heads.look(from.last, start)) : start;
	const part = { from, through: null, start: from.previous };
	const walked =
		early === null
			? ((await walkSideBySide(database, part, { file, question, halvesFrom }, heads, onChecked)) ?? {
					...(await walkPart(database, part, heads, onChecked)),
					compared: 0,
				})
			: { ...from, events: 0, broken: early, compared: 0 };
	const broken = walked.broken ?? heads.end(walked.last) ?? checkListed(database);
	return {
		file,
		isIntact: broken === null,
		events: walked.events,
		firstSeq,
		lastSeq: readSeq(database, 'max'),
		head: broken === null && walked.events > 0 ? walked.previous : null,
		broken: broken === null ? null : { ...broken, file },
		compared: heads.compared() + walked.compared,
	};
}

/** The hash that the oldest event stands on: the genesis, or what retention noted when it dropped those before. */
export function startOf(database: DatabaseSync, firstSeq: number): string | Found {
	if (firstSeq === 1) return genesisHash;
	let missing = 1;
	// The latest note is the one, and it stands near the end: none but a chain that lacks it is walked as a whole.
	for (const row of database.prepare("SELECT body FROM events WHERE kind = 'trimmed' ORDER BY seq DESC").iterate()) {
		const note = parseLogEvent(row['body'] as Uint8Array);
		if (note?.kind !== 'trimmed') continue;
		if (note.throughSeq === firstSeq - 1) return note.hash;
		if (note.throughSeq < firstSeq - 1) missing = Math.max(missing, note.throughSeq + 1);
	}
	return {
		seq: missing,
		reason: 'removed',
		message: `Events ${missing} to ${firstSeq - 1} are missing, and retention did not drop them.`,
	};
}
