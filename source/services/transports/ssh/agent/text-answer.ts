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
	return {
		onData: (bytes) => void target.push(bytes),
		onControl(word, rest) {
			if (word === 'err') target = err;
			else words.set(word, rest);
		},
		text: () => Buffer.concat(out).toString(),
		bytes: () => Buffer.concat(out),
		errors: () => Buffer.concat(err).toString(),
		said: (word) => words.get(word) ?? null,
	};
}
