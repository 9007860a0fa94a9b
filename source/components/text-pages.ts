import type { StyleName } from '../theme.ts';
import { wrapUnderText } from './cells.ts';
import type { Segment } from './segments.ts';

/** A line of a text as it stands on the screen: one of the text's lines, or a part of one that was wrapped. */
export type PageLine = { readonly text: string; readonly isContinuation: boolean };

/** Beyond this many a text is cut at its start: the end of a log is what one looks at. */
const maxLines = 50_000;

/** Lines wrapped to `width` cells. */
export function layOutText(lines: readonly string[], width: number): readonly PageLine[] {
	return lines.slice(-maxLines).flatMap((line): PageLine[] => {
		if (line.length * 2 <= width) return [{ text: line, isContinuation: false }];
		return wrapUnderText(line, Math.max(1, width)).map((text, index) => ({ text, isContinuation: index > 0 }));
	});
}

/** Indexes of the lines that hold the text, whatever the case of its letters. */
export function findLines(lines: readonly PageLine[], text: string): readonly number[] {
	if (text === '') return [];
	const wanted = text.toLowerCase();
	return lines.flatMap((line, index) => (line.text.toLowerCase().includes(wanted) ? [index] : []));
}

/** The line with every place that holds the text in a style of its own. */
export function markFound(text: string, wanted: string, style: StyleName = 'plain'): readonly Segment[] {
	if (wanted === '') return [{ text, style }];
	const segments: Segment[] = [];
	const lower = text.toLowerCase();
	// Letters whose lower case is longer would shift what follows.
	if (lower.length !== text.length) return [{ text, style }];
	let end = 0;
	for (let at = lower.indexOf(wanted.toLowerCase()); at !== -1; at = lower.indexOf(wanted.toLowerCase(), end)) {
		if (at > end) segments.push({ text: text.slice(end, at), style });
		end = at + wanted.length;
		segments.push({ text: text.slice(at, end), style: 'found' });
	}
	return end < text.length ? [...segments, { text: text.slice(end), style }] : segments;
}
