import type { Settings } from './domain/settings.ts';
import {
	backgroundOf,
	colourDepthOf,
	type Environment,
	hasUnicodeGlyphs,
	isScreenReader,
} from './domain/terminal-environment.ts';

/** Named styles: a view says what a text is, the theme how that looks. Colour is never the only sign. */
export type StyleName =
	| 'plain'
	| 'dim'
	| 'strong'
	| 'title'
	| 'accent'
	| 'good'
	| 'warn'
	| 'bad'
	| 'selected'
	| 'activeTab'
	| 'mark'
	| 'protected'
	| 'root'
	| 'track'
	/** Name of a key in hints and help. */
	| 'key'
	/** Lines around a dialog, and around one that wants care. */
	| 'border'
	| 'alertBorder'
	/** Text that is being typed, and the cell under its cursor. */
	| 'field'
	| 'caret'
	/** A message that lies over the screen. */
	| 'toast'
	| 'toastGood'
	| 'toastWarn'
	| 'toastBad'
	/** What a search found. */
	| 'found';

export type ThemeOptions = {
	readonly mode: 'dark' | 'light';
	/** 0 none, 1 the 16 colours, 2 the 256, 3 all. */
	readonly colourDepth: 0 | 1 | 2 | 3;
	readonly isAscii: boolean;
	/** For screen readers: words instead of signs, nothing drawn, no escape sequences. */
	readonly isLinear?: boolean;
};

/** Symbols by meaning, each with an ASCII twin of the same width. */
export type Symbols = {
	readonly cursor: string;
	readonly tag: string;
	readonly descending: string;
	readonly ascending: string;
	readonly rule: string;
	readonly live: string;
	readonly paused: string;
	readonly stale: string;
	readonly ok: string;
	readonly failed: string;
	readonly warning: string;
	readonly unseen: string;
	readonly unknown: string;
	readonly ellipsis: string;
	readonly bullet: string;
	readonly enter: string;
	/** Eighths from empty to full, for bars that grow to the right. */
	readonly barLevels: readonly string[];
	readonly barLeft: string;
	readonly barRight: string;
	/** From lowest to highest, for sparklines. */
	readonly sparkLevels: readonly string[];
	readonly treeBranch: string;
	readonly treeLast: string;
	readonly treeLine: string;
	/** Corners from the top left clockwise, then the horizontal and the vertical line. */
	readonly box: readonly [string, string, string, string, string, string];
};

export type Theme = {
	readonly options: ThemeOptions;
	/** Wraps text in escape sequences that this program made itself; the text must be sanitised already. */
	paint(style: StyleName, text: string): string;
	readonly symbols: Symbols;
};

