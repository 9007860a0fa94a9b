import type { Column } from '../../components/table-contract.ts';
import { type Filter, matches } from '../../domain/list-filter.ts';
import { sortRows } from '../../domain/list-sort.ts';
import { type TreePlace, treeOf, withAncestors } from '../../domain/process-tree.ts';
import type { ProcessRow } from '../../domain/top.ts';
import type { SortOrder } from '../../domain/views.ts';
import type { Symbols } from '../../theme.ts';
import type { ListedProcess } from './top-columns.ts';

export type TopListOptions = {
	readonly filter: Filter;
	/** Only processes of this user; null shows all. */
	readonly user: string | null;
	/** Only these processes; null shows all. */
	readonly pids: ReadonlySet<number> | null;
	/** Leaves out the kernel's own threads. */
	readonly hidesKernel: boolean;
	readonly sort: SortOrder;
	readonly isTree: boolean;
	readonly folded: ReadonlySet<number>;
	/** Stays in the list whatever the filter says. */
	readonly followedKey: number | null;
};

/** Makes the list of the Top tab. One for each console: it remembers rows, so that what did not change stays the same object. */
export type TopLister = (
	processes: readonly ProcessRow[],
	columns: ReadonlyArray<Column<ListedProcess>>,
	options: TopListOptions,
) => readonly ListedProcess[];

export function createTopLister(symbols: Symbols): TopLister {
	// Entries go with their rows.
	const haystacks = new WeakMap<ProcessRow, string>();
	const listFlat = createKeeper();
	const listInTree = createKeeper();
	const haystack = (process: ProcessRow): string => {
		const known = haystacks.get(process);
		if (known !== undefined) return known;
		const fresh = haystackOf(process);
		haystacks.set(process, fresh);
		return fresh;
	};
	return (processes, columns, options) => {
		const shown = isNarrowed(options) ? processes.filter((process) => isShown(process, options, haystack)) : processes;
		const kept = options.isTree ? withParents(shown, processes, options) : shown;
		const flat = listFlat(kept, () => '');
		const sorted = sortListed(flat, columns, options.sort);
		if (!options.isTree) return sorted;
		const places = treeOf(
			sorted.map(({ process }) => process),
			options.folded,
		);
		return listInTree(
			places.map(({ row }) => row),
			(index) => branchOf(places[index], symbols),
		);
	};
}

type Keeper = (processes: readonly ProcessRow[], branchAt: (index: number) => string) => readonly ListedProcess[];

/** Lists processes, each as the same object as before while neither its row nor its branch changed. */
function createKeeper(): Keeper {
	// At most half as many more than there are rows. A weak map would cost the collector more than the rows do.
	const kept = new Map<number, ListedProcess>();
	let last: readonly ListedProcess[] = [];
	return (processes, branchAt) => {
		if (kept.size > processes.length * 1.5 + 64) kept.clear();
		last = processes.map((process, index) => {
			const branch = branchAt(index);
			// Most stand where they stood: no look-up for those.
			const inPlace = last[index];
			const known = inPlace?.process === process ? inPlace : kept.get(process.key);
			if (known !== undefined && known.process === process && known.branch === branch) return known;
			const fresh = { process, branch };
			kept.set(process.key, fresh);
			return fresh;
		});
		return last;
	};
}

function isNarrowed({ filter, user, pids, hidesKernel }: TopListOptions): boolean {
	return filter.terms.length > 0 || user !== null || pids !== null || hidesKernel;
}

function isShown(process: ProcessRow, options: TopListOptions, haystack: (process: ProcessRow) => string): boolean {
	if (process.key === options.followedKey) return true;
	if (options.hidesKernel && isKernelThread(process)) return false;
	if (options.user !== null && userOf(process) !== options.user) return false;
	if (options.pids !== null && !options.pids.has(process.pid)) return false;
	return options.filter.terms.length === 0 || matches(options.filter, haystack(process));
}

/** Kernel threads are kthreadd and its children. In a container no process has that parent. */
export function isKernelThread({ pid, ppid, virtualBytes }: ProcessRow): boolean {
	return (ppid === 2 || pid === 2) && virtualBytes === 0;
}

/** A user's name, or the number where nobody knows the name. */
export function userOf(process: ProcessRow): string {
	return process.user ?? (process.uid === null ? '' : process.uid.toString());
}

function haystackOf(process: ProcessRow): string {
	const { pid, name, command, unit, container } = process;
	return [pid, userOf(process), command ?? name, name, unit, container].filter((part) => part !== null).join(' ');
}

function withParents(
	shown: readonly ProcessRow[],
	processes: readonly ProcessRow[],
	options: TopListOptions,
): readonly ProcessRow[] {
	if (shown.length === processes.length || options.pids !== null) return shown;
	const kept = withAncestors(shown, processes);
	return processes.filter((process) => kept.has(process.pid));
}

function sortListed(
	listed: readonly ListedProcess[],
	columns: ReadonlyArray<Column<ListedProcess>>,
	sort: SortOrder,
): readonly ListedProcess[] {
	const sortValue = columns.find((column) => column.id === sort.column)?.sortValue;
	if (sortValue === undefined) return listed;
	return sortRows(listed, sortValue, sort.descending, ({ process }) => process.pid);
}

function branchOf(place: TreePlace<ProcessRow> | undefined, { treeBranch, treeLast, treeLine }: Symbols): string {
	if (place === undefined) return '';
	const { lastOfLevel, foldedCount } = place;
	const lines = lastOfLevel.slice(0, -1).map((isLast) => (isLast ? '  ' : treeLine));
	const own = lastOfLevel.length === 0 ? '' : `${lastOfLevel.at(-1) === true ? treeLast : treeBranch} `;
	return lines.join('') + own + (foldedCount > 0 ? `[+${foldedCount}] ` : '');
}
