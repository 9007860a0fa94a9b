import { Box } from 'ink';
import { useMemo } from 'react';
import { cellWidth, fitCells } from '../../components/cells.ts';
import { type DetailLine, layoutDetail } from '../../components/detail-lines.ts';
import { bothEnds, joined, painted } from '../../components/stat-line.ts';
import { Line } from '../../components/table.tsx';
import { useConsole } from '../../hooks/console-context.ts';
import { useScroll } from '../../hooks/use-scroll.ts';

export type DetailPaneProps = {
	/** Names its scroll place: `top.detail`. */
	readonly name: string;
	readonly title: string;
	readonly lines: readonly DetailLine[];
	readonly width: number;
	readonly height: number;
	/** Whether the list keys scroll it. */
	readonly isFocused: boolean;
	/** A rule at its left side, where a list stands beside it. */
	readonly hasRule: boolean;
};

/** A titled text that scrolls: the details of a row, beside its list or over it. */
export function DetailPane({ name, title, lines: content, width, height, isFocused, hasRule }: DetailPaneProps) {
	const { theme } = useConsole();
	const inner = width - (hasRule ? 1 : 0);
	const lines = useMemo(() => layoutDetail(content, theme, inner), [content, theme, inner]);
	const pageRows = Math.max(1, height - 1);
	const { offset } = useScroll(name, lines.length, pageRows, isFocused);
	const edge = hasRule ? theme.paint('dim', theme.options.isAscii ? '|' : '│') : '';
	const position =
		lines.length > pageRows ? `${offset + 1} to ${Math.min(lines.length, offset + pageRows)} of ${lines.length}` : '';
	const room = inner - cellWidth(position) - 3;
	const head = painted(theme, cellWidth(title) > room ? fitCells(title, room) : title, isFocused ? 'accent' : 'title');
	const shown = lines.slice(offset, offset + pageRows);
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Line text={edge + bothEnds(joined([painted(theme, ''), head], 1), painted(theme, position, 'dim'), inner - 1)} />
			{Array.from({ length: pageRows }, (_, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={edge + (shown[place] ?? '')} />
			))}
		</Box>
	);
}