const unicodeSymbols: Symbols = {
	cursor: '›',
	tag: '+',
	descending: '▾',
	ascending: '▴',
	rule: '─',
	live: '●',
	paused: '‖',
	stale: '○',
	ok: '✓',
	failed: '✗',
	warning: '!',
	unseen: '•',
	unknown: '–',
	ellipsis: '…',
	bullet: '·',
	enter: '⏎',
	barLevels: [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
	barLeft: '▕',
	barRight: '▏',
	sparkLevels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	treeBranch: '├─',
	treeLast: '└─',
	treeLine: '│ ',
	box: ['╭', '╮', '╯', '╰', '─', '│'],
};

const asciiSymbols: Symbols = {
	cursor: '>',
	tag: '+',
	descending: 'v',
	ascending: '^',
	rule: '-',
	live: '*',
	paused: '=',
	stale: 'o',
	ok: '+',
	failed: 'x',
	warning: '!',
	unseen: '*',
	unknown: '-',
	ellipsis: '~',
	bullet: '-',
	enter: 'Enter',
	barLevels: [' ', ' ', ' ', ' ', '|', '|', '|', '|', '|'],
	barLeft: '[',
	barRight: ']',
	sparkLevels: ['_', '_', '.', '.', '-', '-', '=', '#'],
	treeBranch: '|-',
	treeLast: '`-',
	treeLine: '| ',
	box: ['+', '+', '+', '+', '-', '|'],
};

/** For the ear: signs are words, and what is only drawn is blank. */
const spokenSymbols: Symbols = {
	...asciiSymbols,
	cursor: 'selected',
	tag: 'tagged',
	descending: ' descending',
	ascending: ' ascending',
	rule: '',
	live: '',
	paused: '',
	stale: '',
	ok: 'done:',
	failed: 'failed ',
	warning: 'note:',
	unseen: 'new ',
	unknown: '?',
	bullet: ',',
	barLevels: asciiSymbols.barLevels.map(() => ' '),
	barLeft: ' ',
	barRight: ' ',
	sparkLevels: asciiSymbols.sparkLevels.map(() => ' '),
	box: ['', '', '', '', '', ''],
};

type Codes = Readonly<Record<StyleName, readonly [open: string, close: string]>>;

const reset = '\u001B[0m';
const sgr = (codes: string): readonly [string, string] => [`\u001B[${codes}m`, reset];

/** Attributes alone: what is left under NO_COLOR and on terminals without colour. */
const plainCodes: Codes = {
	plain: ['', ''],
	dim: sgr('2'),
	strong: sgr('1'),
	title: sgr('1'),
	accent: sgr('1'),
	good: ['', ''],
	warn: sgr('1'),
	bad: sgr('1'),
	selected: sgr('7'),
	activeTab: sgr('7'),
	mark: sgr('4'),
	protected: sgr('7'),
	root: sgr('7'),
	track: sgr('2'),
	key: sgr('1'),
	border: sgr('2'),
	alertBorder: sgr('1'),
	field: sgr('4'),
	caret: sgr('7'),
	toast: sgr('7'),
	toastGood: sgr('7'),
	toastWarn: sgr('7;1'),
	toastBad: sgr('7;1'),
	found: sgr('7'),
};

const basicCodes = (mode: ThemeOptions['mode']): Codes => ({
	...plainCodes,
	title: sgr('1'),
	accent: sgr(mode === 'dark' ? '36' : '34'),
	good: sgr('32'),
	warn: sgr('33'),
	bad: sgr('31;1'),
	activeTab: sgr(mode === 'dark' ? '1;36' : '1;34'),
	mark: sgr('35'),
	protected: sgr('30;43'),
	root: sgr('37;41;1'),
	key: sgr(mode === 'dark' ? '36' : '34'),
	toastGood: sgr('30;42'),
	toastWarn: sgr('30;43'),
	toastBad: sgr('1;37;41'),
	alertBorder: sgr('33'),
	found: sgr('30;43'),
});

const richCodes = (mode: ThemeOptions['mode']): Codes =>
	mode === 'dark'
		? {
				...basicCodes(mode),
				dim: sgr('38;5;245'),
				accent: sgr('38;5;80'),
				good: sgr('38;5;114'),
				warn: sgr('38;5;221'),
				bad: sgr('1;38;5;203'),
				selected: sgr('48;5;238;1'),
				activeTab: sgr('1;38;5;80;48;5;236'),
				mark: sgr('38;5;176'),
				protected: sgr('1;38;5;16;48;5;214'),
				root: sgr('1;38;5;231;48;5;124'),
				track: sgr('38;5;238'),
				key: sgr('38;5;80'),
				border: sgr('38;5;66'),
				alertBorder: sgr('38;5;214'),
				field: sgr('38;5;255;48;5;236'),
				toast: sgr('38;5;252;48;5;236'),
				toastGood: sgr('38;5;114;48;5;236'),
				toastWarn: sgr('1;38;5;221;48;5;236'),
				toastBad: sgr('1;38;5;203;48;5;236'),
				found: sgr('38;5;16;48;5;221'),
			}
		: {
				...basicCodes(mode),
				dim: sgr('38;5;242'),
				accent: sgr('38;5;25'),
				good: sgr('38;5;28'),
				warn: sgr('38;5;130'),
				bad: sgr('1;38;5;124'),
				selected: sgr('48;5;252;1'),
				activeTab: sgr('1;38;5;25;48;5;254'),
				mark: sgr('38;5;90'),
				protected: sgr('1;38;5;16;48;5;214'),
				root: sgr('1;38;5;231;48;5;124'),
				track: sgr('38;5;250'),
				key: sgr('38;5;25'),
				border: sgr('38;5;109'),
				alertBorder: sgr('38;5;166'),
				field: sgr('38;5;16;48;5;254'),
				toast: sgr('38;5;236;48;5;254'),
				toastGood: sgr('38;5;28;48;5;254'),
				toastWarn: sgr('1;38;5;130;48;5;254'),
				toastBad: sgr('1;38;5;124;48;5;254'),
				found: sgr('38;5;16;48;5;221'),
			};

function codesFor(options: ThemeOptions): Codes {
	if (options.colourDepth === 0) return plainCodes;
	return options.colourDepth === 1 ? basicCodes(options.mode) : richCodes(options.mode);
}

/** The theme that the settings and the terminal's environment ask for. */
export function themeOptionsFor(
	settings: Pick<Settings, 'theme' | 'colour' | 'symbols'>,
	env: Environment,
): ThemeOptions {
	return {
		mode: settings.theme === 'auto' ? backgroundOf(env) : settings.theme,
		colourDepth: colourDepthOf(env, settings.colour),
		isAscii: settings.symbols === 'ascii' || (settings.symbols === 'auto' && !hasUnicodeGlyphs(env)),
		isLinear: isScreenReader(env),
	};
}

function symbolsFor(options: ThemeOptions): Symbols {
	if (options.isLinear === true) return spokenSymbols;
	return options.isAscii ? asciiSymbols : unicodeSymbols;
}

export function createTheme(options: ThemeOptions): Theme {
	const codes = codesFor(options);
	const symbols = symbolsFor(options);
	if (options.isLinear === true) return { options, symbols, paint: (_, text) => text };
	return {
		options,
		symbols,
		paint(style, text) {
			const [open, close] = codes[style];
			return open === '' || text === '' ? text : open + text + close;
		},
	};
}
