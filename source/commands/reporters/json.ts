import type { Document, Problem } from '../../domain/problem.ts';
import { problemOf } from '../../domain/problem.ts';
import type { OpsError } from '../../domain/result.ts';

/** C1 controls, DEL and characters that change direction or hide: JSON allows them raw, a terminal should not get them. */
const unsafe = /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202F\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** Row identities are for selection on a screen. */
function withoutKeys(name: string, value: unknown): unknown {
	return name === 'key' ? undefined : value;
}

/** The same in text: calling a function for each value of thousands of rows costs as much as making the text. */
function stringify(value: unknown, indent: string | undefined): string {
	const text = JSON.stringify(value, undefined, indent);
	return (
		withoutKeysInText(text, indent === undefined ? '"key":' : '"key": ') ?? JSON.stringify(value, withoutKeys, indent)
	);
}

/** Null where a key is no number or plain text that another property follows. */
function withoutKeysInText(text: string, property: string): string | null {
	const parts: string[] = [];
	let from = 0;
	// Within a string every quote has a backslash before it, so that none of its text looks like a property.
	for (let at = text.indexOf(property); at >= 0; at = text.indexOf(property, from)) {
		const value = at + property.length;
		const isText = text[value] === '"';
		const comma = isText ? text.indexOf('"', value + 1) + 1 : text.indexOf(',', value);
		const shown = text.slice(value, comma);
		if (text[comma] !== ',' || !(isText ? !shown.includes('\\') : /^[-+.\deE]+$/.test(shown))) return null;
		parts.push(text.slice(from, at));
		from = comma + 1;
		while (text[from] === '\n' || text[from] === '\t') from += 1;
	}
	return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

/**
 * A value as JSON that is safe to look at in a terminal: one line, or indented by tabs. The property `key`, which rows carry
 * for the screen, is left out.
 */
export function formatJson(value: unknown, isIndented: boolean): string {
	return stringify(value, isIndented ? '\t' : undefined).replace(
		unsafe,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

export type Taken = { readonly host: string; readonly bootId: string | null; readonly takenAt: Date };

/** The envelope round the data of a view. `view` is the middle of the schema's name: `opsdash/<view>/1`. */
export function documentOf<Data>(view: string, taken: Taken, data: Data, problems: readonly Problem[]): Document<Data> {
	return { schema: `opsdash/${view}/1`, ...envelope(taken), ok: true, data, problems };
}

/** The document of a reading that failed as a whole. */
export function failureOf(
	view: string,
	taken: Taken,
	error: OpsError,
	problems: readonly Problem[] = [],
): Document<never> {
	return {
		schema: `opsdash/${view}/1`,
		...envelope(taken),
		ok: false,
		data: null,
		problems: [problemOf('data', error), ...problems],
	};
}

function envelope({ host, bootId, takenAt }: Taken) {
	return { host, bootId, takenAt: takenAt.toISOString() };
}
