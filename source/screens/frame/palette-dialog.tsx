import { useMemo, useState } from 'react';
import { fitCells } from '../../components/cells.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import { fieldSegments } from '../../components/field.ts';
import type { Segment } from '../../components/segments.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { completeLine, editLine, lineOf } from '../../domain/line-editor.ts';
import { matchEntries, type PaletteEntry, parseCommand, rememberLine } from '../../domain/palette.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Symbols } from '../../theme.ts';
import { pageStart, pickHandlers } from './choose-dialog.tsx';
import { bodyRows, boxWidth, type DialogArea, DialogBoxView } from './dialog-parts.tsx';

export type PaletteDialogProps = {
	readonly area: DialogArea;
	readonly entries: readonly PaletteEntry[];
	/** Called before a command runs, so that it finds the console as it was. */
	readonly onClose: () => void;
};

type PaletteKeyId =
	| 'palette.run'
	| 'palette.leave'
	| 'palette.complete'
	| 'palette.older'
	| 'palette.newer'
	| `pick.${'up' | 'down' | 'page-up' | 'page-down'}`;

const paletteKeys: KeyTable<PaletteKeyId> = {
	scope: 'palette',
	title: 'Command',
	bindings: [
		{ id: 'palette.run', keys: ['Enter'], hint: 'run', description: 'Run it', weight: 90 },
		{ id: 'palette.leave', keys: ['Esc'], hint: 'leave', description: 'Run nothing', weight: 80 },
		{ id: 'palette.complete', keys: ['Tab'], hint: 'complete', description: 'Complete the name', weight: 70 },
		{ id: 'palette.older', keys: ['Ctrl+P'], hint: 'earlier', description: 'An earlier command', weight: 60 },
		{ id: 'palette.newer', keys: ['Ctrl+N'], hint: 'later', description: 'A later command', weight: 0 },
		{ id: 'pick.up', keys: ['Up'], hint: 'up', description: 'One up', weight: 0 },
		{ id: 'pick.down', keys: ['Down'], hint: 'down', description: 'One down', weight: 0 },
		{ id: 'pick.page-up', keys: ['PageUp'], hint: 'page up', description: 'One page up', weight: 0 },
		{ id: 'pick.page-down', keys: ['PageDown'], hint: 'page down', description: 'One page down', weight: 0 },
	],
};

const historyKey = 'palette.history';
const longestList = 14;

function historyOf(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((line): line is string => typeof line === 'string') : [];
}

function complete(line: string, entries: readonly PaletteEntry[], marked: PaletteEntry | undefined): string {
	const parsed = parseCommand(entries, line);
	if (parsed !== null && /\s/.test(line.trimStart()) && parsed.entry.values !== undefined) {
		return `${parsed.entry.name} ${completeLine(parsed.argument, parsed.entry.values).shared}`;
	}
	if (marked === undefined) return line;
	return marked.argument === null ? marked.name : `${marked.name} `;
}

/** Runs anything by its name. */
export function PaletteDialog({ area, entries, onClose }: PaletteDialogProps) {
	const { theme, actions } = useConsole();
	const [line, setLine] = useState(lineOf(''));
	const [index, setIndex] = useState(0);
	const [past, setPast] = useState(-1);
	const history = useMemo(() => historyOf(actions.recall(historyKey)), [actions]);
	const found = matchEntries(entries, line.text);
	const marked = found[Math.min(index, found.length - 1)];
	const write = (text: string) => {
		setLine(lineOf(text));
		setIndex(0);
	};
	const run = (press: KeyPress) => {
		if (press.isBurst) return;
		const parsed = parseCommand(entries, line.text);
		const entry = parsed !== null && (parsed.argument !== '' || index === 0) ? parsed.entry : marked;
		const argument = parsed?.argument ?? '';
		if (entry === undefined) return;
		if (entry.argument !== null && argument === '') return write(`${entry.name} `);
		actions.remember(historyKey, rememberLine(history, argument === '' ? entry.name : `${entry.name} ${argument}`));
		onClose();
		entry.run(argument);
	};
	const recall = (step: number) => {
		const next = Math.max(-1, Math.min(history.length - 1, past + step));
		setPast(next);
		write(history[next] ?? '');
	};
	const width = boxWidth(area, 76);
	const page = Math.max(1, Math.min(longestList, bodyRows(area) - 2));
	useKeys(
		'dialog',
		paletteKeys,
		{
			...pickHandlers(found.length, page, setIndex),
			'palette.run': run,
			'palette.leave': onClose,
			'palette.complete': () => write(complete(line.text, entries, marked)),
			...(history.length === 0 ? {} : { 'palette.older': () => recall(1), 'palette.newer': () => recall(-1) }),
		},
		(press) => {
			setLine((before) => editLine(before, press) ?? before);
			setIndex(0);
		},
	);
	const inside = bodyWidth(width);
	const start = pageStart(index, found.length, page);
	const rows = found
		.slice(start, start + page)
		.map((entry) => entryRow(entry, entry === marked, inside, theme.symbols));
	const filled = rows.length === 0 ? [[{ text: '  There is no such command.', style: 'dim' as const }]] : rows;
	const blanks = Array.from({ length: Math.max(0, page - filled.length) }, (): readonly Segment[] => []);
	return (
		<DialogBoxView
			area={area}
			title="Command"
			width={width}
			corner={`${found.length} of ${entries.length}`}
			body={[[{ text: ': ', style: 'key' }, ...fieldSegments(line, inside - 2)], ...filled, ...blanks]}
		/>
	);
}

const widestName = 18;
const keysCells = 9;
/** A shorter description says nothing. */
const leastDescription = 14;

function entryRow(
	entry: PaletteEntry,
	isMarked: boolean,
	width: number,
	{ cursor, ellipsis }: Symbols,
): readonly Segment[] {
	const keys = fitCells(entry.keys, keysCells, 'right', '');
	const inside = Math.max(0, width - 2 - keysCells);
	const nameCells = inside - widestName - 1 < leastDescription ? inside : widestName;
	const name = fitCells(
		entry.argument === null ? entry.name : `${entry.name} ${entry.argument}`,
		nameCells,
		'left',
		ellipsis,
	);
	const description =
		nameCells === inside ? '' : ` ${fitCells(entry.description, inside - nameCells - 1, 'left', ellipsis)}`;
	if (isMarked) return [{ text: `${cursor} ${name}${description}${keys}`, style: 'selected' }];
	return [{ text: `  ${name}` }, { text: description, style: 'dim' }, { text: keys, style: 'key' }];
}
