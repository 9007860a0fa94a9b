import type { KeyPress } from '../domain/keys.ts';
import { keyOfCode, keyOfControl, keyOfCsi, keyOfLinuxFunction, keyOfSs3 } from './key-sequences.ts';

/** What a terminal can tell. Columns and rows count from 0. */
export type TerminalEvent =
	| ({ readonly kind: 'key' } & KeyPress)
	| { readonly kind: 'paste'; readonly text: string; readonly atMs: number }
	| {
			readonly kind: 'mouse';
			readonly action: 'press' | 'release' | 'move' | 'wheel-up' | 'wheel-down';
			readonly column: number;
			readonly row: number;
	  }
	| { readonly kind: 'focus'; readonly hasFocus: boolean }
	/** The answer to "where is the cursor". */
	| { readonly kind: 'cursor'; readonly column: number; readonly row: number };

/** Bytes to events. It does no I/O and has no timer: the caller asks `waitMs` and calls `flush` when that time went by. */
export type InputDecoder = {
	push(bytes: Uint8Array, atMs: number): TerminalEvent[];
	/** Ends what is unfinished: a lone ESC is the key, a paste without end is a paste, a broken sequence is nothing. */
	flush(atMs: number): TerminalEvent[];
	/** How long to wait for the rest before `flush`; null when nothing is unfinished. */
	waitMs(): number | null;
};

/** Long enough for the bytes of one key to arrive over ssh, short enough that Esc feels immediate. */
const escapeWaitMs = 50;
const sequenceWaitMs = 500;
const pasteWaitMs = 2000;
/** A paste beyond this many characters is cut; the rest is swallowed. */
const pasteCap = 64 * 1024;
/** No terminal sends a longer sequence; past it the sequence is given up. */
const sequenceCap = 4096;

const esc = '\u001B';
const pasteEnd = '\u001B[201~';

type Step = { readonly length: number; readonly event: TerminalEvent | null };

const csiPattern = /^([<=>?]?)([\d;:]*)([ -/]*)([@-~])/;

function keyEvent(key: string | null, text: string, atMs: number): TerminalEvent | null {
	return key === null ? null : { kind: 'key', key, text, isBurst: false, atMs };
}

function numbersOf(parameters: string): number[] {
	return parameters === '' ? [] : parameters.split(';').map((part) => Number.parseInt(part, 10) || 0);
}

function mouseEvent(button: number, column: number, row: number, isRelease: boolean): TerminalEvent | null {
	const place = { column: Math.max(0, column - 1), row: Math.max(0, row - 1) };
	if (button & 64) {
		const wheel = button & 3;
		if (wheel > 1) return null;
		return { kind: 'mouse', action: wheel === 0 ? 'wheel-up' : 'wheel-down', ...place };
	}
	if (button & 32) return { kind: 'mouse', action: 'move', ...place };
	// The left button only: the others belong to the terminal's own menus and paste.
	if ((button & 3) !== 0) return null;
	return { kind: 'mouse', action: isRelease ? 'release' : 'press', ...place };
}

function csiEvent(prefix: string, parameters: string, final: string, atMs: number): TerminalEvent | null {
	const numbers = numbersOf(parameters);
	const [first = 0, second = 0, third = 0] = numbers;
	if (prefix === '<' && (final === 'M' || final === 'm')) return mouseEvent(first, second, third, final === 'm');
	if (prefix === '?' && final === 'R') return { kind: 'cursor', row: first - 1, column: second - 1 };
	if (prefix !== '') return null;
	if (final === 'I' || final === 'O') return { kind: 'focus', hasFocus: final === 'I' };
	// `CSI 1;5R` is also Ctrl+F3 in xterm; a terminal on whose first row one asks for the cursor is the likelier one.
	if (final === 'R' && numbers.length === 2) return { kind: 'cursor', row: first - 1, column: second - 1 };
	// Key releases of the kitty protocol: `CSI code ; modifier : 3 u`.
	if (/:3(;|$)/.test(parameters)) return null;
	return keyEvent(...withText(keyOfCsi(numbers, final)), atMs);
}

