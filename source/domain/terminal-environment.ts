/** What the environment tells about the terminal. Pure: a command that prints tables asks the same questions. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** 0 none, 1 the 16 colours, 2 the 256, 3 all. */
export type ColourDepth = 0 | 1 | 2 | 3;

/** FORCE_COLOR as many programs read it: a depth, or empty and `true` for 16 colours; null when it is not set. */
function forcedDepth(env: Environment): ColourDepth | null {
	const value = env['FORCE_COLOR'];
	if (value === undefined) return null;
	if (value === '' || value === 'true') return 1;
	if (value === 'false') return 0;
	const depth = Number.parseInt(value, 10);
	return depth >= 0 && depth <= 3 ? (depth as ColourDepth) : 1;
}

function terminalDepth(env: Environment): ColourDepth {
	const term = env['TERM'] ?? '';
	if (term === 'dumb') return 0;
	// A vt220 and its kin are white on black.
	if (/^(vt\d+|ansi-mono|xterm-mono)/.test(term)) return 0;
	if (/truecolor|24bit/i.test(env['COLORTERM'] ?? '')) return 3;
	if (/-direct$/.test(term)) return 3;
	return /256(colou?r)?/.test(term) ? 2 : 1;
}

/**
 * How many colours to use. The setting is stronger than the environment, NO_COLOR (https://no-color.org: set and not empty)
 * stronger than FORCE_COLOR, that stronger than what TERM and COLORTERM tell.
 */
export function colourDepthOf(env: Environment, setting: 'auto' | 'always' | 'never'): ColourDepth {
	if (setting === 'never') return 0;
	const found = forcedDepth(env) ?? terminalDepth(env);
	if (setting === 'always') return found === 0 ? 1 : found;
	return (env['NO_COLOR'] ?? '') === '' ? found : 0;
}

/** Whether text goes out as UTF-8, by the first of LC_ALL, LC_CTYPE and LANG that is set, as setlocale(3) has it. */
export function isUtf8Locale(env: Environment): boolean {
	const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
	return /\.?utf-?8/i.test(locale ?? '');
}

/** The Linux console and terminals of the VT series have no glyphs for most of the symbols. */
export function hasUnicodeGlyphs(env: Environment): boolean {
	return isUtf8Locale(env) && !/^(linux|vt\d+|ansi|cons25|dumb)/.test(env['TERM'] ?? '');
}

/** rxvt and some others say `foreground;background` in COLORFGBG, as numbers of the 16 colours. Dark where nothing is told. */
export function backgroundOf(env: Environment): 'dark' | 'light' {
	const background = Number.parseInt(env['COLORFGBG']?.split(';').at(-1) ?? '', 10);
	return background === 7 || background > 8 ? 'light' : 'dark';
}

/** A person listens to the console instead of looking at it. */
export function isScreenReader(env: Environment): boolean {
	return env['INK_SCREEN_READER'] === 'true';
}
