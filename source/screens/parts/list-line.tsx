import { Box, type DOMElement } from 'ink';
import { useRef } from 'react';
import { Caret } from '../../components/caret.tsx';
import { cellWidth, fitCells } from '../../components/cells.ts';
import { bothEnds, joined, type Painted, painted } from '../../components/stat-line.ts';
import { Line } from '../../components/table.tsx';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { ListFilter } from '../../hooks/use-list-filter.ts';
import { usePlace } from '../../hooks/use-place.ts';
import type { StyleName, Theme } from '../../theme.ts';

export type ListLineProps = {
	readonly width: number;
	readonly filter: ListFilter;
	/** What else narrows or orders the list: `tree`, `user www-data`. */
	readonly modes: readonly string[];
	/** `12 of 220`. */
	readonly position: string;
};

/** The line above a list: the filter while it is typed and while it holds, what else narrows the list, and the place in it. */
export function ListLine({ width, filter, modes, position }: ListLineProps) {
	const { theme } = useConsole();
	const box = useRef<DOMElement>(null);
	const place = usePlace(box, filter.isEditing);
	const room = width - position.length - 3;
	const left = leftText(filter, modes, theme, room);
	const right = { text: theme.paint('dim', position), cells: cellWidth(position) };
	const typedCells = 1 + Math.min(cellWidth(sanitise(`/${filter.text}`)), room - 3);
	return (
		<Box ref={box} width={width} height={1} flexShrink={0}>
			<Line text={bothEnds(left, right, width - 1)} />
			{place === null ? null : <Caret column={place.column + typedCells} row={place.row} />}
		</Box>
	);
}

function leftText(filter: ListFilter, modes: readonly string[], theme: Theme, room: number): Painted {
	const parts: Painted[] = [];
	const add = (text: string, style: StyleName) => {
		const left = room - joined(parts, 2).cells - 3;
		if (left > 0) parts.push(painted(theme, cellWidth(text) > left ? fitCells(text, left) : text, style));
	};
	if (filter.isEditing || filter.text !== '') {
		add(sanitise(`/${filter.text}`), 'accent');
		const typed = parts.pop();
		const cursor = filter.isEditing ? { text: theme.paint('caret', ' '), cells: 1 } : { text: '', cells: 0 };
		if (typed !== undefined) parts.push(joined([typed, cursor], 0));
		if (filter.error !== null) add(sanitise(filter.error), 'warn');
	}
	for (const mode of modes) add(sanitise(mode), 'dim');
	return joined([{ text: '', cells: 0 }, joined(parts, 2)], 1);
}