/** A key that came as a sequence types text only when it is a plain character. */
function withText(key: string | null): [string | null, string] {
	if (key === 'Space') return [key, ' '];
	return [key, key !== null && [...key].length === 1 ? key : ''];
}

/** After `ESC [`. Null while it is unfinished. */
function readCsi(rest: string, atMs: number): Step | null {
	if (rest.startsWith('[')) {
		return rest.length < 2 ? null : { length: 2, event: keyEvent(keyOfLinuxFunction(rest.charAt(1)), '', atMs) };
	}
	// The old mouse report has three raw bytes behind it. It is never asked for; it must not be typed either.
	if (rest.startsWith('M')) return rest.length < 4 ? null : { length: 4, event: null };
	const rxvt = /^(\d+)\$/.exec(rest);
	if (rxvt) return { length: rxvt[0].length, event: csiEvent('', rxvt[1] ?? '', '$', atMs) };
	const match = csiPattern.exec(rest);
	if (match) {
		const [whole, prefix = '', parameters = '', intermediates, final = ''] = match;
		return { length: whole.length, event: intermediates === '' ? csiEvent(prefix, parameters, final, atMs) : null };
	}
	if (/^[ -?]*$/.test(rest)) return rest.length > sequenceCap ? { length: rest.length, event: null } : null;
	// A byte that cannot stand in a sequence ends it: ESC or a control character starts anew.
	return { length: rest.search(/[^ -?]/), event: null };
}

/** After the start of OSC, DCS, APC, PM or SOS: all up to BEL or ST is the terminal's answer to somebody else. */
function readString(rest: string): Step | null {
	const end = /\u0007|\u001B\\|\u009C/.exec(rest);
	if (end) return { length: end.index + end[0].length, event: null };
	return rest.length > sequenceCap ? { length: rest.length, event: null } : null;
}

/** A sequence that starts with ESC, `text` being all that is there of it. Null while it is unfinished. */
function readEscape(text: string, atMs: number): Step | null {
	const second = text.charAt(1);
	const shift = (step: Step | null, by: number): Step | null => step && { length: step.length + by, event: step.event };
	if (second === '') return null;
	if (second === '[') return shift(readCsi(text.slice(2), atMs), 2);
	if (second === 'O') {
		const final = text.charAt(2);
		return final === '' ? null : { length: 3, event: keyEvent(...withText(keyOfSs3(final)), atMs) };
	}
	if (']PX^_'.includes(second)) return shift(readString(text.slice(2)), 2);
	if (second === esc) return readDoubleEscape(text, atMs);
	const code = text.codePointAt(1) ?? 0;
	const key = code < 0x20 || code === 0x7f ? keyOfControl(code) : keyOfCode(code, 1);
	const length = 1 + String.fromCodePoint(code).length;
	return { length, event: keyEvent(key === null ? null : altOf(key), '', atMs) };
}

/** Two escapes: rxvt's Alt and an arrow, or Esc pressed twice. */
function readDoubleEscape(text: string, atMs: number): Step | null {
	const third = text.charAt(2);
	if (third === '') return null;
	if (third !== '[' && third !== 'O') return { length: 1, event: keyEvent('Esc', '', atMs) };
	const step = readEscape(text.slice(1), atMs);
	if (step?.event?.kind !== 'key') return step && { length: step.length + 1, event: step.event };
	return { length: step.length + 1, event: keyEvent(altOf(step.event.key), '', atMs) };
}

function altOf(key: string): string {
	return key.startsWith('Ctrl+') ? `Ctrl+Alt+${key.slice(5)}` : `Alt+${key}`;
}

const eightBitSequences: Readonly<Record<string, string>> = {
	'\u009B': '[',
	'\u008F': 'O',
	'\u009D': ']',
	'\u0090': 'P',
};

function readOne(text: string, atMs: number): Step | null {
	const eightBit = eightBitSequences[text.charAt(0)];
	if (eightBit !== undefined) {
		const step = readEscape(esc + eightBit + text.slice(1), atMs);
		return step && { length: Math.max(1, step.length - 1), event: step.event };
	}
	if (text.startsWith(esc)) return readEscape(text, atMs);
	const code = text.codePointAt(0) ?? 0;
	const character = String.fromCodePoint(code);
	if (code < 0x20 || code === 0x7f) return { length: 1, event: keyEvent(keyOfControl(code), '', atMs) };
	// C1 and bytes that are no UTF-8 are not typed.
	if (code < 0xa0 && code > 0x7f) return { length: 1, event: null };
	if (code === 0xfffd) return { length: 1, event: null };
	return { length: character.length, event: keyEvent(character === ' ' ? 'Space' : character, character, atMs) };
}

