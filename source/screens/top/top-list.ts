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
	// Both go with their rows.
	const haystacks = new WeakMap<ProcessRow, string>();
	const listed = new WeakMap<ProcessRow, ListedProcess>();
	const list = (process: ProcessRow, branch: string): ListedProcess => {
		const known = listed.get(process);
		if (known !== undefined && known.branch === branch) return known;
		const fresh = { process, branch };
		listed.set(process, fresh);
		return fresh;
	};
	const haystack = (process: ProcessRow): string => {
		const known = haystacks.get(process);
		if (known !== undefined) return known;
		const fresh = haystackOf(process);
		haystacks.set(process, fresh);
		return fresh;
	};
	return (processes, columns, options) => {
		const shown = processes.filter((process) => isShown(process, options, haystack));
		const kept = options.isTree ? withParents(shown, processes, options) : shown;
		const sorted = sortProcesses(kept, columns, options.sort);
		if (!options.isTree) return sorted.map((process) => list(process, ''));
		return treeOf(sorted, options.folded).map((place) => list(place.row, branchOf(place, symbols)));
	};
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

function sortProcesses(
	processes: readonly ProcessRow[],
	columns: ReadonlyArray<Column<ListedProcess>>,
	sort: SortOrder,
): readonly ProcessRow[] {
	const sortValue = columns.find((column) => column.id === sort.column)?.sortValue;
	if (sortValue === undefined) return processes;
	const value = (process: ProcessRow) => sortValue({ process, branch: '' });
	return sortRows(processes, value, sort.descending, (process) => process.pid);
}

function branchOf(place: TreePlace<ProcessRow>, { treeBranch, treeLast, treeLine }: Symbols): string {
	const { lastOfLevel, foldedCount } = place;
	const lines = lastOfLevel.slice(0, -1).map((isLast) => (isLast ? '  ' : treeLine));
	const own = lastOfLevel.length === 0 ? '' : `${lastOfLevel.at(-1) === true ? treeLast : treeBranch} `;
	return lines.join('') + own + (foldedCount > 0 ? `[+${foldedCount}] ` : '');
}
