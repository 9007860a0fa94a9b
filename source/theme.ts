import { codesFor, type StyleName } from './theme/styles.ts';
import { type Symbols, symbolsFor } from './theme/symbols.ts';
import type { ThemeOptions } from './theme/theme-options.ts';

export type { StyleName } from './theme/styles.ts';
export type { Symbols } from './theme/symbols.ts';
export { type ThemeOptions, themeOptionsFor } from './theme/theme-options.ts';

export type Theme = {
	readonly options: ThemeOptions;
	/** Wraps text in escape sequences that this program made itself; the text must be sanitised already. */
	paint(style: StyleName, text: string): string;
	readonly symbols: Symbols;
};

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
