import { graphemesOf } from './graphemes.ts';
import type { KeyPress } from './keys.ts';

/** One line of text being typed. `cursor` counts UTF-16 units and stands between characters. */
export type EditedLine = { readonly text: string; readonly cursor: number };

const lineCap = 2000;

/** A line with the cursor at its end. */
export function lineOf(text: string): EditedLine {
	return { text, cursor: text.length };
}

function before(line: EditedLine): string {
	return line.text.slice(0, line.cursor);
}

function after(line: EditedLine): string {
	return line.text.slice(line.cursor);
}

/** Length of the last character of a text, however many units it is made of. */
function lastLength(text: string): number {
	return [...graphemesOf(text.slice(-64))].at(-1)?.length ?? 0;
}

function firstLength(text: string): number {
	return graphemesOf(text.slice(0, 64)).next().value?.length ?? 0;
}

function wordStart(line: EditedLine): number {
	return before(line).replace(/\S*\s*$/, '').length;
}

function wordEnd(line: EditedLine): number {
	return line.cursor + (/^\s*\S*/.exec(after(line))?.[0].length ?? 0);
}

function deleteTo(line: EditedLine, start: number): EditedLine {
	return { text: line.text.slice(0, start) + after(line), cursor: start };
}

function insert(line: EditedLine, text: string): EditedLine {
	const room = text.slice(0, Math.max(0, lineCap - line.text.length));
	return { text: before(line) + room + after(line), cursor: line.cursor + room.length };
}

/** What a key does to the line; null when it means nothing in a line. Keys as in a shell's. */
export function editLine(line: EditedLine, press: KeyPress): EditedLine | null {
	switch (press.key) {
		case 'Left':
		case 'Ctrl+B':
			return { ...line, cursor: line.cursor - lastLength(before(line)) };
		case 'Right':
		case 'Ctrl+F':
			return { ...line, cursor: line.cursor + firstLength(after(line)) };
		case 'Home':
		case 'Ctrl+A':
			return { ...line, cursor: 0 };
		case 'End':
		case 'Ctrl+E':
			return lineOf(line.text);
		case 'Ctrl+Left':
		case 'Alt+b':
			return { ...line, cursor: wordStart(line) };
		case 'Ctrl+Right':
		case 'Alt+f':
			return { ...line, cursor: wordEnd(line) };
		case 'Backspace':
			return deleteTo(line, line.cursor - lastLength(before(line)));
		case 'Delete':
		case 'Ctrl+D':
			return { ...line, text: before(line) + after(line).slice(firstLength(after(line))) };
		case 'Ctrl+W':
		case 'Alt+Backspace':
			return deleteTo(line, wordStart(line));
		case 'Ctrl+U':
			return deleteTo(line, 0);
		case 'Ctrl+K':
			return { ...line, text: before(line) };
		default:
			return press.text === '' ? null : insert(line, press.text);
	}
}

/** Candidates that go on from the text, and the longest start that all of them share. */
export function completeLine(
	text: string,
	candidates: readonly string[],
): { readonly matches: readonly string[]; readonly shared: string } {
	const wanted = text.toLowerCase();
	const starting = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
	const matches =
		starting.length > 0 ? starting : candidates.filter((candidate) => candidate.toLowerCase().includes(wanted));
	const first = matches[0];
	if (first === undefined) return { matches, shared: text };
	if (matches.length === 1) return { matches, shared: first };
	let length = first.length;
	for (const match of matches) {
		while (!match.startsWith(first.slice(0, length))) length--;
	}
	return { matches, shared: length > text.length && starting.length > 0 ? first.slice(0, length) : text };
}
