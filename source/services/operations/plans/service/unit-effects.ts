import type { ServiceVerb } from '../../../../domain/operation.ts';
import type { UnitState, UnitWeight } from '../../../service-managers/service-manager.ts';

/** Names told in one sentence; the rest is counted. */
const maxNames = 6;

function listNames(names: readonly string[]): string {
	const shown = names.slice(0, maxNames).join(', ');
	return names.length <= maxNames ? shown : `${shown} and ${names.length - maxNames} more`;
}

function isUp(state: UnitState): boolean {
	return state.activeState !== 'inactive' && state.activeState !== 'failed';
}

/** A unit between two starts has none at this moment. */
function hasProcesses(state: UnitState): boolean {
	return state.controlGroup !== null || state.mainPid !== null;
}

/** What hangs on an act, one sentence each. `ports` null means that it is not known. */
export function describeEffects(
	verb: ServiceVerb,
	state: UnitState,
	weight: UnitWeight,
	ports: readonly string[] | null,
): readonly string[] {
	const { dependents, triggers, pids } = weight;
	const effects: string[] = [];
	const ends = verb === 'stop' || verb === 'restart';
	if (ends && dependents.length > 0) {
		const units = listNames(dependents);
		effects.push(verb === 'stop' ? `Goes down with it: ${units}.` : `Restarts with it: ${units}.`);
	}
	if (verb === 'stop' && triggers.length > 0) effects.push(`Would start it again: ${listNames(triggers)}.`);
	if (ends && isUp(state) && hasProcesses(state)) effects.push(describeProcesses(pids));
	if (ends && ports !== null && ports.length > 0) effects.push(`Listens on ${listNames(ports)}.`);
	if (verb === 'disable') effects.push(`It will not start at the next boot${isUp(state) ? '; it runs on now' : ''}.`);
	if (verb === 'mask')
		effects.push(`Nothing can start it until it is unmasked${isUp(state) ? '; it runs on now' : ''}.`);
	if (state.needsReload) effects.push('Its file changed on disk: without a reload of the manager the old one counts.');
	return effects;
}

function describeProcesses(pids: readonly number[] | null): string {
	if (pids === null) return 'How many processes end is not known.';
	return pids.length === 1 ? `1 process ends (${pids[0]}).` : `${pids.length} processes end.`;
}
