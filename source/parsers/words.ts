/** Words between blanks; none for a blank line. */
export function splitWords(line: string): string[] {
	const trimmed = line.trim();
	return trimmed === '' ? [] : trimmed.split(/\s+/);
}
