import stringWidth from 'string-width';
import { sanitise } from '../../domain/sanitise.ts';
import { type Output, paintDim } from '../output.ts';

/** A column of a printed table. */
export type PrintColumn<Row> = {
	readonly title: string;
	readonly align?: 'left' | 'right';
	/** Cut first when the terminal is narrow, down to this many cells. */
	readonly shrinksTo?: number;
	readonly text: (row: Row) => string | null;
};

const gap = '  ';

function cut(text: string, width: number): string {
	if (stringWidth(text) <= width) return text;
	let taken = '';
	let used = 0;
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		used += stringWidth(segment);
		if (used > width - 1) break;
		taken += segment;
	}
	return `${taken}…`;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
	const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
	return align === 'right' ? blanks + text : text + blanks;
}

/** Cells per column: as wide as its widest text, less what the terminal lacks, taken from those that may shrink. */
function fitWidths<Row>(
	columns: ReadonlyArray<PrintColumn<Row>>,
	natural: readonly number[],
	total: number | null,
): number[] {
	const widths = [...natural];
	if (total === null) return widths;
	let lacking = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1)) - total;
	for (const index of [...widths.keys()].toReversed()) {
		const least = columns[index]?.shrinksTo;
		if (least === undefined || lacking <= 0) continue;
		const given = Math.min(lacking, Math.max(0, (widths[index] ?? 0) - least));
		widths[index] = (widths[index] ?? 0) - given;
		lacking -= given;
	}
	return widths;
}

/**
 * Aligned columns: cut to the terminal's width on a terminal, whole when piped. Unknown is `–`. Texts of the host are made safe
 * here.
 */
export function formatTable<Row>(
	columns: ReadonlyArray<PrintColumn<Row>>,
	rows: readonly Row[],
	output: Output,
): string {
	const cells = rows.map((row) => columns.map((column) => sanitise(column.text(row) ?? '–')));
	const natural = columns.map(({ title }, index) =>
		cells.reduce((widest, row) => Math.max(widest, stringWidth(row[index] ?? '')), stringWidth(title)),
	);
	const widths = fitWidths(columns, natural, output.columns);
	const line = (texts: readonly string[]) =>
		texts
			.map((text, index) => pad(cut(text, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align ?? 'left'))
			.join(gap)
			.trimEnd();
	const head = paintDim(line(columns.map(({ title }) => title)), output);
	return [head, ...cells.map(line), ''].join('\n');
}

/** Label and value in two columns. */
export function formatPairs(
	pairs: ReadonlyArray<readonly [label: string, value: string | null]>,
	output: Output,
): string {
	const width = pairs.reduce((widest, [label]) => Math.max(widest, label.length), 0);
	return pairs
		.map(([label, value]) => `${paintDim(label.padEnd(width), output)}  ${sanitise(value ?? '–')}`.trimEnd())
		.concat('')
		.join('\n');
}
