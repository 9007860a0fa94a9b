import type { KeyTable } from '../../domain/keys.ts';

export type HostKeyId = 'host.filter' | 'host.details' | 'host.process' | 'host.copy' | 'host.gaps' | 'host.back';

export const hostKeys: KeyTable<HostKeyId> = {
	scope: 'host',
	title: 'Host',
	bindings: [
		{ id: 'host.filter', keys: ['/'], hint: 'filter', description: 'Show only lines that match', weight: 90 },
		{
			id: 'host.details',
			keys: ['Enter'],
			hint: 'whole line',
			description: 'Show the whole line, and why a value is missing',
			weight: 75,
		},
		{
			id: 'host.process',
			keys: ['o'],
			hint: 'process',
			description: 'Show the process of the line in Top',
			weight: 60,
		},
		{ id: 'host.gaps', keys: ['!'], hint: 'gaps', description: 'Say what could not be read, and why', weight: 50 },
		{ id: 'host.copy', keys: ['y'], hint: 'copy', description: 'Copy the line', weight: 40 },
		{ id: 'host.back', keys: ['Esc', 'Backspace'], hint: 'back', description: 'Show all lines again', weight: 88 },
	],
};
