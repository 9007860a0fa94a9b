import { cellWidth, fitCells } from '../../components/cells.ts';
import { bothEnds } from '../../components/stat-line.ts';
import { Line } from '../../components/table.tsx';
import type { KeyTable } from '../../domain/keys.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { ListFilter } from '../../hooks/use-list-filter.ts';
import type { Theme } from '../../theme.ts';

export const filterKeys: KeyTable<'filter.keep' | 'filter.clear'> = {
	scope: 'filter',
	title: 'Filter line',
	bindings: [
		{ id: 'filter.keep', keys: ['Enter', 'Down'], hint: 'keep', description: 'Keep the filter', weight: 90 },
		{ id: 'filter.clear', keys: ['Esc'], hint: 'clear', description: 'Clear the filter', weight: 80 },
	],
};

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
	const left = leftText(filter, modes, theme, width - position.length - 3);
	const right = { text: theme.paint('dim', position), cells: cellWidth(position) };
	return (
		<>
			{filter.isEditing ? <FilterKeys filter={filter} /> : null}
			<Line text={bothEnds(left, right, width - 1)} />
		</>
	);
}

/** Stands only while the line is typed: a field holds all keys. */
function FilterKeys({ filter }: { readonly filter: ListFilter }) {
	useKeys(
		'field',
		filterKeys,
		{
			'filter.keep': () => filter.dispatch({ type: 'leave' }),
			'filter.clear': () => filter.dispatch({ type: 'set', text: '' }),
		},
		(press) => filter.dispatch({ type: 'press', press }),
	);
	return null;
}

type Part = { readonly text: string; readonly cells: number };

function leftText(filter: ListFilter, modes: readonly string[], theme: Theme, room: number): Part {
	const parts: Part[] = [];
	const add = (text: string, paint: (text: string) => string) => {
		const used = parts.reduce((sum, part) => sum + part.cells + 2, 1);
		const fitted = cellWidth(text) > room - used ? fitCells(text, Math.max(0, room - used)) : text;
		if (fitted !== '') parts.push({ text: paint(fitted), cells: cellWidth(fitted) });
	};
	if (filter.isEditing || filter.text !== '') {
		const text = `/${sanitise(filter.text)}`;
		add(text, (fitted) => theme.paint('accent', fitted) + (filter.isEditing ? theme.paint('selected', ' ') : ''));
		if (filter.error !== null) add(sanitise(filter.error), (fitted) => theme.paint('warn', fitted));
	}
	for (const mode of modes) add(sanitise(mode), (fitted) => theme.paint('dim', fitted));
	const isCursorShown = filter.isEditing ? 1 : 0;
	return {
		text: ` ${parts.map((part) => part.text).join('  ')}`,
		cells: parts.reduce((sum, part) => sum + part.cells, 1 + 2 * Math.max(0, parts.length - 1)) + isCursorShown,
	};
}
