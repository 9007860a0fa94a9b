import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { HeadCheck } from './head-check.ts';
import type { VerifyQuestion } from './operation-log.ts';
import type { HalfMessage, HalfTask } from './verify-half-worker.ts';
import type { Passed } from './verify-slice.ts';
import { type OnChecked, type Part, readSeq, walkPart } from './verify-walk.ts';

/** Fewer events are checked before a second thread has started. */
export const enoughForHalves = 100_000;

export type HalvesOptions = {
	readonly file: string;
	readonly question: VerifyQuestion;
	/** Events from which on it is done. */
	readonly halvesFrom: number;
};

/** What was walked, and with how many hashes of the journal the other thread compared its half. */
export type Halves = Passed & { readonly compared: number };

/**
 * Walks a long chain in two halves at once, the later one in a thread of its own. It begins at the hash that stands in the middle, which
 * the earlier half shows to be right. Null where that is not worth it, or not possible.
 */
export async function walkSideBySide(
	database: DatabaseSync,
	part: Part,
	{ file, question, halvesFrom }: HalvesOptions,
	heads: HeadCheck,
	onChecked: OnChecked,
): Promise<Halves | null> {
	const middle = question.head === undefined ? findMiddle(database, part.from.last, halvesFrom) : null;
	if (middle === null) return null;
	const checked = { early: 0, late: 0 };
	const tell = (half: keyof typeof checked) => (events: number) => {
		checked[half] = events;
		onChecked(checked.early + checked.late);
	};
	const late = { ...part, from: middle };
	const other = startHalf({ file, part: late, firstSeq: part.from.last + 1, kept: question.kept ?? [] }, tell('late'));
	try {
		const early = await walkPart(database, { ...part, through: middle.last }, heads, tell('early'));
		if (early.broken !== null) return { ...early, compared: 0 };
		const answer = early.previous === middle.previous && early.last === middle.last ? await other.answer : null;
		checked.late = 0;
		const rest = answer ?? {
			...(await walkPart(database, { ...part, from: early }, heads, tell('late'))),
			compared: 0,
		};
		return { ...rest, events: early.events + rest.events };
	} finally {
		other.stop();
	}
}

function findMiddle(database: DatabaseSync, before: number, enough: number): Part['from'] | null {
	const count = (readSeq(database, 'max') ?? 0) - before;
	if (count < enough) return null;
	const last = before + Math.floor(count / 2);
	const hash = database.prepare('SELECT hash FROM events WHERE seq = ?').get(last)?.['hash'];
	return typeof hash === 'string' ? { last, previous: hash } : null;
}

/** The answer is null where the thread could not do it: then this one does. */
function startHalf(task: HalfTask, onChecked: OnChecked) {
	const worker = new Worker(new URL('./verify-half-worker.ts', import.meta.url), { workerData: task });
	const answer = new Promise<Halves | null>((resolve) => {
		worker.on('message', (message: HalfMessage) => {
			if (message.kind === 'checked') onChecked(message.events);
			else resolve(message.halves);
		});
		worker.on('error', () => resolve(null));
		worker.on('exit', () => resolve(null));
	});
	return { answer, stop: () => void worker.terminate() };
}
