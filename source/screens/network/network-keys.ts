import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type NetworkKeyId =
	| 'network.filter'
	| 'network.view'
	| 'network.view-back'
	| 'network.details'
	| 'network.process'
	| 'network.unit'
	| 'network.sort'
	| 'network.invert'
	| 'network.columns'
	| 'network.copy'
	| 'network.gaps'
	| 'network.left'
	| 'network.right'
	| 'network.back';

const binding = (
	id: NetworkKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
): KeyBinding<NetworkKeyId> => ({ id, keys, hint, description, weight });

export const networkKeys: KeyTable<NetworkKeyId> = {
	scope: 'network',
	title: 'Network',
	bindings: [
		binding('network.filter', ['/'], 'filter', 'Show only what matches a program, port, address or state', 90),
		binding('network.view', ['v'], 'view', 'Sockets, listening, unix, interfaces, routes: the next one', 85),
		binding('network.view-back', ['V'], 'view back', 'The view before', 0),
		binding(
			'network.details',
			['Enter'],
			'details',
			'Everything about the row; of a TCP connection what ss -i says',
			80,
		),
		binding('network.process', ['o'], 'process', 'Show the processes that hold the socket in Top', 70),
		binding('network.unit', ['u'], 'unit', 'Show the unit of the process in Services', 60),
		binding('network.sort', ['s'], 'sort', 'Choose the column to sort by', 50),
		binding('network.invert', ['I'], 'invert', 'Invert the order', 0),
		binding('network.columns', ['f'], 'columns', 'Choose columns and their order', 20),
		binding('network.copy', ['y'], 'copy', 'Copy the row, an address, or an ss command', 40),
		binding('network.gaps', ['!'], 'gaps', 'Say what could not be read, and why', 0),
		binding('network.left', ['Left'], 'left', 'The view before; from the details to the list', 0),
		binding('network.right', ['Right'], 'right', 'The next view; from the list to the details', 0),
		binding('network.back', ['Esc', 'Backspace'], 'back', 'Close the details, or show all sockets again', 88),
	],
};
