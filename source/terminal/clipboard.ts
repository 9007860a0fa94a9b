/** Terminals drop longer ones; the figure is xterm's and tmux's common ground, in base64 characters. */
const base64Cap = 74_994;

/**
 * OSC 52: asks the terminal to put a text on the clipboard. Nobody answers, so it is "sent", never "copied". Null when the
 * text is over the cap. tmux hands it on by itself where `set-clipboard` allows it, and in its passthrough wrapping otherwise; GNU
 * screen needs the wrapping, in pieces, since it takes 768 bytes of a device control string at most.
 */
export function clipboardSequence(text: string, env: Readonly<Record<string, string | undefined>>): string | null {
	const base64 = Buffer.from(text, 'utf8').toString('base64');
	if (base64.length > base64Cap) return null;
	const plain = `\u001B]52;c;${base64}\u0007`;
	if ((env['TMUX'] ?? '') !== '') return plain + wrapForTmux(plain);
	return env['STY'] === undefined || env['STY'] === '' ? plain : wrapForScreen(plain);
}

function wrapForTmux(sequence: string): string {
	return `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
}

const screenPiece = 256;

function wrapForScreen(sequence: string): string {
	let wrapped = '';
	for (let start = 0; start < sequence.length; start += screenPiece) {
		wrapped += `\u001BP${sequence.slice(start, start + screenPiece)}\u001B\\`;
	}
	return wrapped;
}
