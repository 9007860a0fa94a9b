import type { Command } from '../../../../domain/command.ts';

const plain = /^[\w@%+=:,./-]+$/;

/** A word of a request: as it is when no shell reads anything into it, else every byte as printf's %b reads it. */
export function encodeWord(word: string): string {
	if (word === '') return '\\';
	if (plain.test(word)) return word;
	return Array.from(Buffer.from(word), (byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}

export function encodeWords(words: readonly string[]): string {
	return words.map(encodeWord).join(' ');
}

/** Stdin, empty for none, and the command. */
export function encodeCommand(command: Command, stdin: string | undefined): string {
	return encodeWords([stdin ?? '', command.file, ...command.args]);
}

/**
 * The line that answers what an act asks; without an answer its stdin is closed. A secret never becomes a text: texts cannot be overwritten.
 * The answer is overwritten here, the line by whoever writes it.
 */
export function replyLine(mark: string, answer: Uint8Array | null): Uint8Array {
	const bytes = answer ?? new Uint8Array(0);
	const start = new TextEncoder().encode(`${mark} reply `);
	const line = new Uint8Array(start.length + bytes.length * octalLength + 1);
	line.set(start);
	for (const [index, byte] of bytes.entries()) {
		const digits = [0x30 + (byte >> 6), 0x30 + ((byte >> 3) & 7), 0x30 + (byte & 7)];
		line.set([backslash, 0x30, ...digits], start.length + index * octalLength);
	}
	line[line.length - 1] = newline;
	bytes.fill(0);
	return line;
}

/** `\0ooo` */
const octalLength = 5;
const backslash = 0x5c;
const newline = 0x0a;

/** Lists of paths as long as one request takes: shells read a request byte by byte, and hand it to programs as arguments. */
export function splitPaths(paths: readonly string[]): ReadonlyArray<readonly string[]> {
	const parts: string[][] = [];
	let bytes = Number.POSITIVE_INFINITY;
	for (const path of paths) {
		bytes += path.length + 1;
		if (bytes > maxRequestBytes) {
			parts.push([]);
			bytes = path.length + 1;
		}
		parts.at(-1)?.push(path);
	}
	return parts;
}

const maxRequestBytes = 48 * 1024;
