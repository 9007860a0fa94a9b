import { Box } from 'ink';
import { useMemo } from 'react';
import { layoutDetail } from '../../components/detail-lines.ts';
import { Line, Table } from '../../components/table.tsx';
import type { TableLayout } from '../../components/table-layout.ts';
import type { StyleName, Theme } from '../../theme.ts';
import { DetailPane } from '../parts/detail-pane.tsx';
import { ListLine } from '../parts/list-line.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import { detailLinesOf } from './process-detail.ts';
import type { ListedProcess } from './top-columns.ts';
import type { TopLayout } from './top-layout.ts';
import { isKernelThread } from './top-list.ts';
import { modesOf } from './top-state.ts';
import type { ShownDetail } from './use-process-detail.ts';
import type { TopModel } from './use-top-state.ts';

export type TopViewProps = {
	readonly model: TopModel;
	readonly theme: Theme;
	readonly layout: TopLayout;
	readonly tableLayout: TableLayout<ListedProcess>;
	readonly figures: readonly string[];
	/** Null while no details are open. */
	readonly detail: (ShownDetail & { readonly title: string }) | null;
};

/** Kernel threads are there and matter little. */
const rowStyle = ({ process }: ListedProcess): StyleName | null => (isKernelThread(process) ? 'dim' : null);

export function TopView({ model, theme, layout, tableLayout, figures, detail }: TopViewProps) {
	const isListShown = detail === null || layout.detail.isBeside;
	return (
		// Clipping makes each line cost a measurement: only a terminal too small for its parts needs it.
		<Box
			flexDirection="column"
			width={layout.columns}
			height={layout.rows}
			overflow={layout.isCramped ? 'hidden' : 'visible'}
		>
			{figures.map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
			{isListShown ? (
				<ListLine
					width={layout.columns}
					filter={model.filter}
					modes={[...modesOf(model.state), ...tagMode(model), ...freshnessModes(model.reading)]}
					position={model.list.position}
				/>
			) : null}
			<Box height={isListShown ? layout.tableRows : layout.tableRows + 1} flexShrink={0}>
				{isListShown ? <ProcessTable model={model} theme={theme} layout={layout} tableLayout={tableLayout} /> : null}
				{detail === null ? null : <ProcessDetailPane model={model} theme={theme} layout={layout} detail={detail} />}
			</Box>
		</Box>
	);
}

function tagMode({ list }: TopModel): readonly string[] {
	return [
		...(list.tagged.size > 0 ? [`${list.tagged.size} tagged`] : []),
		...(list.hasMoved ? ['the selected process is gone; this is its neighbour'] : []),
	];
}

function ProcessTable({ model, theme, layout, tableLayout }: Omit<TopViewProps, 'figures' | 'detail'>) {
	const { state, list, filter } = model;
	const isNarrowed = filter.text !== '' || state.user !== null || state.pids !== null;
	return (
		<Table
			layout={tableLayout}
			rows={model.rows}
			keyOf={model.keyOf}
			height={layout.tableRows}
			offset={list.offset}
			selectedKey={list.selectedKey}
			tagged={list.tagged}
			sort={state.sort}
			theme={theme}
			emptyText={emptyTextOf(model.reading, 'processes', isNarrowed)}
			rowStyle={rowStyle}
		/>
	);
}

type DetailProps = {
	readonly model: TopModel;
	readonly theme: Theme;
	readonly layout: TopLayout;
	readonly detail: NonNullable<TopViewProps['detail']>;
};

function ProcessDetailPane({ model, theme, layout, detail }: DetailProps) {
	const { width, isBeside } = layout.detail;
	const inner = width - (isBeside ? 1 : 0);
	const lines = useMemo(() => {
		const note = detail.error === null ? [] : [{ kind: 'text', text: detail.error, style: 'warn' } as const];
		const known = detail.detail === null ? [] : detailLinesOf(model.state.detailPart, detail.detail);
		const waiting =
			known.length + note.length === 0 ? [{ kind: 'text', text: 'Reading …', style: 'dim' } as const] : [];
		return layoutDetail([...note, ...known, ...waiting], theme, inner);
	}, [detail, theme, inner, model.state.detailPart]);
	return (
		<DetailPane
			name="top.detail"
			title={detail.title}
			lines={lines}
			width={width}
			height={isBeside ? layout.tableRows : layout.tableRows + 1}
			isFocused={!isBeside || model.state.focus === 'detail'}
			hasRule={isBeside}
		/>
	);
}
