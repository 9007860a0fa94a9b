const newline = 0x0a;
const nul = 0x00;

export type FloodLimits = {
	/** Of all that comes for one request, the agent's own lines included. */
	readonly maxBytes: number;
	/** Without a newline or a NUL; where it is left out an answer may be one line. */
	readonly maxLineBytes?: number;
};

/** Measures what comes for one request as it comes: false from the byte on that makes it more than an answer can be. */
export function createFloodGauge({ maxBytes, maxLineBytes = Number.POSITIVE_INFINITY }: FloodLimits) {
	let bytes = 0;
	let lineBytes = 0;
	return {
		takes(chunk: Buffer): boolean {
			bytes += chunk.length;
			const end = Math.max(
				chunk.lastIndexOf(newline),
				lineBytes + chunk.length > maxLineBytes ? chunk.lastIndexOf(nul) : -1,
			);
			lineBytes = end < 0 ? lineBytes + chunk.length : chunk.length - end - 1;
			return bytes <= maxBytes && lineBytes <= maxLineBytes;
		},
	};
}
