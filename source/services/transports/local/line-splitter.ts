const newline = 0x0a;

export type LineSplitter = { add(chunk: Buffer): void; end(): void };

/** Cuts a stream into lines without their newline. What of a line is past `maxLineBytes` is dropped, so memory stays bounded. */
export function createLineSplitter(maxLineBytes: number, onLine: (line: string) => void): LineSplitter {
	let parts: Buffer[] = [];
	let length = 0;

	function keep(part: Buffer): void {
		const kept = part.subarray(0, Math.max(0, maxLineBytes - length));
		if (kept.length > 0) parts.push(kept);
		length += kept.length;
	}

	function flush(): void {
		const line = Buffer.concat(parts).toString();
		parts = [];
		length = 0;
		onLine(line);
	}

	return {
		add(chunk) {
			let start = 0;
			for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, start)) {
				keep(chunk.subarray(start, at));
				flush();
				start = at + 1;
			}
			if (start < chunk.length) keep(chunk.subarray(start));
		},
		end() {
			if (length > 0) flush();
		},
	};
}
