import type { CommandOutcome } from '../../../domain/command.ts';
import type { Observation, Operation, OperationPlan, ServiceVerb } from '../../../domain/operation.ts';
import type { UnitState } from '../../service-managers/service-manager.ts';
import type { OperationContext } from '../plans/planned-act.ts';
import { readStat } from '../plans/process-target.ts';
import { isAway, lookAtUnit, type SeenUnit, statusOf, statusText } from '../recover.ts';

/** How often it is asked whether the host is back, and whether the act has ended there. Without a connection that costs nothing. */
const pauseMs = 1000;

/** A unit may still be on its way when the command that asked for it has ended, see `settle`. */
const unitLooks = 4;

type LostAct = Pick<OperationPlan, 'id' | 'target' | 'operation'> & { readonly unitBefore: UnitState | null };
type Verdict = Pick<Observation, 'isGood' | 'state'> & { readonly text: string | null };

/** Waits until the host is back after a connection that was lost in the middle of an act, and looks at what became of it. */
export async function watchLost(context: OperationContext, act: LostAct): Promise<Observation> {
	let left = act.operation.type === 'service' ? unitLooks : 1;
	for (;;) {
		const seen = await lookAtLost(context, act);
		if (seen !== null) left--;
		if (seen !== null && (seen.isGood || left <= 0)) return seen;
		await context.watchSleep(pauseMs);
	}
}

/** Null while the host is away, or the act goes on there. */
async function lookAtLost(context: OperationContext, act: LostAct): Promise<Observation | null> {
	const outcome = await context.transport.recoverAct(act.id);
	if (outcome.ok ? outcome.value === null : isAway(outcome.error)) return null;
	const found = outcome.ok ? outcome.value : null;
	const verdict = await judge(context, act, found);
	if (verdict === null) return null;
	const how =
		found === null ? 'how it ended is not known' : `it ended with ${statusText(found.exitCode, found.signal)}`;
	const { isGood, state, text } = verdict;
	return { verdict: `The connection is back: ${text === null ? how : `${how}; ${text}`}`, isGood, state };
}

async function judge(
	context: OperationContext,
	{ target, operation, unitBefore }: LostAct,
	found: CommandOutcome | null,
): Promise<Verdict | null> {
	switch (operation.type) {
		case 'service': {
			const seen = await lookAtUnit(context, { target, operation });
			return seen.isAway || seen.isBusy ? null : judgeUnit(target, operation.verb, unitBefore, seen, found);
		}
		case 'signal':
		case 'renice':
			return judgeProcess(context, target, operation);
		case 'run':
		case 'reload-manager':
		case 'cancel-job':
		case 'copy':
		case 'undo':
			return { isGood: found?.exitCode === 0, state: null, text: null };
	}
}

/** A unit that was to be restarted is up whether that was done or not: another main process or invocation tells. */
function judgeUnit(
	target: string,
	verb: ServiceVerb,
	before: UnitState | null,
	seen: SeenUnit,
	found: CommandOutcome | null,
): Verdict {
	const { state, text } = seen;
	if (state === null || text === null)
		return { isGood: false, state: null, text: `the state of ${target} is not known` };
	const isReached = statusOf(found === null ? 0 : found.exitCode, seen) === 'succeeded';
	if (verb !== 'restart') return { isGood: isReached, state: text, text: `${target} is ${text} now` };
	const isRenewed = before !== null && (before.mainPid !== state.mainPid || before.invocationId !== state.invocationId);
	const which = isRenewed ? 'it was started anew' : 'it was not started anew';
	return { isGood: isReached && isRenewed, state: text, text: `${target} is ${text} now, and ${which}` };
}

async function judgeProcess(
	{ transport }: OperationContext,
	target: string,
	{ type, pid, startTicks }: Extract<Operation, { readonly type: 'signal' | 'renice' }>,
): Promise<Verdict | null> {
	const stat = await readStat(transport, pid);
	if (!stat.ok && stat.error.code !== 'not-found') return null;
	const isGone = !stat.ok || stat.value.state === 'Z' || (startTicks !== null && stat.value.startTicks !== startTicks);
	const state = isGone ? 'gone' : `still there, with nice ${stat.value.nice}`;
	return { isGood: isGone && type === 'signal', state, text: `${target} is ${state}` };
}
