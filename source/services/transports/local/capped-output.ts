/** Collects a stream in bounded memory: the first half of the cap and the last half are kept, the middle is dropped. */
export type CappedOutput = {
	add(chunk: Buffer): void;
	/** The text so far; where something was dropped, a line says how much. */
	text(): string;
	isTruncated(): boolean;
};

export function createCappedOutput(maxBytes: number): CappedOutput {
	const headBytes = Math.ceil(maxBytes / 2);
	const tailBytes = maxBytes - headBytes;
	const head: Buffer[] = [];
	let headLength = 0;
	let tail: Buffer[] = [];
	let tailLength = 0;
	let dropped = 0;

	function addToTail(chunk: Buffer): void {
		tail.push(chunk);
		tailLength += chunk.length;
		// Compacted only when twice as long, so that many small chunks do not cost a copy each.
		if (tailLength > tailBytes * 2 || tail.length > 1024) trimTail();
	}

	function trimTail(): void {
		const all = Buffer.concat(tail);
		const kept = all.subarray(Math.max(0, all.length - tailBytes));
		dropped += all.length - kept.length;
		tail = [Buffer.from(kept)];
		tailLength = kept.length;
	}

	return {
		add(chunk) {
			const room = headBytes - headLength;
			if (room > 0) {
				head.push(chunk.subarray(0, room));
				headLength += Math.min(room, chunk.length);
			}
			if (chunk.length > room) addToTail(chunk.subarray(Math.max(0, room)));
		},
		text() {
			trimTail();
			const first = Buffer.concat(head).toString();
			const last = Buffer.concat(tail).toString();
			return dropped === 0
				? Buffer.concat([...head, ...tail]).toString()
				: `${first}\n[… ${dropped} bytes left out …]\n${last}`;
		},
		isTruncated() {
			trimTail();
			return dropped > 0;
		},
	};
}
