import { cellWidth, fitCells } from '../../components/cells.ts';
import type { Segment } from '../../components/segments.ts';
import type { Problem } from '../../domain/problem.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { StyleName, Theme } from '../../theme.ts';

/** A line of the Host tab: what it says at a width, and as plain text for the filter and the clipboard. */
export type HostLine = {
	/** Identity for selection; unique on the screen. */
	readonly key: string;
	readonly plain: string;
	/** Texts are sanitised. */
	readonly segments: (width: number) => readonly Segment[];
	/** The process that it is about. */
	readonly pid: number | null;
};

export type HostSection = {
	readonly id: string;
	readonly title: string;
	/** Dim, beside the title: a count, `none`, or why there is nothing. */
	readonly note: string;
	/** Above the columns, or in which of them where there are two. */
	readonly place: 'top' | 'left' | 'right';
	readonly lines: readonly HostLine[];
};

/** What sections are made with. */
export type HostInk = {
	readonly theme: Theme;
	/** Every gap of the reading. */
	readonly problems: readonly Problem[];
	/** Why a field could not be read. */
	readonly reasonOf: (field: string) => Problem | null;
};

const wideLabel = 13;
const narrowLabel = 10;
const narrowWidth = 50;

export function reasonsOf(problems: readonly Problem[]): HostInk['reasonOf'] {
	const byField = new Map<string, Problem>();
	for (const problem of problems) if (!byField.has(problem.field)) byField.set(problem.field, problem);
	return (field) => byField.get(field) ?? byField.get(field.split('.')[0] ?? '') ?? null;
}

/** What stands for a value that is not there: `…` while it is read, else `–` and the reason. */
export function unknownText({ theme, reasonOf }: HostInk, field: string): string {
	const problem = reasonOf(field);
	if (problem?.code === 'pending') return theme.symbols.ellipsis;
	return problem === null ? theme.symbols.unknown : `${theme.symbols.unknown}  ${sanitise(problem.message)}`;
}

/** A dim label and its value. */
export function pairLine(
	ink: HostInk,
	label: string,
	value: string | null,
	field: string,
	style: StyleName = 'plain',
): HostLine {
	const text = value === null ? unknownText(ink, field) : sanitise(value);
	return {
		key: `${field}:${label}`,
		plain: `${label}  ${text}`,
		segments: (width) => [
			{ text: fitCells(label, width < narrowWidth ? narrowLabel : wideLabel, 'left', ''), style: 'dim' },
			{ text, style: value === null ? 'dim' : style },
		],
		pid: null,
	};
}

/** A cell of a row. Where the line is narrow, what weighs least goes first; the one that grows takes what is left. */
export type Cell = {
	readonly text: string;
	readonly width: number;
	readonly align?: 'left' | 'right';
	readonly style?: StyleName;
	readonly weight: number;
	readonly grows?: boolean;
};

/** Cells side by side, in the same places in every line of a section. */
export function rowLine(key: string, cells: readonly Cell[], theme: Theme, pid: number | null = null): HostLine {
	const safe = cells.map((cell) => ({ ...cell, text: sanitise(cell.text) }));
	return {
		key,
		plain: safe.flatMap(({ text }) => (text.trim() === '' ? [] : text.trim())).join('  '),
		segments: (width) => layoutCells(safe, width, theme.symbols.ellipsis),
		pid,
	};
}

function layoutCells(cells: readonly Cell[], width: number, ellipsis: string): readonly Segment[] {
	let kept = cells;
	const needed = () => kept.reduce((sum, cell) => sum + cell.width + 1, -1);
	while (kept.length > 1 && needed() > width) {
		const lightest = kept.reduce((least, cell) => (cell.weight <= least.weight ? cell : least));
		kept = kept.filter((cell) => cell !== lightest);
	}
	const spare = Math.max(0, width - needed());
	return kept.flatMap(({ text, width: own, align = 'left', style = 'plain', grows }, index): Segment[] => {
		const room = own + (grows ? spare : 0);
		return [...(index === 0 ? [] : [{ text: ' ' }]), { text: fitCells(text, room, align, ellipsis), style }];
	});
}

/** A sentence with a sign before it; the sign says what the colour says. */
export function signLine(
	key: string,
	sign: string,
	text: string,
	style: StyleName,
	pid: number | null = null,
): HostLine {
	const safe = sanitise(text);
	return {
		key,
		plain: `${sign} ${safe}`,
		segments: () => [
			{ text: `${sign} `, style },
			{ text: safe, style: style === 'bad' ? 'bad' : 'plain' },
		],
		pid,
	};
}

export function textLine(key: string, text: string, style: StyleName = 'plain'): HostLine {
	const safe = sanitise(text);
	return { key, plain: safe, segments: () => [{ text: safe, style }], pid: null };
}

/** The widest of some texts, within bounds: columns keep their place from line to line. */
export function widest(texts: readonly string[], least: number, most: number): number {
	return Math.min(
		most,
		texts.reduce((width, text) => Math.max(width, cellWidth(sanitise(text))), least),
	);
}

/** `48 °C`, and without the sign where it may not be drawn. */
export function degrees(celsius: number, theme: Theme): string {
	return `${celsius.toFixed(0)} ${theme.options.isAscii ? 'C' : '°C'}`;
}
