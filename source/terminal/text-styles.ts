/**
 * What colour sequences (SGR, `ESC [ … m`) add up to. Each style met gets a number, so that cells compare by number; 0 is no style.
 * Codes as in ECMA-48 and xterm's ctlseqs.
 */
export type StyleId = number;

type Style = {
	/** Codes that are on (`1`, `7` …), ascending. */
	readonly attributes: readonly number[];
	/** `31`, `38;5;80`, `38;2;1;2;3`; empty is the terminal's own. */
	readonly foreground: string;
	readonly background: string;
};

export type TextStyles = {
	/** The style after a sequence with these parameters; null where one of them is not known here. */
	after(style: StyleId, parameters: string): StyleId | null;
	/** The style that a blank of this style needs: one without anything that shows where no letter stands. */
	ofBlank(style: StyleId): StyleId;
	/** The shortest sequence from one style to another; empty where they are the same. */
	change(from: StyleId, to: StyleId): string;
};

const none: Style = { attributes: [], foreground: '', background: '' };
/** Which attributes a code ends. */
const endedBy: Readonly<Record<number, readonly number[]>> = { 22: [1, 2], 23: [3], 24: [4], 27: [7], 29: [9] };
/** Attributes that show on a blank: underline, inverse, strike-through. */
const showsOnBlank = new Set([4, 7, 9]);
const inverse = 7;

export function createTextStyles(): TextStyles {
	const known: Style[] = [none];
	const idOf = new Map([[keyOf(none), 0]]);
	const blanks: StyleId[] = [0];
	const afterOf = new Map<string, StyleId | null>();
	const changeOf = new Map<string, string>();

	function intern(style: Style): StyleId {
		const key = keyOf(style);
		const found = idOf.get(key);
		if (found !== undefined) return found;
		const id = known.push(style) - 1;
		idOf.set(key, id);
		blanks[id] = intern(blankStyle(style));
		return id;
	}

	return {
		after(style, parameters) {
			const key = `${style} ${parameters}`;
			let found = afterOf.get(key);
			if (found === undefined) {
				const next = applied(known[style] ?? none, parameters);
				found = next === null ? null : intern(next);
				remember(afterOf, key, found);
			}
			return found;
		},
		ofBlank: (style) => blanks[style] ?? 0,
		change(from, to) {
			if (from === to) return '';
			const key = `${from} ${to}`;
			let found = changeOf.get(key);
			if (found === undefined) {
				found = changeBetween(known[from] ?? none, known[to] ?? none);
				remember(changeOf, key, found);
			}
			return found;
		},
	};
}

/** A theme has some twenty styles; whatever comes beside it may not grow this without end. */
const mostRemembered = 2000;

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
	if (map.size >= mostRemembered) map.clear();
	map.set(key, value);
}

const codesOf = ({ attributes, foreground, background }: Style): string[] => [
	...attributes.map(String),
	...[foreground, background].filter((code) => code !== ''),
];

const keyOf = (style: Style): string => codesOf(style).join(';');

function blankStyle(style: Style): Style {
	const attributes = style.attributes.filter((code) => showsOnBlank.has(code));
	// Inverse shows the foreground as the background; a line through or under a blank has the foreground's colour.
	return { ...style, attributes, foreground: attributes.length > 0 ? style.foreground : '' };
}

function applied(style: Style, parameters: string): Style | null {
	const codes = parameters.split(';').map(Number);
	let { attributes, foreground, background } = style;
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at] ?? 0;
		const ended = endedBy[code];
		if (code === 0) {
			({ attributes, foreground, background } = none);
		} else if (ended !== undefined) {
			attributes = attributes.filter((attribute) => !ended.includes(attribute));
		} else if (code === 1 || code === 2 || code === 3 || code === 4 || code === inverse || code === 9) {
			attributes = [...new Set([...attributes, code])].sort((a, b) => a - b);
		} else if (code === 38 || code === 48) {
			const length = codes[at + 1] === 5 ? 3 : codes[at + 1] === 2 ? 5 : 0;
			if (length === 0 || at + length > codes.length) return null;
			const colour = codes.slice(at, at + length).join(';');
			if (code === 38) foreground = colour;
			else background = colour;
			at += length - 1;
		} else if (code === 39 || code === 49) {
			if (code === 39) foreground = '';
			else background = '';
		} else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
			foreground = String(code);
		} else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
			background = String(code);
		} else {
			return null;
		}
	}
	return { attributes, foreground, background };
}

function changeBetween(from: Style, to: Style): string {
	const wanted = codesOf(to);
	if (wanted.length === 0) return '\u001B[m';
	const anew = `\u001B[0;${wanted.join(';')}m`;
	if (from.attributes.some((attribute) => !to.attributes.includes(attribute))) return anew;
	const added = [
		...to.attributes.filter((attribute) => !from.attributes.includes(attribute)).map(String),
		...(to.foreground === from.foreground ? [] : [to.foreground || '39']),
		...(to.background === from.background ? [] : [to.background || '49']),
	];
	const onTop = `\u001B[${added.join(';')}m`;
	return onTop.length <= anew.length ? onTop : anew;
}
