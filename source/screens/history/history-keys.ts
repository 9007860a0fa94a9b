import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type HistoryKeyId = 'history.filter' | 'history.details';

const binding = (
	id: HistoryKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
): KeyBinding<HistoryKeyId> => ({ id, keys, hint, description, weight });

export const historyKeys: KeyTable<HistoryKeyId> = {
	scope: 'history',
	title: 'History',
	bindings: [
		binding('history.filter', ['/'], 'filter', 'Show only entries that match', 90),
		binding('history.details', ['Enter'], 'details', 'Command, output, actor and events of the entry', 80),
	],
};
