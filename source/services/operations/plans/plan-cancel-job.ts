import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { checkUnitName } from '../../../domain/unit-name.ts';
import { endOfError, endOfFailure, succeeded } from './act-end.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';
import { findUnit } from './service/find-unit.ts';
import { describeState } from './service/unit-state.ts';

type CancelOperation = Extract<Operation, { readonly type: 'cancel-job' }>;

/** Withdraws what a manager still works on for a unit: `systemctl cancel JOB`. */
export async function planCancelJob(
	context: OperationContext,
	operation: CancelOperation,
): Promise<Result<PlannedAct>> {
	const { transport } = context;
	const name = checkUnitName(operation.unit);
	if (!name.ok) return name;
	const found = await findUnit(context, name.value, operation.manager);
	if (!found.ok) return found;
	const { manager, state } = found.value;
	const { jobs } = manager;
	if (jobs === undefined)
		return fail('refused', `${manager.name} has no jobs: its commands last as long as what they do`);
	const job = await jobs.readJob(state.name);
	if (!job.ok) return job;
	if (job.value === null) return fail('not-found', `${state.name} has no job: what was begun has ended`);
	const { id: number, type } = job.value;
	const command = jobs.cancelCommand(job.value);
	const argv = [command.file, ...command.args];
	const before = describeState('stop', state);
	return succeed({
		target: state.name,
		title: `Withdraw the ${type} of ${state.name} on ${transport.host}`,
		command,
		argv,
		operation: { ...operation, unit: state.name, manager: manager.name },
		effects: [
			`Job ${number} (${type}, ${job.value.state}) is withdrawn.`,
			'What it has begun goes on: a unit that is ending its processes does not come back.',
		],
		friction: decideFriction(operation, { ...context, host: transport.host }),
		before,
		async prepare() {
			const now = await jobs.readJob(state.name);
			if (now.ok && now.value?.id !== number) {
				return fail('not-found', `Job ${number} of ${state.name} has ended; nothing was withdrawn`);
			}
			return succeed({ argv, before });
		},
		async carryOut(id) {
			const wording = { failed: `The ${type} of ${state.name} was not withdrawn`, hint: null };
			const outcome = await transport.act(id, command, { timeoutMs: context.unitTimeoutMs });
			const now = await manager.show(state.name);
			const after = now.ok ? describeState('stop', now.value) : null;
			if (!outcome.ok) return endOfError(outcome.error, wording, after);
			const failure = endOfFailure(outcome.value, wording, after);
			const done = `The ${type} of ${state.name} was withdrawn; it is ${after ?? 'in an unknown state'}`;
			return failure ?? succeeded(done, outcome.value, after);
		},
		release() {},
	});
}
