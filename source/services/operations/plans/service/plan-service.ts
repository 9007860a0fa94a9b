import type { CommandOutcome } from '../../../../domain/command.ts';
import { decideFriction } from '../../../../domain/friction.ts';
import type { Operation, ServiceVerb } from '../../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../../domain/result.ts';
import { checkUnitName, withoutServiceType } from '../../../../domain/unit-name.ts';
import { explainFailure } from '../../../service-managers/explain-failure.ts';
import type { ServiceManager, UnitState } from '../../../service-managers/service-manager.ts';
import { endOfError, endOfFailure, outputOf, sentence, succeeded } from '../act-end.ts';
import type { ActEnd, OperationContext, PlannedAct } from '../planned-act.ts';
import { findUnit } from './find-unit.ts';
import { describeEffects } from './unit-effects.ts';
import { describeState, isReached, settle, survivorOf } from './unit-state.ts';

type ServiceOperation = Extract<Operation, { readonly type: 'service' }>;

const words: Readonly<Record<ServiceVerb, { readonly title: string; readonly done: string }>> = {
	start: { title: 'Start', done: 'started' },
	stop: { title: 'Stop', done: 'stopped' },
	restart: { title: 'Restart', done: 'restarted' },
	reload: { title: 'Reload', done: 'reloaded' },
	enable: { title: 'Enable', done: 'enabled' },
	disable: { title: 'Disable', done: 'disabled' },
	mask: { title: 'Mask', done: 'masked' },
	unmask: { title: 'Unmask', done: 'unmasked' },
	'reset-failed': { title: 'Reset the failed state of', done: 'reset' },
};

/** Finds the unit, asks its manager for the command, and weighs what hangs on it. */
export async function planService(context: OperationContext, operation: ServiceOperation): Promise<Result<PlannedAct>> {
	const name = checkUnitName(operation.unit);
	if (!name.ok) return name;
	const found = await findUnit(context, name.value, operation.manager);
	if (!found.ok) return found;
	const { manager, state } = found.value;
	const { verb } = operation;
	const { transport } = context;
	if (!manager.verbs.includes(verb)) {
		const refused = await manager.commandFor(verb, state);
		const error = refused.ok ? null : refused.error;
		return fail(
			'refused',
			error?.message ?? `${manager.name} has no ${verb}`,
			error?.hint ?? `It has: ${manager.verbs.join(', ')}`,
		);
	}
	const command = await manager.commandFor(verb, state);
	if (!command.ok) return command;
	const isHeavy = ['stop', 'restart', 'disable', 'mask', 'reload'].includes(verb);
	const weight = isHeavy ? await manager.weigh(verb, state) : { dependents: [], triggers: [], pids: null };
	const ports = weight.pids === null || !isHeavy ? null : await context.findPorts(weight.pids);
	const units = [state.name, ...weight.dependents];
	// As it is right before the act: the answer to the question may have taken its time.
	let before = state;
	const argv = [command.value.file, ...command.value.args];
	return succeed({
		target: state.name,
		title: `${words[verb].title} ${state.name} on ${transport.host}`,
		command: command.value,
		argv,
		effects: describeEffects(verb, state, weight, ports),
		friction: decideFriction(operation, { ...context, host: transport.host, units }),
		before: describeState(verb, state),
		async prepare() {
			// What changed meanwhile counts: a unit masked or removed since is refused, another state is recorded.
			const now = await manager.show(state.name);
			if (!now.ok) return now.error.code === 'not-found' ? now : succeed({ argv, before: null });
			before = now.value;
			const still = await manager.commandFor(verb, now.value);
			return still.ok ? succeed({ argv, before: describeState(verb, now.value) }) : still;
		},
		async carryOut(id) {
			const outcome = await transport.act(id, command.value, { timeoutMs: context.unitTimeoutMs });
			const after = await settle(manager, verb, state.name, context.sleep);
			return endOf({ verb, manager, before, after, outcome, timeoutMs: context.unitTimeoutMs });
		},
		release() {},
	});
}

type Ended = {
	readonly verb: ServiceVerb;
	readonly manager: ServiceManager;
	readonly before: UnitState;
	readonly after: Result<UnitState>;
	readonly outcome: Result<CommandOutcome>;
	readonly timeoutMs: number;
};

/** Success is the exit status and the state afterwards, never that something was printed. */
function endOf({ verb, manager, before, after, outcome, timeoutMs }: Ended): ActEnd {
	const { done } = words[verb];
	const isGone = !after.ok && after.error.code === 'not-found';
	const state = after.ok ? describeState(verb, after.value) : isGone ? 'no longer loaded' : null;
	const wording = {
		failed: `${before.name} was not ${done}`,
		hint: `Look at its log: opsdash logs ${withoutServiceType(before.name)}, or l in Services.`,
	};
	if (!outcome.ok && outcome.error.code === 'timeout') {
		return {
			...endOfError(outcome.error, wording, state),
			message: `${before.name} was not ${done} within ${Math.round(timeoutMs / 1000)} s; it is ${state ?? 'in an unknown state'}`,
			hint: `The job may still go on. ${wording.hint}`,
		};
	}
	if (!outcome.ok) return endOfError(outcome.error, wording, state);
	const failure = endOfFailure(outcome.value, wording, state);
	if (failure !== null) return failure;
	const reached = after.ok ? isReached(verb, manager.name, before, after.value) : isGone ? true : null;
	const survivor = after.ok ? survivorOf(verb, manager.name, before, after.value) : null;
	if (reached === false || survivor !== null) {
		const why = explainFailure(outcome.value);
		const fact = survivor === null ? `is ${state}` : `still runs as process ${survivor}`;
		return {
			status: 'failed',
			code: why?.code ?? 'failed',
			message: `${outcomeName(manager)} reported success, but ${before.name} ${fact}${why === null ? '' : `: ${sentence(why.message)}`}`,
			hint:
				why !== null
					? (why.hint ?? null)
					: verb === 'unmask'
						? 'It may be masked by its package as well (/usr/lib/systemd/system).'
						: wording.hint,
			exitCode: outcome.value.exitCode,
			after: state,
			output: outputOf(outcome.value),
		};
	}
	const now = reached === null ? 'its state cannot be told' : `it is ${state ?? 'as asked'}`;
	const was = verb === 'reset-failed' ? `The failed state of ${before.name} was reset` : `${before.name} was ${done}`;
	return succeeded(`${was}; ${now}`, outcome.value, state);
}

function outcomeName(manager: ServiceManager): string {
	return manager.name === 'sysv' ? 'The init script' : manager.name;
}
