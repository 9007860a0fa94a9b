import { useState } from 'react';
import { bodyWidth } from '../../components/dialog-box.ts';
import { helpRows } from '../../components/help-lines.ts';
import type { KeyTable } from '../../domain/keys.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { KeysOf } from '../../hooks/key-router.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { bodyRows, boxWidth, type DialogArea, DialogBoxView } from './dialog-parts.tsx';

export type HelpDialogProps = {
	readonly area: DialogArea;
	/** What applied when the help was opened, the nearest first. */
	readonly tables: readonly KeyTable[];
	readonly keysOf: KeysOf;
	readonly version: string;
	readonly onClose: () => void;
};

const helpKeys: KeyTable<`help.${'close' | 'up' | 'down' | 'page-up' | 'page-down'}`> = {
	scope: 'help',
	title: 'Help',
	bindings: [
		{
			id: 'help.close',
			keys: ['Esc', '?', 'q', 'Enter', 'Backspace', 'F1'],
			hint: 'close',
			description: 'Close',
			weight: 90,
		},
		{ id: 'help.down', keys: ['Down', 'j'], hint: 'more', description: 'One line down', weight: 50 },
		{ id: 'help.up', keys: ['Up', 'k'], hint: 'back', description: 'One line up', weight: 40 },
		{ id: 'help.page-up', keys: ['PageUp', 'Home', 'g'], hint: 'page up', description: 'One page up', weight: 0 },
		{
			id: 'help.page-down',
			keys: ['PageDown', 'Space', 'End', 'G'],
			hint: 'page down',
			description: 'One page down',
			weight: 0,
		},
	],
};

export function HelpDialog({ area, tables, keysOf, version, onClose }: HelpDialogProps) {
	const { theme } = useConsole();
	const [wanted, setWanted] = useState(0);
	const width = boxWidth(area, 110);
	const rows = helpRows(tables, keysOf, theme, bodyWidth(width));
	const page = Math.min(rows.length, bodyRows(area));
	const last = rows.length - page;
	const offset = Math.min(wanted, last);
	const by = (count: number) => () => setWanted((from) => Math.max(0, Math.min(last, Math.min(from, last) + count)));
	useKeys('dialog', helpKeys, {
		'help.close': onClose,
		'help.up': by(-1),
		'help.down': by(1),
		'help.page-up': by(-page),
		'help.page-down': by(page),
	});
	return (
		<DialogBoxView
			area={area}
			title="Keys"
			width={width}
			corner={last === 0 ? `opsdash ${version}` : `${offset + 1} to ${offset + page} of ${rows.length}`}
			body={rows.slice(offset, offset + page)}
		/>
	);
}