function isPasteStart(event: TerminalEvent | null, text: string): boolean {
	return event === null && (text.startsWith('\u001B[200~') || text.startsWith('\u009B200~'));
}

/** Nobody presses two keys within that time; a terminal without bracketed paste delivers a paste so. */
const burstGapMs = 5;

/** Keys that came together were not pressed one by one. */
function markBursts(events: TerminalEvent[], sinceLastKeyMs: number): TerminalEvent[] {
	const keys = events.filter((event) => event.kind === 'key').length;
	if (keys === 0 || (keys === 1 && sinceLastKeyMs >= burstGapMs)) return events;
	return events.map((event) => (event.kind === 'key' ? { ...event, isBurst: true } : event));
}

export function createInputDecoder(): InputDecoder {
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	let pending = '';
	/** Text of a paste whose end has not come; null outside of one. */
	let paste: string | null = null;
	let lastKeyAtMs = Number.NEGATIVE_INFINITY;

	function mark(events: TerminalEvent[], atMs: number): TerminalEvent[] {
		const marked = markBursts(events, atMs - lastKeyAtMs);
		if (events.some((event) => event.kind === 'key')) lastKeyAtMs = atMs;
		return marked;
	}

	function takePaste(atMs: number): TerminalEvent[] {
		const end = pending.indexOf(pasteEnd);
		// The end may be split: what could be its start stays.
		const kept = end === -1 ? partialEnd(pending) : 0;
		paste = ((paste ?? '') + pending.slice(0, end === -1 ? pending.length - kept : end)).slice(0, pasteCap);
		pending = end === -1 ? pending.slice(pending.length - kept) : pending.slice(end + pasteEnd.length);
		if (end === -1) return [];
		const event: TerminalEvent = { kind: 'paste', text: paste, atMs };
		paste = null;
		return [event];
	}

	function read(atMs: number): TerminalEvent[] {
		const events: TerminalEvent[] = [];
		while (pending !== '') {
			if (paste !== null) {
				events.push(...takePaste(atMs));
				if (paste !== null) break;
				continue;
			}
			const step = readOne(pending, atMs);
			if (step === null) break;
			if (isPasteStart(step.event, pending)) paste = '';
			else if (step.event !== null) events.push(step.event);
			pending = pending.slice(Math.max(1, step.length));
		}
		return mark(events, atMs);
	}

	return {
		push(bytes, atMs) {
			pending += decoder.decode(bytes, { stream: true });
			return read(atMs);
		},
		flush(atMs) {
			if (paste !== null) {
				const event: TerminalEvent = { kind: 'paste', text: paste + pending, atMs };
				paste = null;
				pending = '';
				return [event];
			}
			const text = pending;
			pending = '';
			const keys = loneKeys(text);
			return mark(
				keys.map((key) => ({ kind: 'key', key, text: '', isBurst: false, atMs })),
				atMs,
			);
		},
		waitMs() {
			if (paste !== null) return pasteWaitMs;
			if (pending === '') return null;
			return pending.length <= 2 ? escapeWaitMs : sequenceWaitMs;
		},
	};
}

/** Keys of what stays unfinished: Esc, Esc twice, or Alt and a character that could have begun a sequence. */
function loneKeys(text: string): string[] {
	if (/^\u001B+$/.test(text)) return [...text].map(() => 'Esc');
	const introducer = /^\u001B([[\]OPX^_])$/.exec(text)?.[1];
	return introducer === undefined ? [] : [`Alt+${introducer}`];
}

/** How many characters at the end of a text could be the start of a paste's end. */
function partialEnd(text: string): number {
	for (let length = Math.min(pasteEnd.length - 1, text.length); length > 0; length--) {
		if (text.endsWith(pasteEnd.slice(0, length))) return length;
	}
	return 0;
}
