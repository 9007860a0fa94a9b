import { useState } from 'react';
import { wrapCells } from '../../components/cells.ts';
import { fieldSegments } from '../../components/field.ts';
import { flowSegments, type Segment } from '../../components/segments.ts';
import { mayBeRoot } from '../../domain/access.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { editLine, lineOf } from '../../domain/line-editor.ts';
import type { Friction, OperationPlan } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { ActAnswer } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { type DialogArea, useDeliberate } from './dialog-parts.tsx';
import { PlanBox, type PlanScrollId, planScrollBindings, planWidth, usePlanPage } from './plan-page.tsx';

export type ConfirmDialogProps = {
	readonly area: DialogArea;
	readonly plan: OperationPlan;
	/** How often the state of the target flipped while this is asked. */
	readonly flips?: number;
	readonly onAnswer: (answer: ActAnswer | null) => void;
};

const yesNoKeys: KeyTable<'confirm.no' | 'confirm.yes' | 'confirm.root' | PlanScrollId> = {
	scope: 'confirm',
	title: 'Question',
	bindings: [
		{ id: 'confirm.no', keys: ['Esc', 'n', 'Enter', 'q'], hint: 'leave it', description: 'Change nothing', weight: 90 },
		{ id: 'confirm.yes', keys: ['y', 'Y'], hint: 'yes', description: 'Do it', weight: 80 },
		{ id: 'confirm.root', keys: ['s'], hint: 'as root', description: 'Ask again, as root through sudo', weight: 70 },
		...planScrollBindings,
	],
};

const typedKeys: KeyTable<'confirm.leave' | 'confirm.typed' | 'confirm.typed-root' | PlanScrollId> = {
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
		...planScrollBindings,
	],
};

const flippedNote = 'Its state changed while this was asked: look again, then answer.';
const unreadNote = 'There was more to read: look at it, then answer.';
const tooFast = 'That came too fast to be an answer to this. Press y again, by itself.';

export function ConfirmDialog(props: ConfirmDialogProps) {
	return props.plan.friction.kind === 'yes' ? <YesNoDialog {...props} /> : <TypedDialog {...props} />;
}

function YesNoDialog({ area, plan, flips = 0, onAnswer }: ConfirmDialogProps) {
	const isDeliberate = useDeliberate();
	const [note, setNote] = useState(flips > 0 ? flippedNote : '');
	const canBeRoot = useCanBeRoot(plan);
	const answer = flowSegments(
		[
			[{ text: ' No, leave it ', style: 'selected' }],
			[{ text: 'y', style: 'key' }, { text: ' yes, do it' }],
			...(canBeRoot ? [rootButton('s')] : []),
		],
		planWidth(area),
	);
	const page = usePlanPage(area, plan, note, answer.length);
	const take = (press: KeyPress) => {
		if (!isDeliberate(press)) setNote(tooFast);
		else if (page.readOn()) setNote(unreadNote);
		else onAnswer({ kind: 'yes' });
	};
	useKeys('dialog', yesNoKeys, {
		'confirm.no': () => onAnswer(null),
		'confirm.yes': take,
		...(canBeRoot ? { 'confirm.root': () => onAnswer({ kind: 'as-root' }) } : {}),
		...page.handlers,
	});
	return <PlanBox area={area} plan={plan} page={page} answer={answer} />;
}

/** Root has no need of it, and what is root's already has it. */
function useCanBeRoot(plan: OperationPlan): boolean {
	const isRoot = useConsoleState((state) => state.isRoot);
	return !isRoot && mayBeRoot(plan);
}

function rootButton(key: string): readonly Segment[] {
	return [{ text: key, style: 'key' }, { text: ' as root (sudo)' }];
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
	const canBeRoot = useCanBeRoot(plan);
	const width = planWidth(area);
	const because =
		plan.friction.kind === 'name'
			? wrapCells(sanitise(plan.friction.because), width).map((text) => [{ text, style: 'warn' as const }])
			: [];
	const ask: readonly Segment[] =
		plan.friction.kind === 'count'
			? [{ text: 'Type how many they are: ' }]
			: [{ text: 'To do it, type ' }, { text: sanitise(wanted), style: 'strong' }];
	const answer = [
		...because,
		...flowSegments([ask, ...(canBeRoot ? [rootButton('Ctrl+R')] : [])], width),
		fieldSegments(line, Math.max(8, Math.min(40, width - 2))),
	];
	const page = usePlanPage(area, plan, note, answer.length);
	const submit = (press: KeyPress) => {
		if (line.text !== wanted) setNote(`This is not ${sanitise(wanted)}.`);
		else if (!isDeliberate(press)) setNote('That came too fast. Press Enter again, by itself.');
		else if (page.readOn()) setNote(unreadNote);
		else onAnswer({ kind: 'typed', text: line.text });
	};
	useKeys(
		'dialog',
		typedKeys,
		{
			'confirm.leave': () => onAnswer(null),
			'confirm.typed': submit,
			...(canBeRoot ? { 'confirm.typed-root': () => onAnswer({ kind: 'as-root' }) } : {}),
			...page.handlers,
		},
		type,
	);
	return <PlanBox area={area} plan={plan} page={page} answer={answer} />;
}
