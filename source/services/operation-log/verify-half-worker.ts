/** Walks the later half of a long chain, beside the thread that walks the earlier one. */
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from './database.ts';
import { createHeadCheck } from './head-check.ts';
import type { KeptHead } from './operation-log.ts';
import type { Halves } from './verify-halves.ts';
import { type Part, walkPart } from './verify-walk.ts';

export type HalfTask = {
	readonly file: string;
	readonly part: Part;
	/** Of the oldest event of the chain. */
	readonly firstSeq: number;
	readonly kept: readonly KeptHead[];
};

export type HalfMessage =
	| { readonly kind: 'checked'; readonly events: number }
	| { readonly kind: 'done'; readonly halves: Halves | null };

const post = (message: HalfMessage) => parentPort?.postMessage(message);

async function walkHalf({ file, part, firstSeq, kept }: HalfTask): Promise<Halves | null> {
	const database = openForReading(file);
	if (database === null || database === 'earlier') return null;
	const heads = createHeadCheck(file, firstSeq, { kept });
	const walked = await walkPart(database, part, heads, (events) => post({ kind: 'checked', events }));
	database.close();
	return { ...walked, compared: heads.compared() };
}

post({ kind: 'done', halves: await walkHalf(workerData as HalfTask) });
