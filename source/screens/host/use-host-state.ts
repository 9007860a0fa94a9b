import { useEffect, useMemo } from 'react';
import type { HostData } from '../../domain/host.ts';
import { lastValueOf as lastValue, type Reading } from '../../domain/reading.ts';
import { useConsole } from '../../hooks/console-context.ts';
import { useConsoleState } from '../../hooks/use-console-state.ts';
import { type List, useList } from '../../hooks/use-list.ts';
import { type ListFilter, useListFilter } from '../../hooks/use-list-filter.ts';
import { useScreenState } from '../../hooks/use-screen-state.ts';
import type { View } from '../../store/console-store.ts';
import { filterSections, type HostLayout, layoutHost } from './host-layout.ts';
import type { HostLine } from './host-lines.ts';
import { hostSections } from './host-sections.ts';

export type HostModel = {
	readonly reading: Reading<View<HostData>>;
	readonly filter: ListFilter;
	readonly layout: HostLayout;
	readonly list: List<HostLine, string>;
	/** First row of the page on screen. */
	readonly offset: number;
};

const keyOf = (line: HostLine) => line.key;
const setOffset = (_: number, offset: number) => offset;

/** Sections made of the reading, what of them is on screen, and the line that is selected. */
export function useHostState(columns: number, pageRows: number): HostModel {
	const { theme } = useConsole();
	const reading = useConsoleState((all) => all.readings.host);
	const filter = useListFilter('host');
	const view = lastValue(reading);
	const sections = useMemo(() => (view === null ? [] : hostSections(view.data, view.problems, theme)), [view, theme]);
	const layout = useMemo(
		() => layoutHost(filterSections(sections, filter.filter), columns),
		[sections, filter.filter, columns],
	);
	const list = useList('host', layout.lines, keyOf, pageRows);
	const [kept, setKept] = useScreenState('scroll:host', 0, setOffset);
	const last = Math.max(0, layout.rowCount - pageRows);
	const selectedRow = list.selectedRow === null ? 0 : (layout.rowOf.get(list.selectedRow.key) ?? 0);
	const offset = keepInSight(kept, selectedRow, list.selectedIndex === 0, pageRows, last);
	useEffect(() => {
		if (offset !== kept) setKept(offset);
	}, [offset, kept, setKept]);
	return { reading, filter, layout, list, offset };
}

/** The smallest scroll that shows the selected row; its heading comes along, and at the first line the page's start. */
function keepInSight(kept: number, row: number, isFirst: boolean, pageRows: number, last: number): number {
	if (isFirst) return 0;
	const head = Math.max(0, row - 1);
	const offset = head < kept ? head : row >= kept + pageRows ? row - pageRows + 1 : kept;
	return Math.min(Math.max(0, offset), last);
}
