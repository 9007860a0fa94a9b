import type { Broken } from '../../domain/verify.ts';
import { hashEvent } from './chain.ts';

export type ChainRow = { readonly seq: number; readonly body: Uint8Array; readonly hash: string };

/** Around the first event that does not fit: those before it, which do, and those after it, as they stand. */
export type BreakPoint = {
	/** Oldest first; each with the hash it stands on. */
	readonly before: ReadonlyArray<ChainRow & { readonly previous: string }>;
	readonly bad: ChainRow;
	/** The hash that `bad` should stand on. */
	readonly previous: string;
	readonly after: readonly ChainRow[];
};

/** Numbers that are tried for events that were taken out and the gap closed. */
const maxRemoved = 10_000;

/**
 * What was done to a chain, told from the hashes that are still right: with one event altered its successor stands on the
 * hash as it was; with events put in, what follows is whole without them; with events taken out and the rest renumbered,
 * what follows is whole under its old numbers.
 */
export function diagnose(point: BreakPoint): Omit<Broken, 'file'> {
	const { bad } = point;
	if (isAlteredAlone(point)) {
		return { seq: bad.seq, reason: 'altered', message: `Event ${bad.seq} was altered after it was written.` };
	}
	const inserted = findInserted(point);
	if (inserted !== null) {
		const [first, last] = inserted;
		const which = first === last ? `Event ${first} was` : `Events ${first} to ${last} were`;
		return { seq: first, reason: 'inserted', message: `${which} put in: what follows is whole without.` };
	}
	const removed = countRemoved(point);
	if (removed > 0) {
		const which = removed === 1 ? 'An event was' : `${removed} events were`;
		const message = `${which} taken out before event ${bad.seq}, and those after it were renumbered.`;
		return { seq: bad.seq, reason: 'removed', message };
	}
	const message = `Event ${bad.seq} is not the one that was written: it was altered, or others were put in or taken out before it.`;
	return { seq: bad.seq, reason: 'altered', message };
}

/** The next event stands on the hash of this one, as it is stored or as its bytes give it. */
function isAlteredAlone({ bad, previous, after: [next] }: BreakPoint): boolean {
	if (next === undefined || next.seq !== bad.seq + 1) return false;
	const own = hashEvent(bad.seq, previous, bad.body);
	return hashEvent(next.seq, bad.hash, next.body) === next.hash || hashEvent(next.seq, own, next.body) === next.hash;
}

function findInserted({ before, bad, previous, after }: BreakPoint): readonly [number, number] | null {
	// Those put in have hashes of their own that fit: what follows them shows it.
	for (const [index, row] of [...before].reverse().entries()) {
		const count = index + 1;
		if (hashEvent(bad.seq - count, row.previous, bad.body) === bad.hash) return [row.seq, bad.seq - 1];
	}
	for (const [index, row] of after.entries()) {
		if (hashEvent(row.seq - index - 1, previous, row.body) === row.hash) return [bad.seq, row.seq - 1];
	}
	return null;
}

function countRemoved({ bad, after: [next] }: BreakPoint): number {
	if (next === undefined) return 0;
	for (let count = 1; count <= maxRemoved; count++) {
		if (hashEvent(next.seq + count, bad.hash, next.body) === next.hash) return count;
	}
	return 0;
}
