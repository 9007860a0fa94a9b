import { useMemo } from 'react';
import type { DetailLine } from '../../components/detail-lines.ts';
import type { StyleName } from '../../theme.ts';
import { ListFrame, type RowDetail } from '../parts/list-frame.tsx';
import { emptyTextOf, freshnessModes, movedModes } from '../parts/problem-lines.ts';
import { detailLinesOf } from './process-detail.ts';
import type { ListedProcess } from './top-columns.ts';
import { isKernelThread } from './top-list.ts';
import { type DetailPart, modesOf } from './top-state.ts';
import type { ShownDetail } from './use-process-detail.ts';
import type { TopModel } from './use-top-state.ts';

export type ProcessInSight = ShownDetail & { readonly title: string };

export type TopViewProps = {
	readonly model: TopModel;
	readonly figures: readonly string[];
	/** Null while no details are open. */
	readonly detail: ProcessInSight | null;
};

/** Kernel threads are there and matter little. */
const rowStyle = ({ process }: ListedProcess): StyleName | null => (isKernelThread(process) ? 'dim' : null);

export function TopView({ model, figures, detail }: TopViewProps) {
	const { state, list, filter, reading } = model;
	const { detailPart } = state;
	const isNarrowed = filter.text !== '' || state.user !== null || state.pids !== null;
	const shown = useMemo(() => (detail === null ? null : rowDetailOf(detail, detailPart)), [detail, detailPart]);
	return (
		<ListFrame
			model={model}
			detailName="top.detail"
			head={figures}
			modes={[...modesOf(state), ...tagModes(model), ...movedModes(list, 'process'), ...freshnessModes(reading)]}
			sort={state.sort}
			emptyText={emptyTextOf(reading, 'processes', isNarrowed)}
			rowStyle={rowStyle}
			detail={shown}
		/>
	);
}

function tagModes({ list }: TopModel): readonly string[] {
	return list.tagged.size > 0 ? [`${list.tagged.size} tagged`] : [];
}

function rowDetailOf({ title, detail, error }: ProcessInSight, part: DetailPart): RowDetail {
	const note: readonly DetailLine[] = error === null ? [] : [{ kind: 'text', text: error, style: 'warn' }];
	const lines = [...note, ...(detail === null ? [] : detailLinesOf(part, detail))];
	return { title, lines: lines.length === 0 ? [{ kind: 'text', text: 'Reading …', style: 'dim' }] : lines };
}
