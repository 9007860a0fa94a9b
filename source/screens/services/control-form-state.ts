import type { KeyPress } from '../../domain/keys.ts';
import { completeLine, type EditedLine, editLine, lineOf } from '../../domain/line-editor.ts';
import { findNearest } from '../../domain/nearest.ts';
import type { Operation } from '../../domain/operation.ts';
import { parseWords } from '../../domain/parse-words.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { UnitRow } from '../../domain/services.ts';
import { checkUnitName } from '../../domain/unit-name.ts';
import { findUnit } from './services-list.ts';

/** Verbs of the form, in the order in which they stand there. */
export const formVerbs = ['start', 'stop', 'restart', 'reload'] as const;
export type FormVerb = (typeof formVerbs)[number];

export const formFields = ['unit', 'verb', 'command', 'timeout'] as const;
export type FormField = (typeof formFields)[number];

export type ControlFormState = {
	readonly field: FormField;
	readonly unit: EditedLine;
	readonly verb: FormVerb;
	/** A command of one's own; where there is one, unit and verb do not count. */
	readonly command: EditedLine;
	/** Seconds. */
	readonly timeout: EditedLine;
	/** Why the form could not be carried out as it stands. */
	readonly note: string | null;
	/** From the moment it was sent until its outcome is known. */
	readonly isBusy: boolean;
};

export type ControlFormAction =
	| { readonly type: 'move'; readonly by: 1 | -1 }
	| { readonly type: 'press'; readonly press: KeyPress }
	| { readonly type: 'complete'; readonly names: readonly string[] }
	| { readonly type: 'note'; readonly note: string }
	| { readonly type: 'busy'; readonly isBusy: boolean };

const defaultTimeoutSeconds = 60;
/** A day. */
const maxTimeoutSeconds = 86_400;

export function initialControlForm(unit: UnitRow | null): ControlFormState {
	return {
		field: 'unit',
		unit: lineOf(unit?.name ?? ''),
		verb: 'restart',
		command: lineOf(''),
		timeout: lineOf(`${defaultTimeoutSeconds}`),
		note: null,
		isBusy: false,
	};
}

export function reduceControlForm(state: ControlFormState, action: ControlFormAction): ControlFormState {
	switch (action.type) {
		case 'move':
			return { ...state, field: neighbour(formFields, state.field, action.by) };
		case 'press':
			return state.isBusy ? state : { ...withPress(state, action.press), note: null };
		case 'complete':
			return completed(state, action.names);
		case 'note':
			return { ...state, note: action.note, isBusy: false };
		case 'busy':
			return { ...state, isBusy: action.isBusy, note: null };
	}
}

function neighbour<Item>(items: readonly Item[], item: Item, by: 1 | -1): Item {
	return items[(items.indexOf(item) + by + items.length) % items.length] ?? item;
}

function withPress(state: ControlFormState, press: KeyPress): ControlFormState {
	if (state.field === 'verb') return { ...state, verb: verbAfter(state.verb, press) };
	const line = editLine(state[state.field], press);
	return line === null ? state : { ...state, [state.field]: line };
}

function verbAfter(verb: FormVerb, press: KeyPress): FormVerb {
	if (press.key === 'Left') return neighbour(formVerbs, verb, -1);
	if (press.key === 'Right' || press.key === 'Space') return neighbour(formVerbs, verb, 1);
	return verb;
}

/** Completes the unit's name; where there is nothing to complete, goes to the next field. */
function completed(state: ControlFormState, names: readonly string[]): ControlFormState {
	const { shared } = completeLine(state.unit.text, names);
	const hasMore = state.field === 'unit' && state.unit.text !== '' && shared !== state.unit.text;
	if (hasMore) return { ...state, unit: lineOf(shared), note: null };
	return { ...state, field: neighbour(formFields, state.field, 1) };
}

/** What the form asks for; a sentence where it cannot be meant. The unit has to be one of those listed, by its exact name. */
export function operationOfForm(form: ControlFormState, units: readonly UnitRow[]): Result<Operation> {
	return form.command.text.trim() === '' ? serviceOperation(form, units) : commandOperation(form);
}

function serviceOperation({ unit, verb }: ControlFormState, units: readonly UnitRow[]): Result<Operation> {
	const name = unit.text.trim();
	const checked = checkUnitName(name);
	if (!checked.ok) return checked;
	const row = findUnit(units, name);
	if (row !== null) return succeed({ type: 'service', verb, unit: row.name, manager: row.manager });
	// Before the first list nothing is known: the manager will say.
	if (units.length === 0) return succeed({ type: 'service', verb, unit: name, manager: null });
	const [nearest] = findNearest(
		name,
		units.map((each) => each.name),
		1,
	);
	const hint = nearest === undefined ? 'Tab completes a name from the list.' : `Did you mean ${nearest}?`;
	return fail('not-found', `There is no unit ${name}.`, hint);
}

function commandOperation({ command, timeout }: ControlFormState): Result<Operation> {
	const parsed = parseWords(command.text);
	if (!parsed.ok) return parsed;
	const [file, ...args] = parsed.value.words;
	if (file === undefined || file === '') return fail('refused', 'The command is empty.');
	const seconds = /^\s*\d{1,6}\s*$/.test(timeout.text) ? Number(timeout.text) : 0;
	if (seconds < 1 || seconds > maxTimeoutSeconds) {
		return fail('refused', 'The time limit is a number of seconds from 1 to 86400.');
	}
	return succeed({ type: 'run', command: { file, args }, timeoutMs: seconds * 1000 });
}

/** That characters of a shell are passed on as they stand; null where there are none. */
export function shellHint({ command }: ControlFormState): string | null {
	const parsed = parseWords(command.text);
	return parsed.ok ? parsed.value.hint : null;
}
