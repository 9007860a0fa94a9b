import type { ThemeOptions } from './theme-options.ts';

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

export function symbolsFor(options: ThemeOptions): Symbols {
	if (options.isLinear === true) return spokenSymbols;
	return options.isAscii ? asciiSymbols : unicodeSymbols;
}
