/** Text beyond this is dropped, oldest kept: what went wrong first matters most. */
const heldCap = 64 * 1024;

type Writable = { write: NodeJS.WriteStream['write'] };

/**
 * Holds back what libraries and Node itself (warnings) print while the screen is the console's: it would tear the frame.
 * Returns what ends that and gives the text, for printing after the terminal was restored.
 */
export function holdStrayOutput(streams: readonly Writable[]): () => string {
	let held = '';
	const originals = [...new Set(streams)].map((stream) => ({ stream, write: stream.write }));
	const hold = (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
		held = (held + text.toString()).slice(0, heldCap);
		const done = rest.find((argument) => typeof argument === 'function');
		if (typeof done === 'function') setImmediate(done as () => void);
		return true;
	};
	for (const { stream } of originals) stream.write = hold as Writable['write'];
	return () => {
		for (const { stream, write } of originals) {
			if (stream.write === hold) stream.write = write;
		}
		const text = held;
		held = '';
		return text;
	};
}
