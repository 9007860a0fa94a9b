import type { KeyTable } from '../domain/keys.ts';
import type { ListMove } from '../domain/list-selection.ts';

/** Moves of every list. There is no vi pair: `k` is signal. */
export type ListKeyId = `list.${ListMove}`;

export const listKeys: KeyTable<ListKeyId> = {
	scope: 'list',
	title: 'Lists',
	bindings: [
		{ id: 'list.up', keys: ['Up'], hint: 'up', description: 'One row up', weight: 0 },
		{ id: 'list.down', keys: ['Down'], hint: 'down', description: 'One row down', weight: 0 },
		{ id: 'list.page-up', keys: ['PageUp'], hint: 'page up', description: 'One screen up', weight: 0 },
		{ id: 'list.page-down', keys: ['PageDown'], hint: 'page down', description: 'One screen down', weight: 0 },
		{ id: 'list.half-up', keys: ['Ctrl+U'], hint: 'half up', description: 'Half a screen up', weight: 0 },
		{ id: 'list.half-down', keys: ['Ctrl+D'], hint: 'half down', description: 'Half a screen down', weight: 0 },
		{ id: 'list.first', keys: ['Home', 'g'], hint: 'first', description: 'First row', weight: 0 },
		{ id: 'list.last', keys: ['End', 'G'], hint: 'last', description: 'Last row', weight: 0 },
	],
};
