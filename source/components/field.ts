import { sanitise } from '../domain/sanitise.ts';
import { cellWidth, takeCells } from './cells.ts';
import type { Segment } from './segments.ts';

/** A text field of `width` cells as segments: the part around the cursor, the cursor as a cell of its own. */
export function fieldSegments(
	line: { readonly text: string; readonly cursor: number },
	width: number,
): readonly Segment[] {
	const before = sanitise(line.text.slice(0, line.cursor));
	const after = sanitise(line.text.slice(line.cursor));
	const start = lastCells(before, Math.max(0, width - 1));
	const under = takeCells(after, 1) || takeCells(after, 2) || ' ';
	const used = cellWidth(start) + cellWidth(under);
	const rest = takeCells(after.slice(under === ' ' && after === '' ? 0 : under.length), Math.max(0, width - used));
	const blanks = ' '.repeat(Math.max(0, width - used - cellWidth(rest)));
	return [
		{ text: start, style: 'field' },
		{ text: under, style: 'caret' },
		{ text: rest + blanks, style: 'field' },
	];
}

/** The longest end of a text that fits. */
function lastCells(text: string, width: number): string {
	let start = Math.max(0, text.length - width);
	while (start < text.length && cellWidth(text.slice(start)) > width) start++;
	// Not into the middle of a pair of surrogates.
	const code = text.charCodeAt(start);
	return text.slice(code >= 0xdc00 && code < 0xe000 ? start + 1 : start);
}
