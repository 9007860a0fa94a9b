import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Broken, FileReport, VerifyProgress, VerifyReport } from '../../domain/verify.ts';
import { parseLogEvent } from './log-event.ts';
import type { LogFileSet } from './log-files.ts';
import type { VerifyQuestion } from './operation-log.ts';
import { isBusy } from './sqlite-error.ts';
import { verifyFile } from './verify.ts';
import { readSeq } from './verify-walk.ts';

const headLimit =
	'Events cut off at the end cannot be seen without a head that was kept elsewhere: compare with history verify --head HASH.';
const rootLimit =
	'Whoever can write this file can also write a whole new chain; only a head kept elsewhere shows that.';

/** Checks every file of a log, oldest first, and that each goes on from the one before it. */
export async function verifyLog(
	files: LogFileSet,
	path: string,
	question: VerifyQuestion,
	onProgress: (progress: VerifyProgress) => void = () => {},
): Promise<VerifyReport> {
	const names = files.list();
	const limits = limitsOf(question);
	const total = names.reduce((sum, file) => sum + countEvents(files, file), 0);
	const reports: FileReport[] = [];
	for (const [index, file] of names.entries()) {
		const before = reports.reduce((sum, { events }) => sum + events, 0);
		// A head that a person noted is of the file that is written now.
		const own = index === names.length - 1 ? question : { ...(question.kept ? { kept: question.kept } : {}) };
		const checked = await verifyOne(files, file, own, (events) => onProgress({ checked: before + events, total }));
		const previous = reports.at(-1) ?? null;
		const link = checked.broken === null ? checkLink(files, file, previous) : null;
		reports.push(link === null ? checked : { ...checked, isIntact: false, broken: link });
	}
	const current = reports.at(-1);
	if (current === undefined) return emptyReport(path, question);
	const broken = reports.find((report) => report.broken !== null)?.broken ?? null;
	return { ...current, isIntact: broken === null, broken, earlier: reports.slice(0, -1), limits };
}

function limitsOf({ head, kept = [] }: VerifyQuestion): readonly string[] {
	return head === undefined && kept.length === 0 ? [headLimit, rootLimit] : [rootLimit];
}

function emptyReport(file: string, { head, kept = [] }: VerifyQuestion): VerifyReport {
	const isKnown = head !== undefined || kept.some((each) => each.file === file);
	const message = 'There is no log, but a hash of it was kept: it was taken away.';
	const broken: Broken | null = isKnown ? { seq: 1, reason: 'cut-off', message, file } : null;
	const none = { events: 0, firstSeq: null, lastSeq: null, head: null, compared: 0, earlier: [] };
	return { file, isIntact: broken === null, broken, ...none, limits: ['There is no log yet.'] };
}

/** Runs `work` with a file opened apart; null where it cannot be opened or read. */
function withFile<Value>(files: LogFileSet, file: string, work: (database: DatabaseSync) => Value): Value | null {
	let database: DatabaseSync | null = null;
	try {
		database = files.openApart(file);
		return database === null ? null : work(database);
	} catch (error) {
		if (isBusy(error)) throw error;
		return null;
	} finally {
		database?.close();
	}
}

function countEvents(files: LogFileSet, file: string): number {
	return (
		withFile(files, file, (database) => (readSeq(database, 'max') ?? 0) - (readSeq(database, 'min') ?? 1) + 1) ?? 0
	);
}

async function verifyOne(
	files: LogFileSet,
	file: string,
	question: VerifyQuestion,
	onChecked: (events: number) => void,
): Promise<FileReport> {
	let events = 0;
	let database: DatabaseSync | null = null;
	try {
		database = files.openApart(file);
		if (database === null) return unreadable(file, 0, 'it has no tables');
		return await verifyFile(database, file, question, (checked) => {
			events = checked;
			onChecked(checked);
		});
	} catch (error) {
		if (isBusy(error)) throw error;
		return unreadable(file, events, error instanceof Error ? error.message : String(error));
	} finally {
		database?.close();
	}
}

function unreadable(file: string, events: number, why: string): FileReport {
	const message = `It cannot be read after ${events} events that could be checked: ${why}.`;
	const broken: Broken = { seq: events + 1, reason: 'unreadable', message, file };
	return { file, isIntact: false, events, firstSeq: null, lastSeq: null, head: null, broken, compared: 0 };
}

/** Whether the file before this one is there, and ends as it did when this one was begun. */
function checkLink(files: LogFileSet, file: string, previous: FileReport | null): Broken | null {
	const first = withFile(files, file, (database) => {
		const row = database.prepare('SELECT body FROM events WHERE seq = 1').get();
		const event = row === undefined ? null : parseLogEvent(row['body'] as Uint8Array);
		return event?.kind === 'continued' ? event : null;
	});
	if (first === null) return null;
	if (previous === null || basename(previous.file) !== first.file) {
		const message = `This file goes on from ${first.file}, which is not there any more.`;
		return { seq: 1, reason: 'removed', message, file };
	}
	const { throughSeq, hash } = first;
	if (throughSeq === null) return null;
	const row = withFile(files, previous.file, (database) =>
		database.prepare('SELECT hash FROM events WHERE seq = ?').get(throughSeq),
	);
	if (row?.['hash'] === hash) return null;
	const message = `Event ${throughSeq} of ${first.file} is not the one that this file goes on from: that file was written anew.`;
	return { seq: 1, reason: 'rewritten', message, file };
}
