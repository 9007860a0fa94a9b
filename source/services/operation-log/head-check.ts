import type { Broken } from '../../domain/verify.ts';
import type { VerifyQuestion } from './operation-log.ts';

/** Compares a chain, while it is walked, with hashes that were kept elsewhere: given by a person, or found in the journal. */
export type HeadCheck = {
	/** Each event in order; `seq` 0, or the last that retention dropped, first. */
	look(seq: number, hash: string): Omit<Broken, 'file'> | null;
	/** After the last event. */
	end(lastSeq: number): Omit<Broken, 'file'> | null;
	/** How many hashes of the journal had an event to be compared with. */
	compared(): number;
};

const short = (hash: string) => `${hash.slice(0, 16)}…`;

export function createHeadCheck(file: string, firstSeq: number, { head, kept = [] }: VerifyQuestion): HeadCheck {
	const bySeq = new Map<number, ReadonlySet<string>>();
	let newest = 0;
	for (const each of kept) {
		if (each.file !== file || each.seq < firstSeq - 1) continue;
		bySeq.set(each.seq, new Set([...(bySeq.get(each.seq) ?? []), each.hash]));
		newest = Math.max(newest, each.seq);
	}
	let compared = 0;
	let sawHead = head === undefined;
	return {
		look(seq, hash) {
			if (head !== undefined && head.hash === hash && (head.seq === null || head.seq === seq)) sawHead = true;
			const hashes = bySeq.get(seq);
			if (hashes === undefined) return null;
			compared++;
			const other = [...hashes].find((each) => each !== hash);
			if (other === undefined) return null;
			const message = `Event ${seq} has another hash in the journal (${short(other)}): the log was rewritten from there on, or begun anew.`;
			return { seq, reason: 'rewritten', message };
		},
		end(lastSeq) {
			if (newest > lastSeq) {
				const which =
					newest === lastSeq + 1 ? `event ${newest}, which is` : `events up to ${newest}; those after ${lastSeq} are`;
				return {
					seq: lastSeq + 1,
					reason: 'cut-off',
					message: `The journal knows ${which} not there: the end was cut off.`,
				};
			}
			if (sawHead || head === undefined) return null;
			const at = head.seq === null ? 'No event has' : `Event ${head.seq} is not there, or has not`;
			return {
				seq: lastSeq + 1,
				reason: 'cut-off',
				message: `${at} the hash ${short(head.hash)}: events after ${lastSeq} were cut off, or the log was written anew.`,
			};
		},
		compared: () => compared,
	};
}
