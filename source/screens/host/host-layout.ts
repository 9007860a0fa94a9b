import { cellWidth } from '../../components/cells.ts';
import { paintLine, type Segment } from '../../components/segments.ts';
import { type Filter, matches } from '../../domain/list-filter.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { Theme } from '../../theme.ts';
import type { HostLine, HostSection } from './host-lines.ts';

/** What stands at one place of a column. */
type Block = { readonly line: HostLine | null; readonly segments: readonly Segment[] };

export type HostLayout = {
	/** Rows of the whole page, the top part first; the columns stand side by side below it. */
	readonly top: readonly Block[];
	readonly columns: ReadonlyArray<readonly Block[]>;
	readonly columnWidth: number;
	readonly width: number;
	/** Lines that can be selected, in reading order, with the row of the page that each stands in. */
	readonly lines: readonly HostLine[];
	readonly rowOf: ReadonlyMap<string, number>;
	readonly rowCount: number;
};

export const twoColumnWidth = 118;
const gap = 3;
/** Wider ones would tear labels and figures apart. */
const widestColumn = 96;
/** Blank cell at the left edge, where the cursor stands. */
const margin = 2;

/** Sections that have a line which matches; a section whose title matches is kept whole. */
export function filterSections(sections: readonly HostSection[], filter: Filter): readonly HostSection[] {
	if (filter.terms.length === 0) return sections;
	return sections.flatMap((section) => {
		const lines = section.lines.filter((line) => matches(filter, `${section.title} ${line.plain}`));
		return lines.length === 0 ? [] : { ...section, lines };
	});
}

/** Places the sections in one column, or in two where the terminal is wide enough. */
export function layoutHost(sections: readonly HostSection[], width: number): HostLayout {
	const isWide = width >= twoColumnWidth;
	const top = sections.filter(({ place }) => place === 'top');
	const rest = sections.filter(({ place }) => place !== 'top');
	const sides = isWide
		? [rest.filter(({ place }) => place === 'left'), rest.filter(({ place }) => place === 'right')]
		: [rest];
	const columnWidth = isWide ? Math.min(widestColumn, Math.floor((width - gap) / 2)) : width;
	const topBlocks = stack(top, width - margin);
	const start = topBlocks.length === 0 ? [] : [...topBlocks, blank];
	const columns = sides.map((side) => stack(side, columnWidth - margin));
	const rowOf = new Map<string, number>();
	for (const [row, { line }] of start.entries()) if (line !== null) rowOf.set(line.key, row);
	for (const column of columns) {
		for (const [row, { line }] of column.entries()) if (line !== null) rowOf.set(line.key, start.length + row);
	}
	return {
		top: start,
		columns,
		columnWidth,
		width,
		lines: [...start, ...columns.flat()].flatMap(({ line }) => line ?? []),
		rowOf,
		rowCount: start.length + Math.max(0, ...columns.map((column) => column.length)),
	};
}

const blank: Block = { line: null, segments: [] };

function stack(sections: readonly HostSection[], width: number): readonly Block[] {
	return sections.flatMap((section, index) => [
		...(index === 0 ? [] : [blank]),
		...(section.title === '' ? [] : [{ line: null, segments: headOf(section, width) }]),
		...section.lines.map((line) => ({ line, segments: line.segments(width) })),
	]);
}

function headOf({ title, note }: HostSection, width: number): readonly Segment[] {
	const safe = sanitise(note);
	const isShown = safe !== '' && cellWidth(title) + 4 < width;
	return [{ text: title, style: 'title' }, ...(isShown ? [{ text: `  ${safe}`, style: 'dim' } as const] : [])];
}

/** The painted rows from `offset` on; the selected line carries the cursor. */
export function paintHost(
	layout: HostLayout,
	theme: Theme,
	offset: number,
	height: number,
	selectedKey: string | null,
): readonly string[] {
	const rows: string[] = [];
	for (let row = offset; row < Math.min(layout.rowCount, offset + height); row += 1) {
		const ofTop = layout.top[row];
		rows.push(
			ofTop === undefined
				? layout.columns
						.map((column) =>
							paintBlock(column[row - layout.top.length] ?? blank, layout.columnWidth, theme, selectedKey),
						)
						.join(' '.repeat(gap))
				: paintBlock(ofTop, layout.width, theme, selectedKey),
		);
	}
	return rows;
}

function paintBlock({ line, segments }: Block, width: number, theme: Theme, selectedKey: string | null): string {
	if (line === null || line.key !== selectedKey)
		return ' '.repeat(Math.min(margin, width)) + paintLine(theme, segments, width - margin);
	const plain: Theme = { ...theme, paint: (_, text) => text };
	return theme.paint('selected', `${theme.symbols.cursor} ${paintLine(plain, segments, width - margin)}`);
}
