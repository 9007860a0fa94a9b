import { useState } from 'react';
import { cellWidth, fitCells } from '../../components/cells.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import type { Segment } from '../../components/segments.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { editLine, lineOf } from '../../domain/line-editor.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { type Choice, useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { bodyRows, boxWidth, type DialogArea, DialogBoxView } from './dialog-parts.tsx';

export type ChooseDialogProps = {
	readonly area: DialogArea;
	readonly title: string;
	readonly choices: ReadonlyArray<Choice<string>>;
	readonly initial: string | null;
	readonly onAnswer: (id: string | null) => void;
};

export type PickKeyId =
	| 'pick.leave'
	| 'pick.take'
	| `pick.${'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'}`;

export const pickKeys: KeyTable<PickKeyId> = {
	scope: 'pick',
	title: 'Choice',
	bindings: [
		{ id: 'pick.take', keys: ['Enter'], hint: 'take', description: 'Take what is marked', weight: 90 },
		{ id: 'pick.leave', keys: ['Esc'], hint: 'leave', description: 'Take nothing', weight: 80 },
		{ id: 'pick.up', keys: ['Up', 'Ctrl+P'], hint: 'up', description: 'One up', weight: 0 },
		{ id: 'pick.down', keys: ['Down', 'Ctrl+N'], hint: 'down', description: 'One down', weight: 0 },
		{ id: 'pick.page-up', keys: ['PageUp'], hint: 'page up', description: 'One page up', weight: 0 },
		{ id: 'pick.page-down', keys: ['PageDown'], hint: 'page down', description: 'One page down', weight: 0 },
		{ id: 'pick.first', keys: ['Home'], hint: 'first', description: 'First', weight: 0 },
		{ id: 'pick.last', keys: ['End'], hint: 'last', description: 'Last', weight: 0 },
	],
};

/** Handlers that move a mark through `count` places; `change` gets functions, because keys may come faster than frames. */
export function pickHandlers(count: number, page: number, change: (move: (index: number) => number) => void) {
	const by = (places: number) => () => change((index) => Math.max(0, Math.min(count - 1, index + places)));
	const around = (places: number) => () => change((index) => (count === 0 ? 0 : (index + places + count) % count));
	return {
		'pick.up': around(-1),
		'pick.down': around(1),
		'pick.page-up': by(-page),
		'pick.page-down': by(page),
		'pick.first': by(-count),
		'pick.last': by(count),
	};
}

/** The first line of a page of `page` lines that shows line `index`. */
export function pageStart(index: number, count: number, page: number): number {
	return Math.max(0, Math.min(index - Math.floor(page / 2), count - page));
}

function matches(choice: Choice<string>, text: string): boolean {
	return `${choice.label} ${choice.detail ?? ''} ${choice.id}`.toLowerCase().includes(text.toLowerCase());
}

/** Those whose label starts with the text come first. */
function filterChoices(choices: ReadonlyArray<Choice<string>>, text: string): ReadonlyArray<Choice<string>> {
	if (text === '') return choices;
	const found = choices.filter((choice) => matches(choice, text));
	const starts = (choice: Choice<string>) => Number(!choice.label.toLowerCase().startsWith(text.toLowerCase()));
	return found.toSorted((a, b) => starts(a) - starts(b));
}

export function ChooseDialog({ area, title, choices, initial, onAnswer }: ChooseDialogProps) {
	const { theme } = useConsole();
	const [line, setLine] = useState(lineOf(''));
	const [index, setIndex] = useState(() =>
		Math.max(
			0,
			choices.findIndex((choice) => choice.id === initial),
		),
	);
	const found = filterChoices(choices, line.text);
	const page = Math.max(1, Math.min(bodyRows(area) - 1, choices.length));
	const take = (press: KeyPress) => {
		if (!press.isBurst) onAnswer(found[index]?.id ?? null);
	};
	const type = (press: KeyPress) => {
		setLine((before) => editLine(before, press) ?? before);
		setIndex(0);
	};
	useKeys(
		'dialog',
		pickKeys,
		{ ...pickHandlers(found.length, page, setIndex), 'pick.take': take, 'pick.leave': () => onAnswer(null) },
		type,
	);
	const labelCells = Math.min(32, Math.max(0, ...choices.map((choice) => cellWidth(sanitise(choice.label)))));
	const detailCells = Math.max(0, ...choices.map((choice) => cellWidth(sanitise(choice.detail ?? ''))));
	const width = boxWidth(
		area,
		Math.max(36, cellWidth(title) + 6, labelCells + (detailCells > 0 ? detailCells + 2 : 0) + 6),
	);
	const inside = bodyWidth(width);
	const start = pageStart(index, found.length, page);
	const rows = found.slice(start, start + page).map((choice, place): readonly Segment[] => {
		const isMarked = start + place === index;
		const label = fitCells(sanitise(choice.label), labelCells, 'left', theme.symbols.ellipsis);
		const detail = choice.detail === undefined ? '' : `  ${sanitise(choice.detail)}`;
		if (isMarked)
			return [
				{
					text: fitCells(`${theme.symbols.cursor} ${label}${detail}`, inside, 'left', theme.symbols.ellipsis),
					style: 'selected',
				},
			];
		return [{ text: `  ${label}` }, { text: detail, style: 'dim' }];
	});
	const empty: readonly Segment[] = [{ text: '  Nothing fits; Backspace widens the search.', style: 'dim' }];
	const filled = rows.length === 0 ? [empty] : rows;
	const blanks = Array.from({ length: Math.max(0, page - filled.length) }, (): readonly Segment[] => []);
	return (
		<DialogBoxView
			area={area}
			title={sanitise(title)}
			width={width}
			corner={found.length === 0 ? '0 of 0' : `${index + 1} of ${found.length}`}
			body={[filterRow(line.text), ...filled, ...blanks]}
		/>
	);
}

function filterRow(text: string): readonly Segment[] {
	if (text === '')
		return [
			{ text: '', style: 'caret' },
			{ text: 'Type to search', style: 'dim' },
		];
	return [
		{ text: sanitise(text), style: 'accent' },
		{ text: ' ', style: 'caret' },
	];
}
