/**
 * What keys send, by terminal. References: xterm's ctlseqs, console_codes(4) for Linux, terminfo entries of rxvt, tmux and
 * screen, and the kitty keyboard protocol for `CSI u`.
 */

/** The last byte of `CSI … X` and `SS3 X`. */
const byFinal: Readonly<Record<string, string>> = {
	A: 'Up',
	B: 'Down',
	C: 'Right',
	D: 'Left',
	E: 'Begin',
	F: 'End',
	H: 'Home',
	P: 'F1',
	Q: 'F2',
	R: 'F3',
	S: 'F4',
};

/** The number in `CSI number ~`: VT220, xterm, rxvt (7, 8, 11 to 14), Linux, screen and tmux (1, 4). */
const byNumber: Readonly<Record<number, string>> = {
	1: 'Home',
	2: 'Insert',
	3: 'Delete',
	4: 'End',
	5: 'PageUp',
	6: 'PageDown',
	7: 'Home',
	8: 'End',
	11: 'F1',
	12: 'F2',
	13: 'F3',
	14: 'F4',
	15: 'F5',
	17: 'F6',
	18: 'F7',
	19: 'F8',
	20: 'F9',
	21: 'F10',
	23: 'F11',
	24: 'F12',
	25: 'F13',
	26: 'F14',
	28: 'F15',
	29: 'F16',
	31: 'F17',
	32: 'F18',
	33: 'F19',
	34: 'F20',
};

/** The keypad in application mode, `SS3 x`. */
const keypad: Readonly<Record<string, string>> = {
	M: 'Enter',
	X: '=',
	j: '*',
	k: '+',
	l: ',',
	m: '-',
	n: '.',
	o: '/',
	p: '0',
	q: '1',
	r: '2',
	s: '3',
	t: '4',
	u: '5',
	v: '6',
	w: '7',
	x: '8',
	y: '9',
};

const byCode: Readonly<Record<number, string>> = {
	8: 'Backspace',
	9: 'Tab',
	13: 'Enter',
	27: 'Esc',
	32: 'Space',
	127: 'Backspace',
};

/** `modifier` is one more than the sum of Shift 1, Alt 2, Ctrl 4; locks and the rest are ignored. */
export function withModifiers(key: string, modifier: number): string {
	const bits = Math.max(0, modifier - 1);
	const names = [bits & 4 ? 'Ctrl+' : '', bits & 2 ? 'Alt+' : '', bits & 1 ? 'Shift+' : ''];
	return names.join('') + key;
}

/** Neither control character nor surrogate, nor in the private area, where the kitty protocol puts keys without a character. */
function isTyped(code: number): boolean {
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0x10ffff) return false;
	return (code < 0xd800 || code >= 0xf900) && code !== 0xfffd;
}

/** The key of a character without the text it types: Ctrl+C, Alt+x, Space. Null for what is no key. */
export function keyOfCode(code: number, modifier: number): string | null {
	const named = byCode[code];
	if (named !== undefined) return withModifiers(named, modifier);
	if (!isTyped(code)) return null;
	const bits = Math.max(0, modifier - 1);
	const character = String.fromCodePoint(code);
	// Shift is in the character already; with Ctrl the letter is written large, as people write it.
	if (bits & 4) return withModifiers(character.toUpperCase(), 1 + (bits & 6));
	return withModifiers(bits & 1 ? character.toUpperCase() : character, 1 + (bits & 2));
}

/** A single control character as a key; null for those that no key sends. */
export function keyOfControl(code: number): string | null {
	if (code === 0) return 'Ctrl+Space';
	if (code === 9) return 'Tab';
	if (code === 10 || code === 13) return 'Enter';
	if (code === 8 || code === 127) return 'Backspace';
	if (code === 27) return 'Esc';
	return code < 0x20 ? `Ctrl+${String.fromCharCode(code + 0x40)}` : null;
}

/** rxvt marks modifiers by the last byte: `CSI 7 ^` is Ctrl+Home. */
const rxvtModifier: Readonly<Record<string, number>> = { $: 2, '^': 5, '@': 6 };

/**
 * The key of a complete `CSI parameters final`; null for a sequence that no key sends. Parameters are the numbers between
 * the semicolons, sub-parameters after a colon left out.
 */
export function keyOfCsi(parameters: readonly number[], final: string): string | null {
	const [first = 1, second = 1, third = 0] = parameters;
	if (final === 'Z') return 'Shift+Tab';
	if (final === 'u') return keyOfCode(first, second);
	if (final === '~' && first === 27) return keyOfCode(third, second);
	if (final === '~') return nameWith(byNumber[first], second);
	const rxvt = rxvtModifier[final];
	if (rxvt !== undefined) return nameWith(byNumber[first], rxvt);
	// rxvt: Shift and an arrow.
	if ('abcd'.includes(final)) return nameWith(byFinal[final.toUpperCase()], 2);
	return nameWith(byFinal[final], second);
}

function nameWith(name: string | undefined, modifier: number): string | null {
	return name === undefined || name === 'Begin' ? null : withModifiers(name, modifier);
}

/** The key of `SS3 final`: arrows and F-keys in application mode, rxvt's Ctrl and an arrow, the keypad. */
export function keyOfSs3(final: string): string | null {
	const pad = keypad[final];
	if (pad !== undefined) return pad;
	if ('abcd'.includes(final)) return nameWith(byFinal[final.toUpperCase()], 5);
	return nameWith(byFinal[final], 1);
}

/** Linux console: F1 to F5 are `CSI [ A` to `CSI [ E`. */
export function keyOfLinuxFunction(final: string): string | null {
	const index = 'ABCDE'.indexOf(final);
	return index === -1 ? null : `F${index + 1}`;
}
