import type { ActName } from '../../domain/act-table.ts';
import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type ServicesKeyId =
	| 'services.filter'
	| 'services.details'
	| 'services.log'
	| 'services.restart'
	| 'services.start'
	| 'services.stop'
	| 'services.reload'
	| 'services.enable'
	| 'services.signal'
	| 'services.acts'
	| 'services.form'
	| 'services.show'
	| 'services.sort'
	| 'services.sockets'
	| 'services.processes'
	| 'services.daemon-reload'
	| 'services.columns'
	| 'services.copy'
	| 'services.problems'
	| 'services.invert'
	| 'services.to-list'
	| 'services.to-details'
	| 'services.back';

const binding = (
	id: ServicesKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
	act?: ActName,
): KeyBinding<ServicesKeyId> => ({ id, keys, hint, description, weight, act });

/** Letters that other lists have (filter, sort, columns, sockets, copy) mean the same here; acts on units are capitals. */
export const servicesKeys: KeyTable<ServicesKeyId> = {
	scope: 'services',
	title: 'Services',
	bindings: [
		binding('services.filter', ['/'], 'filter', 'Show only units that match', 90),
		binding('services.details', ['Enter'], 'details', 'Why it failed, properties, unit file, processes and ports', 85),
		binding('services.log', ['l'], 'log', 'The last 200 lines of its log', 80),
		binding('services.restart', ['R'], 'restart', 'Restart the unit', 75, 'service restart'),
		binding('services.start', ['S'], 'start', 'Start the unit', 70, 'service start'),
		binding('services.stop', ['X'], 'stop', 'Stop the unit', 69, 'service stop'),
		binding('services.reload', ['L'], 'reload', 'Have the unit read its configuration again', 55, 'service reload'),
		binding(
			'services.enable',
			['E'],
			'enable',
			'Enable it at boot; when it is enabled, disable it',
			40,
			'service enable',
		),
		binding('services.signal', ['k'], 'signal', 'Send a signal to its main process', 42, 'signal'),
		binding('services.acts', ['a'], 'acts', 'Everything that can be done with the unit', 65, 'service start'),
		binding(
			'services.form',
			['A'],
			'form',
			'Form: any unit by its exact name, or a command of your own',
			60,
			'service start',
		),
		binding('services.show', ['v'], 'show', 'Next: all units, services, running, enabled, failed', 58),
		binding('services.sort', ['s'], 'sort', 'Choose the column to sort by', 50),
		binding('services.sockets', ['o'], 'sockets', 'Show its sockets and ports in Network', 45),
		binding('services.processes', ['t'], 'processes', 'Show its processes in Top', 44),
		binding(
			'services.daemon-reload',
			['D'],
			'daemon-reload',
			'Have systemd read changed unit files',
			30,
			'reload-manager',
		),
		binding('services.columns', ['f'], 'columns', 'Choose columns and their order', 25),
		binding('services.copy', ['y'], 'copy', 'Copy the row or a command for it', 20),
		binding('services.problems', ['!'], 'problems', 'What could not be read, and why', 0),
		binding('services.invert', ['I'], 'invert', 'Invert the order', 0),
		binding('services.to-list', ['Left'], 'list', 'From the details to the list', 0),
		binding('services.to-details', ['Right'], 'details', 'From the list to the details', 0),
		binding('services.back', ['Esc', 'Backspace'], 'back', 'Close the details, or show all units again', 88),
	],
};
