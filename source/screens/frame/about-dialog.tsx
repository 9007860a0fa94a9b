import { Box, Text } from 'ink';
import { Table } from 'ink-table';
import type { ReactNode } from 'react';
import { cellWidth, fitCells } from '../../components/cells.ts';
import type { KeyTable } from '../../domain/keys.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { DialogArea } from './dialog-parts.tsx';

/** A line of the about box. */
export type Fact = { readonly name: string; readonly value: string };

export type AboutDialogProps = {
	readonly area: DialogArea;
	readonly facts: readonly Fact[];
	readonly onClose: () => void;
};

const aboutKeys: KeyTable<'about.close'> = {
	scope: 'about',
	title: 'About',
	bindings: [
		{ id: 'about.close', keys: ['Esc', 'q', 'Enter', 'Backspace'], hint: 'close', description: 'Close', weight: 90 },
	],
};

const padding = 1;
/** Borders and padding of two columns. */
const frameCells = 3 + 4 * padding;

/** What runs here and how it sees the terminal: what one puts into a report of a bug. */
export function AboutDialog({ area, facts, onClose }: AboutDialogProps) {
	const { theme } = useConsole();
	useKeys('dialog', aboutKeys, { 'about.close': onClose });
	const nameCells = Math.max(...facts.map(({ name }) => cellWidth(name)));
	const room = Math.max(4, area.columns - frameCells - nameCells);
	const valueCells = Math.min(room, Math.max(...facts.map(({ value }) => cellWidth(sanitise(value)))));
	const width = nameCells + valueCells + frameCells;
	const data = facts.map(({ name, value }) => ({
		opsdash: name,
		[valueHead]: fitCells(sanitise(value), valueCells, 'left', theme.symbols.ellipsis),
	}));
	const height = facts.length * 2 + 3;
	return (
		<Box
			position="absolute"
			left={Math.max(0, Math.floor((area.columns - width) / 2))}
			top={Math.max(0, Math.floor((area.rows - height) / 2.5))}
			width={width}
			flexDirection="column"
		>
			<Table data={data} padding={padding} header={Head} cell={Cell} skeleton={Lines} />
		</Box>
	);
}

/** The second column needs no head of its own. */
const valueHead = ' ';

type PartProps = { readonly children?: ReactNode };

function Head({ children }: PartProps) {
	const { theme } = useConsole();
	return <Text>{theme.paint('strong', textOf(children))}</Text>;
}

function Cell({ children }: PartProps) {
	return <Text>{textOf(children)}</Text>;
}

/** ink-table draws with box characters only; terminals without them get signs of the theme. */
function Lines({ children }: PartProps) {
	const { theme } = useConsole();
	const text = textOf(children);
	const drawn = theme.options.isAscii
		? text
				.replace(/[─]/g, '-')
				.replace(/│/g, '|')
				.replace(/[┌┐└┘├┤┬┴┼]/g, '+')
		: text;
	return <Text>{theme.paint('border', drawn)}</Text>;
}

function textOf(children: ReactNode): string {
	return Array.isArray(children) ? children.join('') : String(children ?? '');
}
