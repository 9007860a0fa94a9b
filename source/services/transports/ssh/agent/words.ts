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
