import type { DatabaseSync } from 'node:sqlite';
import { genesisHash, hashEvent } from './chain.ts';

/** Events at the end that are checked whenever a file is opened to be written. */
const tailLength = 100;

export type TailProblem = {
	readonly reason: string;
	/** The last event that stands; null where none does. */
	readonly good: { readonly seq: number; readonly hash: string } | null;
};

/** Whether the end of the chain fits, so that acts may be recorded after it. A whole check is `verifyFile`. */
export function checkTail(database: DatabaseSync): TailProblem | null {
	const rows = database
		.prepare('SELECT seq, body, hash FROM events ORDER BY seq DESC LIMIT ?')
		.all(tailLength + 1)
		.reverse();
	let good: TailProblem['good'] = null;
	for (const row of rows) {
		const seq = Number(row['seq']);
		const hash = String(row['hash']);
		// What the oldest of them stands on is not known here, unless it is the first of all.
		const previous = good?.hash ?? (seq === 1 ? genesisHash : null);
		if (good !== null && seq !== good.seq + 1) return { reason: `events before ${seq} are missing`, good };
		if (previous !== null && hashEvent(seq, previous, row['body'] as Uint8Array) !== hash) {
			return { reason: `event ${seq} is not the one that was written`, good };
		}
		good = { seq, hash };
	}
	return null;
}
