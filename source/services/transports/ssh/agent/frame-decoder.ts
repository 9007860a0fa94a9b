const newline = 0x0a;
/** Longer lines of the agent's own are cut: only a message of a program can make one. */
const maxControlBytes = 8192;
const none: Buffer = Buffer.alloc(0);

export type FrameSink = {
	/** Bytes of the answer, as they come. */
	readonly onData: (bytes: Buffer) => void;
	/** A line of the agent's own: its word, and the rest of the line. */
	readonly onControl: (word: string, rest: string) => void;
};

/** Takes one answer apart. Memory: one line of at most 8 KiB, and what could be the begin of a mark. */
export type FrameDecoder = {
	/** False once the answer is complete; `rest` are the bytes behind it. */
	add(bytes: Buffer): { readonly isOpen: true } | { readonly isOpen: false; readonly rest: Buffer };
};

/**
 * An answer is bytes, interrupted by lines `MARK WORD REST`, which may begin anywhere, and ends with the word `end`. The mark was made for this
 * request alone, so nothing else can stand for it: not the content of a file, not an answer to another request. A line that has come whole is
 * handed on at once, since no mark begins with its newline.
 */
export function createFrameDecoder(mark: string, sink: FrameSink): FrameDecoder {
	const start = Buffer.from(`${mark} `);
	/** The begin of a mark, or of a control line, that has not come whole. */
	let held = none;
	let isInLine = false;
	let isCutting = false;

	function takeData(bytes: Buffer): Buffer | null {
		const at = bytes.indexOf(start);
		if (at >= 0) {
			if (at > 0) sink.onData(bytes.subarray(0, at));
			isInLine = true;
			return bytes.subarray(at + start.length);
		}
		const kept = overlapOf(bytes, start);
		if (bytes.length > kept) sink.onData(bytes.subarray(0, bytes.length - kept));
		held = bytes.subarray(bytes.length - kept);
		return null;
	}

	/** What follows the line, or null where it has not ended. */
	function takeLine(bytes: Buffer): Buffer | null {
		const end = bytes.indexOf(newline);
		if (end < 0) {
			if (bytes.length > maxControlBytes) {
				if (!isCutting) tell(bytes.subarray(0, maxControlBytes));
				isCutting = true;
				held = none;
			} else {
				held = isCutting ? none : bytes;
			}
			return null;
		}
		if (!isCutting) tell(bytes.subarray(0, end));
		isCutting = false;
		isInLine = false;
		return bytes.subarray(end + 1);
	}

	let hasEnded = false;
	function tell(line: Buffer): void {
		const text = line.toString('utf8', 0, Math.min(line.length, maxControlBytes));
		const space = text.indexOf(' ');
		const word = space < 0 ? text : text.slice(0, space);
		sink.onControl(word, space < 0 ? '' : text.slice(space + 1));
		if (word === 'end') hasEnded = true;
	}

	return {
		add(bytes) {
			let rest: Buffer | null = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
			held = none;
			while (rest !== null && !(hasEnded && !isInLine)) {
				rest = isInLine ? takeLine(rest) : takeData(rest);
			}
			return rest === null ? { isOpen: true } : { isOpen: false, rest };
		},
	};
}

/** How many bytes at the end could be the begin of `start`. */
function overlapOf(bytes: Buffer, start: Buffer): number {
	for (let length = Math.min(bytes.length, start.length - 1); length > 0; length -= 1) {
		const end = bytes.length;
		if (bytes[end - length] === start[0] && start.compare(bytes, end - length, end, 0, length) === 0) return length;
	}
	return 0;
}
