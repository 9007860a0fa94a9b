import { fail } from '../../../../domain/result.ts';
import { sanitise } from '../../../../domain/sanitise.ts';

/** Higher ones are of a shell that could not start a program, or whose program was killed. */
const highestOwnStatus = 125;

/** Whether the program that an answer is of came to its own end, as the agent's line says: what a killed one left is no answer. */
export function hasRun(answer: TextAnswer, word = 'status'): boolean {
	const status = answer.said(word);
	return status !== null && /^\d+$/.test(status) && Number(status) <= highestOwnStatus;
}

/** Text whose last line is a `.` alone, without that; null where it broke off before. */
export function takeWhole(bytes: Buffer): Buffer | null {
	const isWhole = bytes.equals(proof) || bytes.subarray(-endOfProof.length).equals(endOfProof);
	return isWhole ? bytes.subarray(0, bytes.length - proof.length) : null;
}

const proof = Buffer.from('.\n');
const endOfProof = Buffer.from('\n.\n');

export function brokenOff(what: string): ReturnType<typeof fail> {
	const hint = 'The next refresh asks again; the log of that host says why, where its kernel ran out of memory.';
	return fail('failed', `${sanitise(what)} broke off: a program that was to tell it was ended there`, hint);
}

/** Collects an answer: its bytes, what came after the agent's line `err`, and its other lines. */
export type TextAnswer = {
	readonly onData: (bytes: Buffer) => void;
	readonly onControl: (word: string, rest: string) => void;
	text(): string;
	bytes(): Buffer;
	/** What the programs said on stderr. */
	errors(): string;
	/** What the agent said under that word; null when it did not. */
	said(word: string): string | null;
};

export function createTextAnswer(): TextAnswer {
	const out: Buffer[] = [];
	const err: Buffer[] = [];
	const words = new Map<string, string>();
	let target = out;
	/** Joined in the place of its parts: it is held once. */
	const join = (parts: Buffer[]): Buffer => {
		const whole = Buffer.concat(parts);
		parts.splice(0, parts.length, whole);
		return whole;
	};
	return {
		onData: (bytes) => void target.push(bytes),
		onControl(word, rest) {
			if (word === 'err') target = err;
			else words.set(word, rest);
		},
		text: () => join(out).toString(),
		bytes: () => join(out),
		errors: () => join(err).toString(),
		said: (word) => words.get(word) ?? null,
	};
}
