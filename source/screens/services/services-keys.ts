import type { KeyBinding, KeyTable } from '../../domain/keys.ts';

export type ServicesKeyId = 'services.filter' | 'services.sort' | 'services.details';

const binding = (
	id: ServicesKeyId,
	keys: readonly string[],
	hint: string,
	description: string,
	weight: number,
): KeyBinding<ServicesKeyId> => ({ id, keys, hint, description, weight });

export const servicesKeys: KeyTable<ServicesKeyId> = {
	scope: 'services',
	title: 'Services',
	bindings: [
		binding('services.filter', ['/'], 'filter', 'Show only units that match', 90),
		binding('services.sort', ['s'], 'sort', 'Choose the column to sort by', 60),
		binding('services.details', ['Enter'], 'details', 'Properties, unit file, processes and ports of the unit', 80),
	],
};
