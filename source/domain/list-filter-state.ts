import type { KeyPress } from './keys.ts';
import { type Filter, noFilter, parseFilter } from './list-filter.ts';

/** The `/` line of a list while it is typed and afterwards. */
export type FilterState = {
	readonly text: string;
	readonly isEditing: boolean;
	/** What holds now: the last text that could be read. */
	readonly filter: Filter;
	/** Why the text cannot be read; null when it can. */
	readonly error: string | null;
};

export type FilterAction =
	| { readonly type: 'set'; readonly text: string }
	| { readonly type: 'press'; readonly press: KeyPress }
	| { readonly type: 'edit' }
	| { readonly type: 'leave' };

const maxFilterLength = 200;

export const noFilterState: FilterState = { text: '', isEditing: false, filter: noFilter, error: null };

export function reduceFilter(state: FilterState, action: FilterAction): FilterState {
	switch (action.type) {
		case 'set':
			return { ...withText(state, action.text), isEditing: false };
		case 'press':
			return withText(state, editText(state.text, action.press));
		case 'edit':
			return { ...state, isEditing: true };
		case 'leave':
			return { ...state, isEditing: false };
	}
}

function withText(state: FilterState, text: string): FilterState {
	const cut = text.slice(0, maxFilterLength);
	if (cut === state.text) return state;
	const filter = parseFilter(cut);
	return filter.ok
		? { ...state, text: cut, filter: filter.value, error: null }
		: { ...state, text: cut, error: filter.error.message };
}

function editText(text: string, press: KeyPress): string {
	switch (press.key) {
		case 'Backspace':
			return text.replace(/.$/su, '');
		case 'Ctrl+W':
			return text.replace(/\S*\s*$/, '');
		case 'Ctrl+U':
			return '';
		default:
			return text + press.text;
	}
}
