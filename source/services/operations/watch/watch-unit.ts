import type { Observation, ServiceVerb } from '../../../domain/operation.ts';
import { judgeUnit, type UnitGlance } from '../../../domain/unit-verdict.ts';
import { readControlGroupPids } from '../../service-managers/control-group.ts';
import type { ServiceManager, UnitState } from '../../service-managers/service-manager.ts';
import type { OperationContext } from '../plans/planned-act.ts';

export type WatchedAct = {
	readonly verb: ServiceVerb;
	readonly manager: ServiceManager;
	readonly before: UnitState;
	/** Where it listened before; null where that is not known. */
	readonly ports: readonly string[] | null;
};

/** A unit is asked once a second; of a short watch at least five times. */
const longestPauseMs = 1000;
const fewestGlances = 5;

/** Follows a unit for a while after an act: does it hold, restart, listen again, and does it complain. */
export async function watchUnit(
	context: OperationContext,
	{ verb, manager, before, ports }: WatchedAct,
	actedAtMs: number,
): Promise<Observation | null> {
	const { watchMs, watchSleep } = context;
	const pauseMs = Math.min(longestPauseMs, watchMs / fewestGlances);
	const glances: UnitGlance[] = [];
	let last: UnitState | null = null;
	for (let waitedMs = 0; ; waitedMs += pauseMs) {
		const state = await manager.show(before.name);
		if (state.ok) {
			last = state.value;
			glances.push(glanceOf(state.value));
		}
		if (waitedMs >= watchMs) break;
		await watchSleep(pauseMs);
	}
	const pids = last === null ? null : await pidsOf(context, last);
	const journal = await manager.jobs?.readJournal(before.name, actedAtMs);
	const isAsked = verb !== 'stop' && pids !== null;
	return judgeUnit({
		unit: before.name,
		verb,
		seconds: Math.round(watchMs / 100) / 10,
		glances,
		portsBefore: ports,
		portsAfter: isAsked ? await context.findPorts(pids) : null,
		errors: verb === 'stop' ? null : (journal?.errors ?? null),
	});
}

function glanceOf(state: UnitState): UnitGlance {
	const { activeState, subState, restarts, invocationId, mainPid, result = null } = state;
	return { activeState, subState, restarts, invocationId, mainPid, result };
}

async function pidsOf({ transport }: OperationContext, { controlGroup, mainPid }: UnitState) {
	return (await readControlGroupPids(transport, controlGroup)) ?? (mainPid === null ? null : [mainPid]);
}
