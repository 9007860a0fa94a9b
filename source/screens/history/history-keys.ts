import type { ActName } from '../../domain/act-table.ts';
import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type HistoryKeyId =
	| 'history.filter'
	| 'history.details'
	| 'history.time'
	| 'history.type'
	| 'history.status'
	| 'history.unread'
	| 'history.seen'
	| 'history.all-seen'
	| 'history.output'
	| 'history.undo'
	| 'history.again'
	| 'history.verify'
	| 'history.unit'
	| 'history.columns'
	| 'history.copy'
	| 'history.gaps'
	| 'history.to-list'
	| 'history.to-details'
	| 'history.back';

const binding = (
	id: HistoryKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
	act?: ActName,
): KeyBinding<HistoryKeyId> => ({ id, keys, hint, description, weight, act });

/** Letters that other lists have (filter, columns, unit, copy, gaps) mean the same here. */
export const historyKeys: KeyTable<HistoryKeyId> = {
	scope: 'history',
	title: 'History',
	bindings: [
		binding('history.filter', ['/'], 'filter', 'Show only entries that match', 90),
		binding('history.details', ['Enter'], 'details', 'Command, change, output, actor and events of the entry', 85),
		binding('history.time', ['w'], 'when', 'Last hour, day, week, or all', 70),
		binding('history.type', ['t'], 'type', 'Show one type of act', 65),
		binding('history.status', ['v'], 'status', 'Show one status', 64),
		binding('history.unread', ['n'], 'new', 'Show only what you have not seen, or all again', 60),
		binding('history.seen', ['m'], 'seen', 'Mark the entry as seen', 55),
		binding('history.all-seen', ['M'], 'all seen', 'Mark every entry as seen', 54),
		binding('history.output', ['l'], 'output', 'Output of the entry, to scroll and search', 50),
		binding('history.again', ['a'], 'again', 'Do the same again; what was hidden is asked for', 46, 'service start'),
		binding('history.verify', ['V'], 'verify', 'Check that the log is as it was written', 35),
		binding('history.undo', ['X'], 'undo', 'Take the act back, where that is possible', 45, 'undo'),
		binding('history.unit', ['u'], 'unit', 'Show the unit of the entry in Services', 40),
		binding('history.copy', ['y'], 'copy', 'Copy the command, the row or the id', 30),
		binding('history.columns', ['f'], 'columns', 'Choose columns and their order', 20),
		binding('history.gaps', ['!'], 'gaps', 'Say what could not be read, and why', 0),
		binding('history.to-list', ['Left'], 'list', 'From the details to the list', 0),
		binding('history.to-details', ['Right'], 'details', 'From the list to the details', 0),
		binding('history.back', ['Esc', 'Backspace'], 'back', 'Close the details, or show all entries again', 88),
	],
};
