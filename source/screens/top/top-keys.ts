import type { ActName } from '../../domain/act-table.ts';
import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type TopKeyId =
	| 'top.filter'
	| 'top.sort'
	| 'top.tree'
	| 'top.signal'
	| 'top.renice'
	| 'top.details'
	| 'top.threads'
	| 'top.sockets'
	| 'top.unit'
	| 'top.columns'
	| 'top.command'
	| 'top.user'
	| 'top.follow'
	| 'top.tag'
	| 'top.untag'
	| 'top.cores'
	| 'top.kernel'
	| 'top.copy'
	| 'top.gaps'
	| 'top.sort-cpu'
	| 'top.sort-memory'
	| 'top.sort-time'
	| 'top.sort-pid'
	| 'top.invert'
	| 'top.fold'
	| 'top.unfold'
	| 'top.back';

const binding = (
	id: TopKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
	act?: ActName,
): KeyBinding<TopKeyId> => ({ id, keys, hint, description, weight, act });

export const topKeys: KeyTable<TopKeyId> = {
	scope: 'top',
	title: 'Top',
	bindings: [
		binding('top.filter', ['/'], 'filter', 'Show only processes that match', 90),
		binding('top.sort', ['s'], 'sort', 'Choose the column to sort by', 80),
		binding('top.tree', ['t'], 'tree', 'Show processes under their parents', 70),
		binding('top.signal', ['k'], 'signal', 'Send a signal to the process, or to those tagged', 85, 'signal'),
		binding('top.renice', ['r'], 'renice', 'Change the nice value', 60, 'renice'),
		binding('top.details', ['Enter'], 'details', 'Open files, limits, environment, threads of the process', 75),
		binding('top.threads', ['H'], 'threads', 'Threads of the process, the busiest first; again shows all details', 29),
		binding('top.sockets', ['o'], 'sockets', 'Show its sockets in Network', 50),
		binding('top.unit', ['u'], 'unit', 'Show its unit in Services', 45),
		binding('top.columns', ['f'], 'columns', 'Choose columns and their order', 30),
		binding('top.command', ['c'], 'command', 'Full command line, or the program alone', 25),
		binding('top.user', ['U'], 'user', 'Show only processes of one user', 35),
		binding('top.follow', ['F'], 'follow', 'Follow the process; say when it ends', 28),
		binding('top.tag', ['Space'], 'tag', 'Tag the process for one signal to many', 27),
		binding('top.untag', ['*'], 'untag', 'Untag all', 0),
		binding('top.cores', ['C'], 'cores', 'Show each core', 26),
		binding('top.kernel', ['K'], 'kernel', 'Hide or show the kernel’s own threads', 22),
		binding('top.copy', ['y'], 'copy', 'Copy the row or a command for it', 20),
		binding('top.gaps', ['!'], 'gaps', 'Say what could not be read, and why', 0),
		binding('top.sort-cpu', ['P'], 'by CPU', 'Sort by CPU', 0),
		binding('top.sort-memory', ['M'], 'by memory', 'Sort by memory', 0),
		binding('top.sort-time', ['T'], 'by time', 'Sort by CPU time', 0),
		binding('top.sort-pid', ['N'], 'by PID', 'Sort by PID', 0),
		binding('top.invert', ['I'], 'invert', 'Invert the order', 0),
		binding('top.fold', ['Left'], 'fold', 'Fold the branch of the tree; go from the details to the list', 0),
		binding('top.unfold', ['Right'], 'unfold', 'Unfold the branch of the tree; go from the list to the details', 0),
		binding('top.back', ['Esc', 'Backspace'], 'back', 'Close the details, or show all processes again', 88),
	],
};
