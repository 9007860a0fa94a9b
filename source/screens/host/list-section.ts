import { type HostInk, type HostLine, type HostSection, unknownText } from './host-lines.ts';

export type ListSectionSpec<Row> = {
	readonly id: string;
	readonly title: string;
	readonly place: HostSection['place'];
	/** Whose reason stands where there is nothing. */
	readonly field: string;
	readonly rows: readonly Row[] | null;
	readonly line: (row: Row, index: number) => HostLine;
	/** Beside the title instead of the count. */
	readonly note?: string;
};

/** A list with its count beside the title; there too stands `none`, or why it could not be read. */
export function listSection<Row>(ink: HostInk, spec: ListSectionSpec<Row>): HostSection {
	const { id, title, place, rows, field } = spec;
	if (rows === null) return { id, title, place, note: unknownText(ink, field), lines: [] };
	const gap = ink.reasonOf(field);
	const isPartial = gap !== null && gap.code !== 'pending';
	const count = rows.length === 0 ? 'none' : (spec.note ?? (rows.length > 5 ? `${rows.length}` : ''));
	const note = [count, isPartial ? `not all: ${gap.message}` : ''].filter(Boolean).join('; ');
	return { id, title, place, note, lines: rows.map(spec.line) };
}
