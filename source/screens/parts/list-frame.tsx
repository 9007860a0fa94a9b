import { Box } from 'ink';
import type { DetailLine } from '../../components/detail-lines.ts';
import { Line, Table } from '../../components/table.tsx';
import type { TableLayout } from '../../components/table-layout.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { SortOrder } from '../../domain/views.ts';
import { useConsole } from '../../hooks/console-context.ts';
import type { List } from '../../hooks/use-list.ts';
import type { ListFilter } from '../../hooks/use-list-filter.ts';
import type { StyleName } from '../../theme.ts';
import { DetailPane } from './detail-pane.tsx';
import type { ListDetailLayout } from './list-detail-layout.ts';
import type { DetailState } from './list-detail-state.ts';
import { ListLine } from './list-line.tsx';

/** The part of a screen's model that is drawn the same on every screen of a list. */
export type ListModel<Row extends object, Key> = {
	readonly state: DetailState<unknown>;
	readonly layout: ListDetailLayout;
	readonly tableLayout: TableLayout<Row>;
	readonly filter: ListFilter;
	readonly rows: readonly Row[];
	readonly keyOf: (row: Row) => Key;
	readonly list: List<Row, Key>;
};

/** The details of a row. Lines that are the same object as before are not laid out again. */
export type RowDetail = { readonly title: string; readonly lines: readonly DetailLine[] };

export type ListFrameProps<Row extends object, Key> = {
	readonly model: ListModel<Row, Key>;
	/** Names the place that the details are scrolled to: `top.detail`. */
	readonly detailName: string;
	/** Painted lines above the list: figures and notices. */
	readonly head: readonly string[];
	/** What narrows or orders the list, and what is wrong with its figures. */
	readonly modes: readonly string[];
	readonly sort: SortOrder | null;
	/** Stands where the rows would. */
	readonly emptyText: string;
	/** Style of a whole row; stable, or everything is painted again. */
	readonly rowStyle?: (row: Row) => StyleName | null;
	/** Null while none are open. */
	readonly detail: RowDetail | null;
};

/** A screen of a list: figures, the line above the list, the list, and the details beside it or over it. */
export function ListFrame<Row extends object, Key>(props: ListFrameProps<Row, Key>) {
	const { model, detailName, head, detail } = props;
	const { layout, state } = model;
	const { isBeside, width, height } = layout.detail;
	return (
		// Clipping makes each line cost a measurement: only a terminal too small for its parts needs it.
		<Box
			flexDirection="column"
			width={layout.columns}
			height={layout.rows}
			overflow={layout.isCramped ? 'hidden' : 'visible'}
		>
			{head.map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
			<Box height={height} flexShrink={0}>
				{layout.isListShown ? <ListPane {...props} /> : null}
				{detail === null ? null : (
					<DetailPane
						name={detailName}
						title={detail.title}
						lines={detail.lines}
						width={width}
						height={height}
						isFocused={!isBeside || state.focus === 'detail'}
						hasRule={isBeside}
					/>
				)}
			</Box>
		</Box>
	);
}

function ListPane<Row extends object, Key>({ model, modes, sort, emptyText, rowStyle }: ListFrameProps<Row, Key>) {
	const { theme } = useConsole();
	const { layout, tableLayout, filter, rows, keyOf, list } = model;
	return (
		<Box flexDirection="column" width={layout.listColumns} flexShrink={0}>
			<ListLine width={layout.listColumns} filter={filter} modes={modes} position={list.position} />
			<Table
				layout={tableLayout}
				rows={rows}
				keyOf={keyOf}
				height={layout.tableRows}
				offset={list.offset}
				selectedKey={list.selectedKey}
				tagged={list.tagged}
				sort={sort}
				theme={theme}
				emptyText={sanitise(emptyText).replace('…', theme.symbols.ellipsis)}
				{...(rowStyle === undefined ? {} : { rowStyle })}
			/>
		</Box>
	);
}
