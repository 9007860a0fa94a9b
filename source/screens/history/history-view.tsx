import { useMemo } from 'react';
import type { HistoryEntry } from '../../domain/history.ts';
import type { Symbols, Theme } from '../../theme.ts';
import { ListFrame, type RowDetail } from '../parts/list-frame.tsx';
import { emptyTextOf, freshnessModes } from '../parts/problem-lines.ts';
import { entryDetailLines } from './entry-detail-lines.ts';
import { titleOf } from './entry-words.ts';
import { isNarrowed, modesOf } from './history-state.ts';
import type { HistoryModel } from './use-history-state.ts';

export type HistoryViewProps = {
	readonly model: HistoryModel;
	readonly theme: Theme;
	/** Painted counts above the list. */
	readonly figures: string;
	readonly host: string;
};

/** The list is in the order of time, newest first; the head says so. */
const byTime = { column: 'time', descending: true } as const;

export function HistoryView({ model, theme, figures, host }: HistoryViewProps) {
	const { state, target, reading } = model;
	const { symbols } = theme;
	const isOpen = state.detailOf !== null;
	const detail = useMemo(() => (isOpen ? rowDetailOf(target, symbols) : null), [isOpen, target, symbols]);
	return (
		<ListFrame
			model={model}
			detailName="history.detail"
			head={[figures]}
			modes={[...modesOf(state), ...freshnessModes(reading)]}
			sort={byTime}
			emptyText={emptyText(model, host)}
			detail={detail}
		/>
	);
}

function emptyText({ reading, state, filter }: HistoryModel, host: string): string {
	const isAsked = isNarrowed(state) || filter.text !== '';
	const hasAnswer = reading.state === 'ready' || reading.state === 'stale';
	if (hasAnswer && !isAsked) return `Nothing was done yet on ${host}. Each act is recorded before it starts.`;
	return emptyTextOf(reading, 'entries', isAsked);
}

function rowDetailOf(entry: HistoryEntry | null, symbols: Symbols): RowDetail {
	if (entry !== null) return { title: titleOf(entry), lines: entryDetailLines(entry, symbols) };
	const text = 'This entry is not in the list any more. Esc goes back.';
	return { title: '', lines: [{ kind: 'text', text, style: 'dim' }] };
}
