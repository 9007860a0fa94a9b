import { useState } from 'react';
import { wrapCells } from '../../components/cells.ts';
import { confirmRows } from '../../components/confirm-lines.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import { fieldSegments } from '../../components/field.ts';
import type { Segment } from '../../components/segments.ts';
import { mayBeRoot } from '../../domain/access.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { editLine, lineOf } from '../../domain/line-editor.ts';
import type { Friction, OperationPlan } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { type ActAnswer, useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { bodyRows, boxWidth, type DialogArea, DialogBoxView, useDeliberate } from './dialog-parts.tsx';

export type ConfirmDialogProps = {
	readonly area: DialogArea;
	readonly plan: OperationPlan;
	/** How often the state of the target flipped while this is asked. */
	readonly flips?: number;
	readonly onAnswer: (answer: ActAnswer | null) => void;
};

const yesNoKeys: KeyTable<'confirm.no' | 'confirm.yes' | 'confirm.root'> = {
	scope: 'confirm',
	title: 'Question',
	bindings: [
		{ id: 'confirm.no', keys: ['Esc', 'n', 'Enter', 'q'], hint: 'leave it', description: 'Change nothing', weight: 90 },
		{ id: 'confirm.yes', keys: ['y', 'Y'], hint: 'yes', description: 'Do it', weight: 80 },
		{ id: 'confirm.root', keys: ['s'], hint: 'as root', description: 'Ask again, as root through sudo', weight: 70 },
	],
};

const typedKeys: KeyTable<'confirm.leave' | 'confirm.typed' | 'confirm.typed-root'> = {
	scope: 'confirm-typed',
	title: 'Question',
	bindings: [
		{ id: 'confirm.leave', keys: ['Esc'], hint: 'leave it', description: 'Change nothing', weight: 90 },
		{ id: 'confirm.typed', keys: ['Enter'], hint: 'do it', description: 'Do it, once the text is right', weight: 80 },
		{
			id: 'confirm.typed-root',
			keys: ['Ctrl+R'],
			hint: 'as root',
			description: 'Ask again, as root through sudo',
			weight: 70,
		},
	],
};

const flippedNote = 'Its state changed while this was asked: look again, then answer.';
const tooFast = 'That came too fast to be an answer to this. Press y again, by itself.';

export function ConfirmDialog(props: ConfirmDialogProps) {
	return props.plan.friction.kind === 'yes' ? <YesNoDialog {...props} /> : <TypedDialog {...props} />;
}

function YesNoDialog({ area, plan, flips = 0, onAnswer }: ConfirmDialogProps) {
	const isDeliberate = useDeliberate();
	const [note, setNote] = useState(flips > 0 ? flippedNote : '');
	const canBeRoot = useCanBeRoot(plan);
	useKeys('dialog', yesNoKeys, {
		'confirm.no': () => onAnswer(null),
		'confirm.yes': (press) => (isDeliberate(press) ? onAnswer({ kind: 'yes' }) : setNote(tooFast)),
		...(canBeRoot ? { 'confirm.root': () => onAnswer({ kind: 'as-root' }) } : {}),
	});
	const buttons: Segment[] = [
		{ text: ' No, leave it ', style: 'selected' },
		{ text: '   ' },
		{ text: 'y', style: 'key' },
		{ text: ' yes, do it' },
		...(canBeRoot ? rootButton('s') : []),
	];
	return <PlanBox area={area} plan={plan} note={note} answer={[buttons]} />;
}

/** Root has no need of it, and what is root's already has it. */
function useCanBeRoot(plan: OperationPlan): boolean {
	const isRoot = useConsoleState((state) => state.isRoot);
	return !isRoot && mayBeRoot(plan);
}

function rootButton(key: string): readonly Segment[] {
	return [{ text: '   ' }, { text: key, style: 'key' }, { text: ' as root (sudo)' }];
}

function expected(friction: Friction): string {
	return friction.kind === 'name' ? friction.typed : friction.kind === 'count' ? `${friction.count}` : '';
}

function TypedDialog({ area, plan, flips = 0, onAnswer }: ConfirmDialogProps) {
	const isDeliberate = useDeliberate();
	const [line, setLine] = useState(lineOf(''));
	const [note, setNote] = useState(flips > 0 ? flippedNote : '');
	const wanted = expected(plan.friction);
	const type = (press: KeyPress) => {
		// Deleting and moving may come in bursts, text may not.
		if (press.text !== '' && (press.isBurst || press.key === 'Paste')) {
			setNote('Pasted text is not taken here; type it.');
			return;
		}
		setNote('');
		setLine((before) => editLine(before, press) ?? before);
	};
	const submit = (press: KeyPress) => {
		if (line.text !== wanted) setNote(`This is not ${sanitise(wanted)}.`);
		else if (!isDeliberate(press)) setNote('That came too fast. Press Enter again, by itself.');
		else onAnswer({ kind: 'typed', text: line.text });
	};
	const canBeRoot = useCanBeRoot(plan);
	useKeys(
		'dialog',
		typedKeys,
		{
			'confirm.leave': () => onAnswer(null),
			'confirm.typed': submit,
			...(canBeRoot ? { 'confirm.typed-root': () => onAnswer({ kind: 'as-root' }) } : {}),
		},
		type,
	);
	const because =
		plan.friction.kind === 'name'
			? wrapCells(sanitise(plan.friction.because), bodyWidth(boxWidth(area, 76))).map((text) => [
					{ text, style: 'warn' as const },
				])
			: [];
	const ask = plan.friction.kind === 'count' ? 'Type how many they are: ' : 'To do it, type ';
	const label: Segment[] = [
		{ text: ask },
		...(plan.friction.kind === 'count' ? [] : [{ text: sanitise(wanted), style: 'strong' as const }]),
		...(canBeRoot ? rootButton('Ctrl+R') : []),
	];
	const width = Math.max(8, Math.min(40, boxWidth(area, 76) - 6));
	return <PlanBox area={area} plan={plan} note={note} answer={[...because, label, fieldSegments(line, width)]} />;
}

type PlanBoxProps = {
	readonly area: DialogArea;
	readonly plan: OperationPlan;
	readonly note: string;
	readonly answer: ReadonlyArray<readonly Segment[]>;
};

function PlanBox({ area, plan, note, answer }: PlanBoxProps) {
	const { theme } = useConsole();
	const isProtected = useConsoleState((state) => state.isProtected);
	const width = boxWidth(area, 76);
	const rows = confirmRows(plan, bodyWidth(width), isProtected, theme.symbols.warning);
	const isRoomy = area.rows >= 20;
	const blank = isRoomy ? [[]] : [];
	const noteRows = note === '' ? blank : [[{ text: note, style: 'warn' as const }]];
	// What is asked and how to answer must stay in sight; what hangs on it gives way.
	const room = bodyRows(area) - answer.length - noteRows.length - blank.length * 2;
	const shown =
		rows.length <= room
			? rows
			: [...rows.slice(0, Math.max(0, room - 1)), [{ text: theme.symbols.ellipsis, style: 'dim' as const }]];
	return (
		<DialogBoxView
			area={area}
			title={sanitise(plan.title)}
			width={width}
			isAlert
			body={[...blank, ...shown, ...blank, ...answer, ...noteRows]}
		/>
	);
}
