import { useMemo, useState } from 'react';
import { cellWidth } from '../../components/cells.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import type { Segment } from '../../components/segments.ts';
import { findLines, layOutText, markFound, type PageLine } from '../../components/text-pages.ts';
import type { KeyTable } from '../../domain/keys.ts';
import { type EditedLine, editLine, lineOf } from '../../domain/line-editor.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { type DialogArea, DialogBoxView } from './dialog-parts.tsx';

export type TextDialogProps = {
	readonly area: DialogArea;
	readonly title: string;
	readonly lines: readonly string[];
	readonly startAtEnd: boolean;
	readonly onClose: () => void;
};

type TextKeyId = `text.${
	| 'close'
	| 'search'
	| 'next'
	| 'previous'
	| 'copy'
	| 'up'
	| 'down'
	| 'page-up'
	| 'page-down'
	| 'half-up'
	| 'half-down'
	| 'first'
	| 'last'}`;

const textKeys: KeyTable<TextKeyId> = {
	scope: 'text',
	title: 'Text',
	bindings: [
		{ id: 'text.close', keys: ['Esc', 'q', 'Enter', 'Backspace'], hint: 'close', description: 'Close', weight: 90 },
		{ id: 'text.search', keys: ['/'], hint: 'search', description: 'Search', weight: 80 },
		{ id: 'text.next', keys: ['n'], hint: 'next', description: 'Next place found', weight: 60 },
		{ id: 'text.previous', keys: ['N'], hint: 'previous', description: 'Previous place found', weight: 50 },
		{ id: 'text.copy', keys: ['y'], hint: 'copy', description: 'Copy the text', weight: 40 },
		{ id: 'text.first', keys: ['g', 'Home'], hint: 'start', description: 'Start', weight: 30 },
		{ id: 'text.last', keys: ['G', 'End'], hint: 'end', description: 'End', weight: 30 },
		{ id: 'text.up', keys: ['Up', 'k'], hint: 'up', description: 'One line up', weight: 0 },
		{ id: 'text.down', keys: ['Down', 'j'], hint: 'down', description: 'One line down', weight: 0 },
		{ id: 'text.page-up', keys: ['PageUp', 'b'], hint: 'page up', description: 'One page up', weight: 0 },
		{ id: 'text.page-down', keys: ['PageDown', 'Space'], hint: 'page down', description: 'One page down', weight: 0 },
		{ id: 'text.half-up', keys: ['Ctrl+U'], hint: 'half up', description: 'Half a page up', weight: 0 },
		{ id: 'text.half-down', keys: ['Ctrl+D'], hint: 'half down', description: 'Half a page down', weight: 0 },
	],
};

const searchKeys: KeyTable<'search.take' | 'search.leave'> = {
	scope: 'search',
	title: 'Search',
	bindings: [
		{ id: 'search.take', keys: ['Enter'], hint: 'search', description: 'Search', weight: 90 },
		{ id: 'search.leave', keys: ['Esc'], hint: 'leave', description: 'Leave the search', weight: 80 },
	],
};

