import type { ThemeOptions } from '../../theme.ts';
import type { Fact } from './about-dialog.tsx';

export type AboutParts = {
	readonly version: string;
	readonly user: string;
	readonly isReadOnly: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly columns: number;
	readonly rows: number;
	readonly theme: ThemeOptions;
};

const depthNames = ['none', '16', '256', 'all'] as const;

/** What the about box says. */
export function aboutFacts(parts: AboutParts): readonly Fact[] {
	const { version, user, isReadOnly, env, columns, rows, theme } = parts;
	return [
		{ name: 'Version', value: version },
		{ name: 'Node', value: process.version },
		{ name: 'User', value: isReadOnly ? `${user}, read-only` : user },
		{ name: 'Terminal', value: `${env['TERM'] ?? 'unknown'}, ${columns}x${rows}` },
		{ name: 'Colours', value: `${depthNames[theme.colourDepth]}, for a ${theme.mode} background` },
		{ name: 'Symbols', value: theme.isAscii ? 'ASCII' : 'Unicode' },
	];
}
