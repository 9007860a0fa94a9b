import { weightOf } from '../../../../domain/act-table.ts';
import { decideFriction } from '../../../../domain/friction.ts';
import type { Operation, ServiceVerb } from '../../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { checkUnitName } from '../../../../domain/unit-name.ts';
import { readControlGroupPids } from '../../../service-managers/control-group.ts';
import type { ServiceManager, UnitState, UnitWeight } from '../../../service-managers/service-manager.ts';
import { countClients } from '../count-clients.ts';
import type { OperationContext, PlannedAct } from '../planned-act.ts';
import { nameProcesses } from '../process-target.ts';
import { carryOutService } from './carry-out-service.ts';
import { findUnit } from './find-unit.ts';
import { describeEffects, isUp, type Load } from './unit-effects.ts';
import { describeState } from './unit-state.ts';
import { notedVerbs, runningVerbs, verbWords } from './unit-verbs.ts';

type ServiceOperation = Extract<Operation, { readonly type: 'service' }>;

/** Finds the unit, asks its manager for the command, and weighs what hangs on it. */
export async function planService(context: OperationContext, operation: ServiceOperation): Promise<Result<PlannedAct>> {
	const name = checkUnitName(operation.unit);
	if (!name.ok) return name;
	const found = await findUnit(context, name.value, operation.manager);
	if (!found.ok) return found;
	const { manager, state } = found.value;
	const { verb } = operation;
	const { host } = context.transport;
	if (!manager.verbs.includes(verb)) return refuseVerb(manager, verb, state);
	const asked = await manager.commandFor(verb, state);
	if (!asked.ok) return asked;
	const isQueued = manager.jobs !== undefined && runningVerbs.has(verb);
	const command = isQueued ? (manager.jobs?.queued(asked.value) ?? asked.value) : asked.value;
	const load = await weigh(context, manager, operation, state);
	// What the person sees, and then what is there right before the act: the answer to the question may take its time.
	let seen = state;
	let before = state;
	const argv = [command.file, ...command.args];
	return succeed({
		target: state.name,
		title: `${verbWords[verb].title} ${state.name} on ${host}`,
		command,
		argv,
		operation: { ...operation, unit: state.name, manager: manager.name },
		effects: describeEffects(verb, state, load),
		friction: decideFriction(operation, { ...context, host, units: [state.name, ...load.weight.dependents] }),
		before: describeState(verb, state),
		async look() {
			const now = await manager.show(state.name);
			if (!now.ok) return null;
			const isFlipped = hasFlipped(seen, now.value);
			seen = now.value;
			return { before: describeState(verb, now.value), isFlipped };
		},
		async prepare() {
			// What changed meanwhile counts: a unit masked or removed since is refused, a flipped state is asked again.
			const now = await manager.show(state.name);
			if (!now.ok) return now.error.code === 'not-found' ? now : succeed({ argv, before: null });
			before = now.value;
			const still = await manager.commandFor(verb, now.value);
			if (!still.ok) return still;
			return hasFlipped(seen, now.value)
				? { ok: false, error: flipped(verb, seen, now.value) }
				: succeed({ argv, before: describeState(verb, now.value) });
		},
		carryOut: (id) =>
			carryOutService(context, { verb, manager, before, command, weight: load.weight, ports: load.ports }, id),
		release() {},
	});
}

async function refuseVerb(manager: ServiceManager, verb: ServiceVerb, state: UnitState): Promise<Result<PlannedAct>> {
	const refused = await manager.commandFor(verb, state);
	const error = refused.ok ? null : refused.error;
	const hint = error?.hint ?? `It has: ${manager.verbs.join(', ')}`;
	return fail('refused', error?.message ?? `${manager.name} has no ${verb}`, hint);
}

/**
 * Whether a unit went down or came up, or was masked, since it was seen. A new invocation is none of that: a crash loop makes
 * one at every respawn, and nobody could ever stop it.
 */
function hasFlipped(seen: UnitState, now: UnitState): boolean {
	if ((seen.loadState === 'masked') !== (now.loadState === 'masked')) return true;
	if (seen.activeState === null || now.activeState === null) return false;
	return isUp(seen) !== isUp(now);
}

function flipped(verb: ServiceVerb, seen: UnitState, now: UnitState) {
	const state = describeState(verb, now) ?? 'in an unknown state';
	const was = describeState(verb, seen) ?? 'in an unknown state';
	return {
		code: 'refused' as const,
		message: `${now.name} is ${state} now and was ${was} when this was asked; nothing was done`,
		hint: 'Look again, and do it anew if it is still what you want.',
		isFlipped: true,
	};
}

const nothing: UnitWeight = { dependents: [], triggers: [], pids: null };

async function weigh(
	context: OperationContext,
	manager: ServiceManager,
	operation: ServiceOperation,
	state: UnitState,
): Promise<Load> {
	const { transport } = context;
	const { verb } = operation;
	const weight = weightOf(operation) === 'heavy' || notedVerbs.has(verb) ? await manager.weigh(verb, state) : nothing;
	const pids = weight.pids ?? (runningVerbs.has(verb) ? await readPids(context, state) : null);
	if (pids === null) {
		// Without a process there is nothing that could listen.
		const isIdle = state.mainPid === null && state.controlGroup === null;
		return { weight, processes: null, ports: isIdle ? [] : null, clients: null };
	}
	const ports = pids.length === 0 ? [] : await context.findPorts(pids);
	return {
		weight,
		processes: await nameProcesses(transport, pids),
		ports,
		clients: ports === null ? null : await countClients(transport, ports),
	};
}

async function readPids({ transport }: OperationContext, { controlGroup, mainPid }: UnitState) {
	return (await readControlGroupPids(transport, controlGroup)) ?? (mainPid === null ? null : [mainPid]);
}
