import type { StyleName, Theme } from '../theme.ts';
import { cellWidth, fitCells } from './cells.ts';

/** A stretch of a line in one style. Text is sanitised. */
export type Segment = { readonly text: string; readonly style?: StyleName };

/** Segments of a line with its weight: which go first where the line is too long. 100 never goes. */
export type Group = { readonly segments: readonly Segment[]; readonly weight: number };

export function segmentCells(segments: readonly Segment[]): number {
	return segments.reduce((sum, { text }) => sum + cellWidth(text), 0);
}

/** The segments in exactly `width` cells: cut with the ellipsis, or padded. */
export function paintLine(theme: Theme, segments: readonly Segment[], width: number): string {
	let left = width;
	let line = '';
	for (const { text, style = 'plain' } of segments) {
		const cells = cellWidth(text);
		const shown = cells > left ? fitCells(text, left, 'left', theme.symbols.ellipsis) : text;
		line += theme.paint(style, shown);
		left -= Math.min(cells, left);
		if (left <= 0) break;
	}
	return left > 0 ? line + ' '.repeat(left) : line;
}

function groupCells(group: Group): number {
	return segmentCells(group.segments);
}

/** The groups that fit into `width` cells with `gap` cells between them, the heaviest first served; in their order. */
export function keepHeaviest(groups: readonly Group[], width: number, gap: number): readonly Group[] {
	const kept = new Set<Group>();
	let used = -gap;
	for (const group of groups.toSorted((a, b) => b.weight - a.weight)) {
		const needed = groupCells(group) + gap;
		if (group.weight < 100 && used + needed > width) continue;
		kept.add(group);
		used += needed;
	}
	return groups.filter((group) => kept.has(group));
}

/** Groups side by side, `between` standing in the gaps. */
export function joinGroups(groups: readonly Group[], between: Segment): readonly Segment[] {
	return groups.flatMap((group, index) => (index === 0 ? group.segments : [between, ...group.segments]));
}

/** Parts one after the other, three blanks between them, on as many lines of `width` cells as they need. */
export function flowSegments(
	parts: ReadonlyArray<readonly Segment[]>,
	width: number,
): ReadonlyArray<readonly Segment[]> {
	const gap: Segment = { text: '   ' };
	const lines: Array<readonly Segment[]> = [];
	for (const part of parts) {
		const line = lines.at(-1);
		const joined = line === undefined ? part : [...line, gap, ...part];
		if (line === undefined || segmentCells(joined) > width) lines.push(part);
		else lines[lines.length - 1] = joined;
	}
	return lines;
}

/** Two halves of a line, the second at its right end; both give up what is light until the line fits. */
export function paintEnds(
	theme: Theme,
	left: readonly Group[],
	right: readonly Group[],
	width: number,
	gap: Segment,
): string {
	const cells = cellWidth(gap.text);
	const kept = new Set(keepHeaviest([...left, ...right], width, cells));
	const start = joinGroups(
		left.filter((group) => kept.has(group)),
		gap,
	);
	const end = joinGroups(
		right.filter((group) => kept.has(group)),
		{ text: '   ' },
	);
	const blanks = width - segmentCells(start) - segmentCells(end);
	return paintLine(theme, [...start, { text: ' '.repeat(Math.max(1, blanks)) }, ...end], width).trimEnd();
}
