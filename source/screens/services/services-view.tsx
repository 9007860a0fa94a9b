import { Box } from 'ink';
import { useMemo } from 'react';
import { layoutDetail } from '../../components/detail-lines.ts';
import { Line, Table } from '../../components/table.tsx';
import type { TableLayout } from '../../components/table-layout.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { UnitRow } from '../../domain/services.ts';
import type { StyleName, Theme } from '../../theme.ts';
import { DetailPane } from '../parts/detail-pane.tsx';
import type { ListDetailLayout } from '../parts/list-detail-layout.ts';
import { ListLine } from '../parts/list-line.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import { modesOf } from './services-state.ts';
import { unitDetailLines } from './unit-detail-lines.ts';
import { conditionOf } from './unit-words.ts';
import type { ServicesModel } from './use-services-state.ts';
import type { ShownUnit } from './use-unit-detail.ts';

export type ServicesViewProps = {
	readonly model: ServicesModel;
	readonly theme: Theme;
	readonly layout: ListDetailLayout;
	readonly tableLayout: TableLayout<UnitRow>;
	/** Painted lines above the list: counts, and a notice where there is one. */
	readonly head: readonly string[];
	/** Null while no details are open. */
	readonly detail: (ShownUnit & { readonly row: UnitRow | null }) | null;
};

/** Units that do nothing are there and matter little. */
const rowStyle = (row: UnitRow): StyleName | null => (conditionOf(row) === 'inactive' ? 'dim' : null);

export function ServicesView({ model, theme, layout, tableLayout, head, detail }: ServicesViewProps) {
	const isListShown = detail === null || layout.detail.isBeside;
	return (
		<Box flexDirection="column" width={layout.columns} height={layout.rows} overflow="hidden">
			{head.map((line, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
				<Line key={place} text={line} />
			))}
			<Box height={layout.detail.height} flexShrink={0}>
				{isListShown ? (
					<Box flexDirection="column" width={layout.listColumns} flexShrink={0}>
						<ListLine
							width={layout.listColumns}
							filter={model.filter}
							modes={[...modesOf(model.state), ...movedMode(model), ...freshnessModes(model.reading)]}
							position={model.list.position}
						/>
						<UnitTable model={model} theme={theme} layout={layout} tableLayout={tableLayout} />
					</Box>
				) : null}
				{detail === null ? null : <UnitDetailPane model={model} theme={theme} layout={layout} detail={detail} />}
			</Box>
		</Box>
	);
}

function movedMode({ list }: ServicesModel): readonly string[] {
	return list.hasMoved ? ['the selected unit is gone; this is its neighbour'] : [];
}

function UnitTable({ model, theme, layout, tableLayout }: Omit<ServicesViewProps, 'head' | 'detail'>) {
	const { state, list, filter, reading } = model;
	const isNarrowed = filter.text !== '' || state.show !== 'all';
	return (
		<Table
			layout={tableLayout}
			rows={model.rows}
			keyOf={model.keyOf}
			height={layout.tableRows}
			offset={list.offset}
			selectedKey={list.selectedKey}
			sort={state.sort}
			theme={theme}
			emptyText={sanitise(emptyTextOf(reading, 'units', isNarrowed)).replace('…', theme.symbols.ellipsis)}
			rowStyle={rowStyle}
		/>
	);
}

type DetailProps = Pick<ServicesViewProps, 'model' | 'theme' | 'layout'> & {
	readonly detail: NonNullable<ServicesViewProps['detail']>;
};

function UnitDetailPane({ model, theme, layout, detail }: DetailProps) {
	const { width, height, isBeside } = layout.detail;
	const inner = width - (isBeside ? 1 : 0);
	const lines = useMemo(() => {
		if (detail.row === null) {
			return layoutDetail([{ kind: 'text', text: 'This unit is gone from the list. Esc goes back.' }], theme, inner);
		}
		const note = detail.error === null ? [] : [{ kind: 'text', text: detail.error, style: 'warn' } as const];
		const isWaiting = detail.detail === null && detail.error === null;
		const waiting = isWaiting
			? [{ kind: 'text', text: `Reading ${theme.symbols.ellipsis}`, style: 'dim' } as const]
			: [];
		const known = unitDetailLines({ ...detail, row: detail.row, symbols: theme.symbols });
		return layoutDetail([...note, ...known, ...waiting], theme, inner);
	}, [detail, theme, inner]);
	return (
		<DetailPane
			name="services.detail"
			title={detail.row?.name ?? ''}
			lines={lines}
			width={width}
			height={height}
			isFocused={!isBeside || model.state.focus === 'detail'}
			hasRule={isBeside}
		/>
	);
}
