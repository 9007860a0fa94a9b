import { useEffect, useReducer, useRef } from 'react';
import { wrapCells } from '../../components/cells.ts';
import { bodyWidth } from '../../components/dialog-box.ts';
import { fieldSegments } from '../../components/field.ts';
import { type Segment, segmentCells } from '../../components/segments.ts';
import type { KeyPress, KeyTable } from '../../domain/keys.ts';
import { completeLine, type EditedLine } from '../../domain/line-editor.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { sentenceOf } from '../../domain/sentence.ts';
import type { UnitRow } from '../../domain/services.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { runOne } from '../../hooks/run-acts.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import type { Theme } from '../../theme.ts';
import { boxWidth, type DialogArea, DialogBoxView } from '../frame/dialog-parts.tsx';
import {
	type ControlFormState,
	type FormField,
	formVerbs,
	initialControlForm,
	operationOfForm,
	reduceControlForm,
	shellHint,
} from './control-form-state.ts';

export type ControlFormProps = {
	readonly area: DialogArea;
	readonly units: readonly UnitRow[];
	readonly initialUnit: UnitRow | null;
	readonly onClose: () => void;
};

const formKeys: KeyTable<`form.${'go' | 'leave' | 'complete' | 'next' | 'previous'}`> = {
	scope: 'form',
	title: 'Form of an act',
	bindings: [
		{ id: 'form.go', keys: ['Enter'], hint: 'go on', description: 'Weigh it, then ask', weight: 90 },
		{ id: 'form.leave', keys: ['Esc'], hint: 'leave', description: 'Leave the form; nothing is done', weight: 80 },
		{ id: 'form.next', keys: ['Down'], hint: 'next field', description: 'Next field', weight: 70 },
		{ id: 'form.previous', keys: ['Up', 'Shift+Tab'], hint: 'back', description: 'Field before', weight: 0 },
		{ id: 'form.complete', keys: ['Tab'], hint: 'complete', description: 'Complete the name; next field', weight: 60 },
	],
};

/** A unit by its exact name and a verb, or a command of one's own; then it goes the way of every act. */
export function ControlForm({ area, units, initialUnit, onClose }: ControlFormProps) {
	const console = useConsole();
	const { actions, theme } = console;
	const [form, dispatch] = useReducer(reduceControlForm, initialUnit, initialControlForm);
	// Left while an act is under way, the form must not close one that was opened since.
	const isLeft = useRef(false);
	useEffect(() => {
		isLeft.current = false;
		return () => {
			isLeft.current = true;
		};
	}, []);
	const names = units.map(({ name }) => name);
	const send = async (press: KeyPress) => {
		if (press.isBurst || form.isBusy) return;
		const operation = operationOfForm(form, units);
		if (!operation.ok) {
			dispatch({ type: 'note', note: sentenceOf(operation.error) });
			return;
		}
		dispatch({ type: 'busy', isBusy: true });
		const result = await runOne(console, operation.value);
		if (result !== null) actions.refresh();
		if (isLeft.current) return;
		if (result === null) dispatch({ type: 'busy', isBusy: false });
		else onClose();
	};
	useKeys(
		'dialog',
		formKeys,
		{
			'form.go': (press) => void send(press),
			'form.leave': onClose,
			'form.next': () => dispatch({ type: 'move', by: 1 }),
			'form.previous': () => dispatch({ type: 'move', by: -1 }),
			'form.complete': () => dispatch({ type: 'complete', names }),
		},
		(press) => dispatch({ type: 'press', press }),
	);
	const width = boxWidth(area, 76);
	const rows = formRows(form, names, bodyWidth(width), area.rows >= 16, theme);
	return <DialogBoxView area={area} title="Act on a unit, or run a command" width={width} body={rows} />;
}

type Row = readonly Segment[];

const labelWidth = 9;

