/**
 * What a host sends may try to drive the terminal (CVE-2021-25743) or to look like something else. Every string of a host
 * passes here before it is shown. Nothing is dropped in silence: what cannot be shown safely is written out as `less` does,
 * `^[` for a control character and `<U+202E>` for an invisible one, so that two different names never look the same.
 */

const printableAscii = /^[ -~]*$/;

/** Blank space that may stand in a line as one space. */
const blanks = /\r\n|[\n\t\u0085\u2028\u2029]/g;

const controls = /[\0-\u001F\u007F-\u009F]/g;

// Default_Ignorable_Code_Point and Format hold bidi overrides and isolates, zero-width spaces, tags and fillers. The signs
// that Unicode counts as Format but that are visible (Arabic number signs and their like) stay.
const invisibles =
	/(?![\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}])[\p{Default_Ignorable_Code_Point}\p{Cf}\uFFFE\uFFFF]/gu;

/** A joiner or variation selector where emoji have one; it is part of what one sees. */
const emojiJoin =
	/(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?<=[\d#*])\uFE0F(?=\u20E3)/gu;

/** Longer runs of combining marks paint over the lines around them. */
const markRuns = /(\p{M}{4})\p{M}+/gu;

function caret(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
	return code === 0x7f ? '^?' : codePointName(character);
}

function codePointName(character: string): string {
	return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function nameInvisibles(text: string): string {
	const kept = new Set<number>();
	for (const match of text.matchAll(emojiJoin)) kept.add(match.index);
	return text.replace(invisibles, (character, index: number) =>
		kept.has(index) ? character : codePointName(character),
	);
}

/**
 * The text as one line that is safe to print: no control character (C0, DEL, C1), so no escape sequence; no invisible or
 * direction-changing character; well-formed UTF-16. Line ends and tabs become one space each. Idempotent.
 */
export function sanitise(text: string): string {
	if (printableAscii.test(text)) return text;
	const visible = nameInvisibles(text.toWellFormed().replace(blanks, ' ').replace(controls, caret)).replace(
		markRuns,
		'$1',
	);
	// A mark at the start would join what stands before it on the screen.
	return /^\p{M}/u.test(visible) ? `\u25CC${visible}` : visible;
}

const sgrSequences = /\u001B\[[\d;:]*m/g;
const tabWidth = 8;

function expandTabs(line: string): string {
	let expanded = '';
	for (const [index, part] of line.split('\t').entries()) {
		if (index > 0) expanded += ' '.repeat(tabWidth - (expanded.length % tabWidth));
		expanded += part;
	}
	return expanded;
}

/**
 * Output of a command or a log as safe lines: colour sequences are dropped, tabs go to the next multiple of eight, a line that
 * was overwritten by carriage returns (progress bars) keeps its last state, everything else is as in `sanitise`.
 */
export function sanitiseLines(text: string): string[] {
	const lines = text.split(/\r?\n/);
	if (lines.at(-1) === '') lines.pop();
	return lines.map((line) => {
		if (printableAscii.test(line)) return line;
		const plain = line.replace(sgrSequences, '').replace(/\r+$/, '');
		return sanitise(expandTabs(plain.slice(plain.lastIndexOf('\r') + 1)));
	});
}
