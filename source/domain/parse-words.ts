import { fail, type Result, succeed } from './result.ts';

/** A typed line as argv. Nothing is expanded: no variables, no globs, no substitution, no redirection. */
export type ParsedWords = {
	readonly words: readonly string[];
	/** Set when an unquoted character would have meant something to a shell: it is passed on as it stands. */
	readonly hint: string | null;
};

const shellCharacters = /[|&;<>()$`*?[\]{}~#!\n]/;

/**
 * Splits a line into words as a POSIX shell would quote them: blanks separate, single quotes keep everything, double
 * quotes and a backslash keep what follows. An open quote is an error.
 */
export function parseWords(line: string): Result<ParsedWords> {
	const words: string[] = [];
	const shellSigns = new Set<string>();
	let word: string | null = null;
	let quote: "'" | '"' | null = null;
	for (let index = 0; index < line.length; index++) {
		const character = line.charAt(index);
		const next = line.charAt(index + 1);
		if (quote !== null) {
			if (character === quote) quote = null;
			else if (quote === '"' && character === '\\' && /["\\$`]/.test(next)) {
				word = (word ?? '') + next;
				index++;
			} else word = (word ?? '') + character;
		} else if (character === "'" || character === '"') {
			quote = character;
			word ??= '';
		} else if (character === '\\' && next !== '') {
			word = (word ?? '') + next;
			index++;
		} else if (/\s/.test(character)) {
			if (word !== null) words.push(word);
			word = null;
		} else {
			if (shellCharacters.test(character)) shellSigns.add(character);
			word = (word ?? '') + character;
		}
	}
	if (quote !== null) return fail('refused', `The command has an open quote (${quote})`, 'Close the quote.');
	if (word !== null) words.push(word);
	return succeed({ words, hint: hintFor(shellSigns) });
}

function hintFor(signs: ReadonlySet<string>): string | null {
	if (signs.size === 0) return null;
	const list = [...signs].join(' ');
	return `No shell is used: ${list} will be passed on as typed. For a shell write: sh -c '…'`;
}
