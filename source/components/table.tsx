import { Box, Text } from 'ink';
import { memo, useMemo } from 'react';
import type { SortOrder } from '../domain/views.ts';
import type { StyleName, Theme } from '../theme.ts';
import { fitCells } from './cells.ts';
import { headText, type TableLayout } from './table-layout.ts';
import { createRowPainter } from './table-row.ts';
import { headSentence } from './table-sentence.ts';

export type TableProps<Row extends object, Key> = {
	/** From `layoutColumns`, kept by the caller while neither columns nor width change. */
	readonly layout: TableLayout<Row>;
	readonly rows: readonly Row[];
	readonly keyOf: (row: Row) => Key;
	/** Lines, the heads included. */
	readonly height: number;
	/** First row on screen. */
	readonly offset: number;
	readonly selectedKey: Key | null;
	readonly tagged?: ReadonlySet<Key>;
	readonly sort: SortOrder | null;
	readonly theme: Theme;
	/** One sentence that stands where the rows would. */
	readonly emptyText: string;
	/** Style of a whole row; stable, or everything is painted again. */
	readonly rowStyle?: (row: Row) => StyleName | null;
};

/** A list that scrolls: heads and the rows on screen, each one line of text, painted again only when its row changed. */
export function Table<Row extends object, Key>(props: TableProps<Row, Key>) {
	const { layout, rows, keyOf, height, offset, theme, sort, rowStyle } = props;
	const painter = useMemo(() => createRowPainter(layout, theme, rowStyle ?? null), [layout, theme, rowStyle]);
	const visible = rows.slice(offset, offset + Math.max(0, height - 1));
	const lines = visible.map((row) => {
		const key = keyOf(row);
		return painter.paint(row, { isSelected: key === props.selectedKey, isTagged: props.tagged?.has(key) === true });
	});
	const head = useMemo(() => {
		const text = theme.options.isLinear === true ? headSentence : headText;
		return theme.paint('dim', text(layout, sort, theme.symbols));
	}, [layout, sort, theme]);
	return (
		<Box flexDirection="column" height={height} width={layout.width} flexShrink={0}>
			<Line text={head} />
			{lines.length === 0 && height > 1 ? <Line text={emptyLine(props.emptyText, layout, theme)} /> : null}
			{/* Keyed by place: a row that moved changes the text of a line and mounts nothing. */}
			{lines.map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
		</Box>
	);
}

function emptyLine<Row>(text: string, layout: TableLayout<Row>, theme: Theme): string {
	const margin = ' '.repeat(layout.margin);
	return theme.paint('dim', fitCells(margin + text, layout.width, 'left', theme.symbols.ellipsis).trimEnd());
}

/** One line of the screen. Rendered again only when its text changed. */
export const Line = memo(function Line({ text }: { readonly text: string }) {
	return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});
