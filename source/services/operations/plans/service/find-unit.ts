import { findNearest } from '../../../../domain/nearest.ts';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { withoutServiceType } from '../../../../domain/unit-name.ts';
import type { ServiceManager, UnitState } from '../../../service-managers/service-manager.ts';
import type { OperationContext } from '../planned-act.ts';

export type FoundUnit = { readonly manager: ServiceManager; readonly state: UnitState };

/** The unit of a manager, or of the first manager that has one of that name. Where none has, the nearest names are told. */
export async function findUnit(
	context: Pick<OperationContext, 'managers' | 'transport'>,
	unit: string,
	managerName: string | null,
): Promise<Result<FoundUnit>> {
	const { managers, problems } = await context.managers.find();
	const { host } = context.transport;
	const candidates = managers.filter(({ name }) => managerName === null || name === managerName);
	if (candidates.length === 0) {
		const names = managers.map(({ name }) => name).join(', ');
		const found = names === '' ? 'No service manager was found there.' : `Found there: ${names}.`;
		const [problem] = problems;
		return fail(
			'unavailable',
			managerName === null ? `No service manager was found on ${host}` : `${managerName} was not found on ${host}`,
			problem === undefined ? found : `${found} ${problem.message}`,
		);
	}
	for (const manager of candidates) {
		const state = await manager.show(unit);
		if (state.ok) return succeed({ manager, state: state.value });
		if (state.error.code !== 'not-found') return state;
	}
	const near = await findNearestUnits(candidates, unit);
	const hint = near.length === 0 ? 'The list of services shows the names.' : `Did you mean ${near.join(', ')}?`;
	return fail('not-found', `There is no unit ${unit} on ${host}`, hint);
}

async function findNearestUnits(managers: readonly ServiceManager[], unit: string): Promise<readonly string[]> {
	const lists = await Promise.all(managers.map((manager) => manager.list()));
	const names = lists.flatMap((list) => (list.ok ? list.value.units.map(({ name }) => withoutServiceType(name)) : []));
	return findNearest(withoutServiceType(unit), names);
}
