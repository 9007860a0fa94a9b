import type { ServiceVerb } from '../../../../domain/operation.ts';
import type { UnitState, UnitWeight } from '../../../service-managers/service-manager.ts';
import type { Clients } from '../count-clients.ts';

/** Names told in one sentence; the rest is counted. */
const maxNames = 6;

export function listNames(names: readonly string[]): string {
	const shown = names.slice(0, maxNames).join(', ');
	return names.length <= maxNames ? shown : `${shown} and ${names.length - maxNames} more`;
}

export function isUp(state: Pick<UnitState, 'activeState'>): boolean {
	return state.activeState !== 'inactive' && state.activeState !== 'failed';
}

/** A unit between two starts has none at this moment. */
function hasProcesses(state: UnitState): boolean {
	return state.controlGroup !== null || state.mainPid !== null;
}

/** What else an act moves, and what is connected to it. */
export type Load = {
	readonly weight: UnitWeight;
	/** `2114 nginx`, of the processes that belong to it; null where that is not known. */
	readonly processes: readonly string[] | null;
	/** Null where it is not known. */
	readonly ports: readonly string[] | null;
	readonly clients: Clients | null;
};

/** What hangs on an act, one sentence each. */
export function describeEffects(verb: ServiceVerb, state: UnitState, load: Load): readonly string[] {
	const { dependents, triggers, notes } = load.weight;
	const effects: string[] = [];
	if (isCrashing(verb, state)) effects.push(describeCrashes(state));
	const ends = verb === 'stop' || verb === 'restart';
	if (ends && dependents.length > 0) {
		const units = listNames(dependents);
		effects.push(verb === 'stop' ? `Goes down with it: ${units}.` : `Restarts with it: ${units}.`);
	}
	if (verb === 'mask' && dependents.length > 0) effects.push(`Needs it to start: ${listNames(dependents)}.`);
	if (verb === 'stop' && triggers.length > 0) effects.push(`Would start it again: ${listNames(triggers)}.`);
	if (verb === 'mask' && triggers.length > 0) effects.push(`Can start it no more: ${listNames(triggers)}.`);
	if (ends && isUp(state) && hasProcesses(state)) effects.push(describeProcesses(load.processes));
	if (ends) effects.push(...describeTraffic(load.ports, load.clients));
	if (notes !== undefined) effects.push(...notes);
	else if (verb === 'disable') {
		effects.push(`It will not start at the next boot${isUp(state) ? '; it runs on now' : ''}.`);
	} else if (verb === 'mask') {
		effects.push(`Nothing can start it until it is unmasked${isUp(state) ? '; it runs on now' : ''}.`);
	}
	if (state.needsReload) effects.push('Its file changed on disk: without a reload of the manager the old one counts.');
	return effects;
}

/** From so many starts by its manager on, another one is likely to end as they did. */
const manyRestarts = 3;

function isCrashing(verb: ServiceVerb, { subState, restarts }: UnitState): boolean {
	const isStart = verb === 'start' || verb === 'restart';
	return isStart && (subState === 'auto-restart' || (restarts ?? 0) >= manyRestarts);
}

function describeCrashes({ restarts }: UnitState): string {
	const often = restarts === null || restarts < 2 ? 'again and again' : `again ${restarts} times`;
	return `Its manager started it ${often}: look at its log (l) for why it ends.`;
}

function describeProcesses(processes: readonly string[] | null): string {
	if (processes === null) return 'How many processes end is not known.';
	const what = processes.length === 1 ? '1 process ends' : `${processes.length} processes end`;
	return processes.length === 0 ? 'No process ends.' : `${what}: ${listNames(processes)}.`;
}

export function describeTraffic(ports: readonly string[] | null, clients: Clients | null): readonly string[] {
	if (ports === null) return ['Whether it listens anywhere is not known.'];
	if (ports.length === 0) return [];
	const listens = `Listens on ${listNames(ports)}.`;
	if (clients === null) return [listens, 'How many clients are connected is not known.'];
	if (clients.count === 0) return [listens];
	const count = `${clients.isAtLeast ? 'at least ' : ''}${clients.count}`;
	return [listens, clients.count === 1 ? '1 client is connected.' : `${count} clients are connected.`];
}
