/** Records that were understood, and how many were not. */
export type Records<Value> = { readonly records: readonly Value[]; readonly malformed: number };

/**
 * One record a line; a line that `read` answers with null is counted as malformed, one that it answers with undefined (a
 * heading, a comment) is neither. Empty lines are skipped.
 */
export function parseLines<Value extends {}>(
	text: string,
	read: (line: string, index: number) => Value | null | undefined,
): Records<Value> {
	const records: Value[] = [];
	let malformed = 0;
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const value = read(line, index);
		if (value === null) malformed += 1;
		else if (value !== undefined) records.push(value);
	}
	return { records, malformed };
}

/** A decimal number without sign; null for anything else, and for what a double cannot hold exactly. */
export function parseCount(text: string | undefined): number | null {
	if (text === undefined || !/^\d{1,16}$/.test(text)) return null;
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : null;
}

/** Hex digits as an unsigned 32-bit number; null for anything else. */
export function parseHexWord(text: string | undefined): number | null {
	return text !== undefined && /^[\da-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : null;
}
