import { Box } from 'ink';
import { useMemo } from 'react';
import { layoutDetail } from '../../components/detail-lines.ts';
import { Line, Table } from '../../components/table.tsx';
import type { TableLayout } from '../../components/table-layout.ts';
import type { HistoryEntry } from '../../domain/history.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { Theme } from '../../theme.ts';
import { DetailPane } from '../parts/detail-pane.tsx';
import type { ListDetailLayout } from '../parts/list-detail-layout.ts';
import { ListLine } from '../parts/list-line.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import { entryDetailLines } from './entry-detail-lines.ts';
import { titleOf } from './entry-words.ts';
import { isNarrowed, modesOf } from './history-state.ts';
import type { HistoryModel } from './use-history-state.ts';

export type HistoryViewProps = {
	readonly model: HistoryModel;
	readonly theme: Theme;
	readonly layout: ListDetailLayout;
	readonly tableLayout: TableLayout<HistoryEntry>;
	/** Painted counts above the list. */
	readonly figures: string;
	readonly host: string;
};

/** The list is in the order of time, newest first; the head says so. */
const byTime = { column: 'time', descending: true } as const;

export function HistoryView({ model, theme, layout, tableLayout, figures, host }: HistoryViewProps) {
	const isDetailOpen = model.state.detailOf !== null;
	const isListShown = !isDetailOpen || layout.detail.isBeside;
	return (
		<Box flexDirection="column" width={layout.columns} height={layout.rows} overflow="hidden">
			<Line text={figures} />
			<Box height={layout.detail.height} flexShrink={0}>
				{isListShown ? (
					<Box flexDirection="column" width={layout.listColumns} flexShrink={0}>
						<ListLine
							width={layout.listColumns}
							filter={model.filter}
							modes={[...modesOf(model.state), ...freshnessModes(model.reading)]}
							position={model.list.position}
						/>
						<EntryTable {...{ model, theme, layout, tableLayout, host }} />
					</Box>
				) : null}
				{isDetailOpen ? <EntryDetailPane model={model} theme={theme} layout={layout} /> : null}
			</Box>
		</Box>
	);
}

function EntryTable({ model, theme, layout, tableLayout, host }: Omit<HistoryViewProps, 'figures'>) {
	const { list } = model;
	return (
		<Table
			layout={tableLayout}
			rows={model.rows}
			keyOf={model.keyOf}
			height={layout.tableRows}
			offset={list.offset}
			selectedKey={list.selectedKey}
			sort={byTime}
			theme={theme}
			emptyText={sanitise(emptyText(model, host)).replace('…', theme.symbols.ellipsis)}
		/>
	);
}

function emptyText({ reading, state, filter }: HistoryModel, host: string): string {
	const isAsked = isNarrowed(state) || filter.text !== '';
	const hasAnswer = reading.state === 'ready' || reading.state === 'stale';
	if (hasAnswer && !isAsked) return `Nothing was done yet on ${host}. Each act is recorded before it starts.`;
	return emptyTextOf(reading, 'entries', isAsked);
}

function EntryDetailPane({ model, theme, layout }: Pick<HistoryViewProps, 'model' | 'theme' | 'layout'>) {
	const { target, state } = model;
	const { width, height, isBeside } = layout.detail;
	const inner = width - (isBeside ? 1 : 0);
	const lines = useMemo(
		() =>
			layoutDetail(
				target === null
					? [{ kind: 'text', text: 'This entry is not in the list any more. Esc goes back.', style: 'dim' }]
					: entryDetailLines(target, theme.symbols),
				theme,
				inner,
			),
		[target, theme, inner],
	);
	return (
		<DetailPane
			name="history.detail"
			title={target === null ? '' : titleOf(target)}
			lines={lines}
			width={width}
			height={height}
			isFocused={!isBeside || state.focus === 'detail'}
			hasRule={isBeside}
		/>
	);
}
