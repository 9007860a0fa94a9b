import { useEffect, useRef } from 'react';
import { useConsole } from '../../hooks/console-context.ts';
import type { TopModel } from './use-top-state.ts';

/** Columns whose values are in every row without a further file. */
const cheapSorts: ReadonlySet<string> = new Set([
	'pid',
	'ppid',
	'pr',
	'ni',
	'threads',
	'virt',
	'res',
	's',
	'cpu',
	'mem',
	'time',
	'start',
]);

/** Tells the poller which rows are on screen, so that it reads their slower files alone; again only when that changed. */
export function useTopNeeds({ state, rows, list, filter, layout }: TopModel): void {
	const { actions } = useConsole();
	const isFiltered = filter.filter.terms.length > 0 || state.user !== null || state.needsUsers;
	const visibleKeys = rows.slice(list.offset, list.offset + layout.tableRows - 1).map((listed) => listed.process.key);
	const needs = {
		visibleKeys,
		sort: state.sort.column,
		showThreads: false,
		needsAllFacts: isFiltered || !cheapSorts.has(state.sort.column),
	};
	const content = JSON.stringify(needs);
	const latest = useRef(needs);
	latest.current = needs;
	// biome-ignore lint/correctness/useExhaustiveDependencies: `content` stands for what is in `latest`
	useEffect(() => actions.setNeeds('top', { top: latest.current }), [actions, content]);
}

/** Says when the process that is followed has ended. */
export function useFollowed(model: TopModel): void {
	const { toast } = useConsole();
	const { state, data, dispatch } = model;
	const { followed } = state;
	const isThere = followed === null || data === null || data.processes.some((process) => process.key === followed.key);
	useEffect(() => {
		if (isThere || followed === null) return;
		dispatch({ type: 'follow', followed: null });
		toast('warn', `${followed.label} has ended.`);
	}, [isThere, followed, dispatch, toast]);
}