function formRows(
	form: ControlFormState,
	names: readonly string[],
	width: number,
	isRoomy: boolean,
	{ symbols, options: { isAscii } }: Theme,
): readonly Row[] {
	const inner = width - labelWidth;
	const blank: readonly Row[] = isRoomy ? [[]] : [];
	const hasCommand = form.command.text.trim() !== '';
	const hint = hasCommand ? shellHint(form) : null;
	return [
		textRow(form, 'unit', 'Unit', form.unit, inner, hasCommand),
		...indented(suggestionText(form, names), inner, 1),
		...verbRows(form, inner, isAscii, hasCommand),
		...blank,
		textRow(form, 'command', 'Or run', form.command, inner),
		...indented(hint ?? (isRoomy ? 'as typed, without a shell, instead of the above' : ''), inner, 3),
		textRow(
			form,
			'timeout',
			'Within',
			form.timeout,
			Math.min(inner, 8),
			!hasCommand,
			width < 60 ? ' s' : ' s, for a command of your own',
		),
		...blank,
		...noteRows(form, width, symbols.ellipsis),
	];
}

function labelOf(form: ControlFormState, field: FormField, label: string): Segment {
	return { text: label.padEnd(labelWidth), style: form.field === field ? 'accent' : 'dim' };
}

function textRow(
	form: ControlFormState,
	field: FormField,
	label: string,
	line: EditedLine,
	width: number,
	isIdle = false,
	unit = '',
): Row {
	const content: readonly Segment[] =
		form.field === field
			? fieldSegments(line, width)
			: [{ text: sanitise(line.text), style: isIdle ? 'dim' : 'plain' }];
	return [labelOf(form, field, label), ...content, { text: unit, style: 'dim' }];
}

/** The verbs as buttons of which one is down; in two lines where one is too short. */
function verbRows(form: ControlFormState, width: number, isAscii: boolean, isIdle: boolean): readonly Row[] {
	const buttons = formVerbs.map((verb): readonly Segment[] => {
		const isChosen = verb === form.verb;
		const sign = isChosen ? (isAscii ? '(*)' : '(•)') : '( )';
		const style = isChosen && form.field === 'verb' ? 'selected' : isIdle || !isChosen ? 'dim' : 'strong';
		return [{ text: `${sign} ${verb}`, style }, { text: '  ' }];
	});
	const half = segmentCells(buttons.flat()) > width + 2 ? buttons.length / 2 : buttons.length;
	const first: Row = [labelOf(form, 'verb', 'Do'), ...buttons.slice(0, half).flat()];
	const rest = buttons.slice(half).flat();
	return rest.length === 0 ? [first] : [first, [{ text: ' '.repeat(labelWidth) }, ...rest]];
}

/** Names that go on from what is typed; the first few. */
function suggestionText({ unit, field }: ControlFormState, names: readonly string[]): string {
	if (field !== 'unit' || unit.text === '' || names.includes(unit.text)) return '';
	const { matches } = completeLine(unit.text, names);
	if (matches.length === 0) return 'no unit has that in its name';
	const rest = matches.length - 3;
	return matches.slice(0, 3).join('  ') + (rest > 0 ? `  and ${rest} more` : '');
}

/** Dim lines below a field, one at least, so that nothing jumps. */
function indented(text: string, width: number, most: number): readonly Row[] {
	const lines = text === '' ? [''] : wrapCells(sanitise(text), width).slice(0, most);
	return lines.map((line) => [{ text: ' '.repeat(labelWidth) }, { text: line, style: 'dim' }]);
}

function noteRows(form: ControlFormState, width: number, ellipsis: string): readonly Row[] {
	if (form.isBusy) return [[{ text: `Working ${ellipsis}`, style: 'accent' }]];
	if (form.note === null)
		return [
			[
				{
					text: width < 60 ? 'It asks before it acts.' : 'It is weighed and shown before anything happens.',
					style: 'dim',
				},
			],
		];
	return wrapCells(sanitise(form.note), width)
		.slice(0, 3)
		.map((text) => [{ text, style: 'warn' }]);
}