/** A text to read: it scrolls, wraps and can be searched. */
export function TextDialog({ area, title, lines, startAtEnd, onClose }: TextDialogProps) {
	const { terminal, toast } = useConsole();
	const clean = useMemo(() => lines.map(sanitise), [lines]);
	// All of the screen but the line of hints, for a text that needs it: it is to be read.
	const rows = Math.max(1, area.rows - (area.rows < 6 ? 2 : 3));
	const width = useMemo(() => widthOf(clean, area.columns, rows), [clean, area.columns, rows]);
	const inside = bodyWidth(width);
	const laidOut = useMemo(() => layOutText(clean, inside), [clean, inside]);
	const page = Math.min(rows, Math.max(1, laidOut.length));
	const last = Math.max(0, laidOut.length - page);
	const [wantedOffset, setOffset] = useState(startAtEnd ? Number.MAX_SAFE_INTEGER : 0);
	const offset = Math.min(wantedOffset, last);
	const [search, setSearch] = useState('');
	const [field, setField] = useState<EditedLine | null>(null);
	const found = useMemo(() => findLines(laidOut, search), [laidOut, search]);
	const by = (count: number) => () => setOffset((from) => Math.max(0, Math.min(last, Math.min(from, last) + count)));
	const jump = (direction: 1 | -1, hits: readonly number[], from: number) => {
		const target =
			direction === 1
				? (hits.find((line) => line > from) ?? hits[0])
				: (hits.findLast((line) => line < from) ?? hits.at(-1));
		if (target !== undefined) setOffset(target);
	};
	useKeys('dialog', textKeys, {
		'text.close': onClose,
		'text.search': () => setField(lineOf('')),
		...(found.length === 0
			? {}
			: { 'text.next': () => jump(1, found, offset), 'text.previous': () => jump(-1, found, offset) }),
		'text.copy': () => {
			const answer = terminal.copy(clean.join('\n'));
			toast(
				answer === 'sent' ? 'info' : 'warn',
				answer === 'sent' ? 'Sent to the terminal for its clipboard.' : 'The text is too long for the clipboard.',
			);
		},
		'text.up': by(-1),
		'text.down': by(1),
		'text.page-up': by(1 - page),
		'text.page-down': by(page - 1),
		'text.half-up': by(-Math.ceil(page / 2)),
		'text.half-down': by(Math.ceil(page / 2)),
		'text.first': by(-laidOut.length),
		'text.last': by(laidOut.length),
	});
	const startSearch = (text: string) => {
		setField(null);
		setSearch(text);
		jump(1, findLines(laidOut, text), offset - 1);
	};
	return (
		<>
			{field === null ? null : <SearchField field={field} onChange={setField} onTake={startSearch} />}
			<DialogBoxView
				area={area}
				title={sanitise(title)}
				width={width}
				corner={cornerText(offset, page, laidOut.length, field, search, found.length)}
				isCornerTyped={field !== null}
				body={pageRows(laidOut, offset, page, search)}
			/>
		</>
	);
}

/** As wide as a short text needs, with room for its title and for a search; all of the screen for one that fills it anyway. */
function widthOf(lines: readonly string[], columns: number, rows: number): number {
	if (lines.length >= rows) return columns;
	const longest = Math.max(leastWidth, ...lines.map(cellWidth));
	return Math.min(columns, longest + (columns - bodyWidth(columns)));
}

const leastWidth = 72;

function cornerText(
	offset: number,
	page: number,
	count: number,
	field: EditedLine | null,
	search: string,
	hits: number,
): string {
	if (field !== null) return `/${sanitise(field.text)}_`;
	const place = count <= page ? `${count} lines` : `${offset + 1} to ${Math.min(count, offset + page)} of ${count}`;
	if (search === '') return place;
	return `${hits === 0 ? 'nothing has' : `${hits} with`} ${sanitise(search)}   ${place}`;
}

/** As many rows as a page has, so that the box keeps its size. */
function pageRows(lines: readonly PageLine[], offset: number, page: number, search: string) {
	const shown = lines.slice(offset, offset + page).map((line): readonly Segment[] => markFound(line.text, search));
	const rows = lines.length === 0 ? [[{ text: 'There is nothing in it.', style: 'dim' as const }]] : shown;
	return [...rows, ...Array.from({ length: Math.max(0, page - rows.length) }, (): readonly Segment[] => [])];
}

type SearchFieldProps = {
	readonly field: EditedLine;
	readonly onChange: (change: (field: EditedLine | null) => EditedLine | null) => void;
	readonly onTake: (text: string) => void;
};

/** Stands only while the search is typed. */
function SearchField({ field, onChange, onTake }: SearchFieldProps) {
	useKeys(
		'dialog',
		searchKeys,
		{ 'search.take': () => onTake(field.text), 'search.leave': () => onChange(() => null) },
		(press) => onChange((before) => (before === null ? null : (editLine(before, press) ?? before))),
	);
	return null;
}
