import type { Settings } from '../domain/settings.ts';
import {
	backgroundOf,
	colourDepthOf,
	type Environment,
	hasUnicodeGlyphs,
	isScreenReader,
} from '../domain/terminal-environment.ts';

export type ThemeOptions = {
	readonly mode: 'dark' | 'light';
	/** 0 none, 1 the 16 colours, 2 the 256, 3 all. */
	readonly colourDepth: 0 | 1 | 2 | 3;
	readonly isAscii: boolean;
	/** For screen readers: words instead of signs, nothing drawn, no escape sequences. */
	readonly isLinear?: boolean;
};

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
