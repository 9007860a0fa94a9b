/**
 * A line that nobody shall read over a shoulder, in a log or in memory afterwards: bytes in one place that are overwritten.
 * It never becomes a text, since texts cannot be overwritten.
 */
export type SecretLine = {
	/** Adds what was typed; what does not fit is left out. */
	add(bytes: Uint8Array): void;
	/** Takes the last character away. */
	removeLast(): void;
	clear(): void;
	isEmpty(): boolean;
	/** A copy, which its taker overwrites; the line is empty from then on. */
	take(): Uint8Array;
};

/** Longer passwords than any program takes. */
const maxBytes = 1024;

export function createSecretLine(): SecretLine {
	const bytes = new Uint8Array(maxBytes);
	let length = 0;

	function cutTo(next: number): void {
		bytes.fill(0, next, length);
		length = next;
	}

	return {
		add(more) {
			if (length + more.length > maxBytes) return;
			bytes.set(more, length);
			length += more.length;
		},
		removeLast() {
			let next = length - 1;
			// The bytes of a character after its first one are 10xxxxxx in UTF-8.
			while (next > 0 && ((bytes[next] ?? 0) & 0xc0) === 0x80) next--;
			cutTo(Math.max(0, next));
		},
		clear: () => cutTo(0),
		isEmpty: () => length === 0,
		take() {
			const copy = bytes.slice(0, length);
			cutTo(0);
			return copy;
		},
	};
}

/** What a chunk from a terminal in raw mode did to the line. */
export type SecretInput = 'more' | 'done' | 'left';

const escapeByte = 0x1b;

/** Types a chunk from a terminal in raw mode into the line: Enter ends it, Ctrl+C and Ctrl+D leave it, Ctrl+U begins anew. */
export function typeSecret(line: SecretLine, chunk: Uint8Array): SecretInput {
	for (const [index, byte] of chunk.entries()) {
		switch (byte) {
			case 0x0d:
			case 0x0a:
				return 'done';
			case 0x03:
			case 0x04:
				line.clear();
				return 'left';
			case 0x7f:
			case 0x08:
				line.removeLast();
				break;
			case 0x15:
				line.clear();
				break;
			case escapeByte:
				// An arrow or a function key: nothing of it is meant.
				return 'more';
			default:
				if (byte >= 0x20) line.add(chunk.subarray(index, index + 1));
		}
	}
	return 'more';
}
