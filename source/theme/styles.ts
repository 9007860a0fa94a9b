import type { ThemeOptions } from './theme-options.ts';

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

/** What a terminal is sent before and after a text of each style. */
export type Codes = Readonly<Record<StyleName, readonly [open: string, close: string]>>;

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
	// The terminal's own cursor stands on it.
	caret: sgr('4'),
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
				// With a colour of its own: on a light terminal that does not say what it is, black on grey is not read.
				selected: sgr('38;5;255;48;5;238;1'),
				activeTab: sgr('1;38;5;80;48;5;236'),
				mark: sgr('38;5;176'),
				protected: sgr('1;38;5;16;48;5;214'),
				root: sgr('1;38;5;231;48;5;124'),
				track: sgr('38;5;238'),
				key: sgr('38;5;80'),
				border: sgr('38;5;66'),
				alertBorder: sgr('38;5;214'),
				field: sgr('38;5;255;48;5;236'),
				caret: sgr('38;5;255;48;5;236'),
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
				selected: sgr('38;5;16;48;5;252;1'),
				activeTab: sgr('1;38;5;25;48;5;254'),
				mark: sgr('38;5;90'),
				protected: sgr('1;38;5;16;48;5;214'),
				root: sgr('1;38;5;231;48;5;124'),
				track: sgr('38;5;250'),
				key: sgr('38;5;25'),
				border: sgr('38;5;109'),
				alertBorder: sgr('38;5;166'),
				field: sgr('38;5;16;48;5;254'),
				caret: sgr('38;5;16;48;5;254'),
				toast: sgr('38;5;236;48;5;254'),
				toastGood: sgr('38;5;28;48;5;254'),
				toastWarn: sgr('1;38;5;130;48;5;254'),
				toastBad: sgr('1;38;5;124;48;5;254'),
				found: sgr('38;5;16;48;5;221'),
			};

export function codesFor(options: ThemeOptions): Codes {
	if (options.colourDepth === 0) return plainCodes;
	return options.colourDepth === 1 ? basicCodes(options.mode) : richCodes(options.mode);
}
