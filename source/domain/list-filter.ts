import { fail, type Result, succeed } from './result.ts';

/**
 * What the `/` line of a list means. Terms are separated by spaces and all of them must hold:
 * `text` is contained, `!text` is not, `/regex/` matches, `!/regex/` does not, `"two words"` keeps its space.
 * Case counts only for terms that have a capital letter.
 */
export type Filter = { readonly text: string; readonly terms: readonly FilterTerm[] };

export type FilterTerm =
	| { readonly kind: 'text'; readonly isInverse: boolean; readonly needle: string; readonly hasCase: boolean }
	| { readonly kind: 'regex'; readonly isInverse: boolean; readonly pattern: RegExp };

export const noFilter: Filter = { text: '', terms: [] };

/** Longest part of a row that a regular expression looks at: its cost grows with a power of that length. */
export const regexHaystackLength = 256;
/** `.*`, `+` and their like in one expression. */
const maxOpenQuantifiers = 3;

const tokenPattern = /(!?)(?:\/((?:[^\\/]|\\.|\/(?!i?(?:\s|$)))+)\/(i?)(?=\s|$)|"([^"]*)"|(\S+))/gy;

export function parseFilter(text: string): Result<Filter> {
	const terms: FilterTerm[] = [];
	const rest = new RegExp(tokenPattern);
	let position = 0;
	while (position < text.length) {
		if (/\s/.test(text.charAt(position))) {
			position += 1;
			continue;
		}
		rest.lastIndex = position;
		const match = rest.exec(text);
		if (match === null) break;
		position += match[0].length;
		const term = termOf(match);
		if (!term.ok) return term;
		if (term.value !== null) terms.push(term.value);
	}
	return succeed({ text, terms });
}

function termOf(match: RegExpExecArray): Result<FilterTerm | null> {
	const [, bang, regex, flag, quoted, bare] = match;
	const isInverse = bang === '!';
	if (regex !== undefined) return regexTerm(regex, isInverse, flag === 'i');
	const needle = quoted ?? bare ?? '';
	if (needle === '' || needle === '!') return succeed(null);
	const hasCase = hasCapital(needle);
	return succeed({ kind: 'text', isInverse, needle: hasCase ? needle : needle.toLowerCase(), hasCase });
}

function regexTerm(source: string, isInverse: boolean, ignoresCase: boolean): Result<FilterTerm> {
	if (couldTakeForever(source)) {
		return fail(
			'refused',
			`The pattern /${source}/ repeats inside a repetition, which could take very long.`,
			'Repeat one thing at a time, or use plain text.',
		);
	}
	try {
		// An escape such as \S is no capital letter that somebody meant.
		const isInsensitive = ignoresCase || !hasCapital(source.replace(/\\./g, ''));
		return succeed({ kind: 'regex', isInverse, pattern: new RegExp(source, isInsensitive ? 'i' : '') });
	} catch {
		return fail(
			'refused',
			`The pattern /${source}/ is not a regular expression.`,
			'Close its brackets, or write plain text.',
		);
	}
}

const openQuantifier = /[*+]|\{\d+,\d*\}|\{\d{3,}\}/g;

/** True for what backtracking makes slow: a repeated group that repeats or chooses, many open repetitions, back references. */
export function couldTakeForever(source: string): boolean {
	if (/\\[1-9k]/.test(source)) return true;
	const bare = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
	return (bare.match(openQuantifier) ?? []).length > maxOpenQuantifiers || hasNestedRepetition(bare);
}

function hasNestedRepetition(bare: string): boolean {
	/** One for each group that is open: whether something in it repeats or chooses. */
	const groups: boolean[] = [];
	for (let at = 0; at < bare.length; at++) {
		const character = bare.charAt(at);
		if (character === '(') groups.push(false);
		else if ('*+|{'.includes(character)) groups.fill(true);
		else if (character === ')' && groups.pop() === true && /^[*+{]/.test(bare.slice(at + 1))) return true;
	}
	return false;
}

function hasCapital(text: string): boolean {
	return text !== text.toLowerCase();
}

export function matches(filter: Filter, haystack: string): boolean {
	let lowered: string | null = null;
	for (const term of filter.terms) {
		let isFound: boolean;
		if (term.kind === 'regex') isFound = term.pattern.test(haystack.slice(0, regexHaystackLength));
		else if (term.hasCase) isFound = haystack.includes(term.needle);
		else {
			lowered ??= haystack.toLowerCase();
			isFound = lowered.includes(term.needle);
		}
		if (isFound === term.isInverse) return false;
	}
	return true;
}
