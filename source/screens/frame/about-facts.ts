import type { ThemeOptions } from '../../theme.ts';
import type { Fact } from './about-dialog.tsx';

export type AboutParts = {
	readonly version: string;
	readonly node: string;
	readonly user: string;
	readonly isReadOnly: boolean;
	/** `xterm-256color, 120x40` */
	readonly terminal: string;
	readonly theme: ThemeOptions;
};

const depthNames = ['none', '16', '256', 'all'] as const;

/** What the about box says. */
export function aboutFacts({ version, node, user, isReadOnly, terminal, theme }: AboutParts): readonly Fact[] {
	return [
		{ name: 'Version', value: version },
		{ name: 'Node', value: node },
		{ name: 'User', value: isReadOnly ? `${user}, read-only` : user },
		{ name: 'Terminal', value: terminal },
		{ name: 'Colours', value: `${depthNames[theme.colourDepth]}, for a ${theme.mode} background` },
		{ name: 'Symbols', value: theme.isAscii ? 'ASCII' : 'Unicode' },
	];
}
