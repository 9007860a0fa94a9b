import { useMemo } from 'react';
import type { DetailLine } from '../../components/detail-lines.ts';
import type { UnitRow } from '../../domain/services.ts';
import type { StyleName, Symbols, Theme } from '../../theme.ts';
import { ListFrame, type RowDetail } from '../parts/list-frame.tsx';
import { emptyTextOf, freshnessModes, movedModes } from '../parts/problem-lines.ts';
import { modesOf } from './services-state.ts';
import { unitDetailLines } from './unit-detail-lines.ts';
import { conditionOf } from './unit-words.ts';
import type { ServicesModel } from './use-services-state.ts';
import type { ShownUnit } from './use-unit-detail.ts';

/** Details of a unit; `row` is null once it is gone from the list. */
export type UnitInSight = ShownUnit & { readonly row: UnitRow | null };

export type ServicesViewProps = {
	readonly model: ServicesModel;
	readonly theme: Theme;
	/** Painted lines above the list: counts, and a notice where there is one. */
	readonly head: readonly string[];
	/** Null while no details are open. */
	readonly detail: UnitInSight | null;
};

/** Units that do nothing are there and matter little. */
const rowStyle = (row: UnitRow): StyleName | null => (conditionOf(row) === 'inactive' ? 'dim' : null);

export function ServicesView({ model, theme, head, detail }: ServicesViewProps) {
	const { state, list, filter, reading } = model;
	const { symbols } = theme;
	const shown = useMemo(() => (detail === null ? null : rowDetailOf(detail, symbols)), [detail, symbols]);
	return (
		<ListFrame
			model={model}
			detailName="services.detail"
			head={head}
			modes={[...modesOf(state), ...movedModes(list, 'unit'), ...freshnessModes(reading)]}
			sort={state.sort}
			emptyText={emptyTextOf(reading, 'units', filter.text !== '' || state.show !== 'all')}
			rowStyle={rowStyle}
			detail={shown}
		/>
	);
}

function rowDetailOf({ row, ...shown }: UnitInSight, symbols: Symbols): RowDetail {
	if (row === null)
		return { title: '', lines: [{ kind: 'text', text: 'This unit is gone from the list. Esc goes back.' }] };
	const { detail, error } = shown;
	const note: readonly DetailLine[] = error === null ? [] : [{ kind: 'text', text: error, style: 'warn' }];
	const waiting: readonly DetailLine[] =
		detail === null && error === null ? [{ kind: 'text', text: `Reading ${symbols.ellipsis}`, style: 'dim' }] : [];
	return { title: row.name, lines: [...note, ...unitDetailLines({ ...shown, row, symbols }), ...waiting] };
}
