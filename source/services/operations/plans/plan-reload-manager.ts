import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { endOfError, endOfFailure, succeeded } from './act-end.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';

type ReloadOperation = Extract<Operation, { readonly type: 'reload-manager' }>;

/** Makes a manager read its files again: `systemctl daemon-reload`. */
export async function planReloadManager(
	context: OperationContext,
	operation: ReloadOperation,
): Promise<Result<PlannedAct>> {
	const { transport } = context;
	const { managers } = await context.managers.find();
	const manager = managers.find(({ name }) => name === operation.manager);
	if (manager === undefined) {
		return fail('unavailable', `${operation.manager.slice(0, 40)} was not found on ${transport.host}`);
	}
	const command = manager.reloadCommand;
	if (command === null) {
		const { message, hint } = manager.reloadRefusal ?? {
			message: `${manager.name} has nothing to reload: it reads its files each time`,
		};
		return fail('refused', message, hint);
	}
	const argv = [command.file, ...command.args];
	return succeed({
		target: manager.name,
		title: `Reload ${manager.name} on ${transport.host}`,
		command,
		argv,
		effects: ['Unit files are read again; no unit is started or stopped.'],
		friction: decideFriction(operation, { ...context, host: transport.host }),
		before: null,
		async prepare() {
			return succeed({ argv, before: null });
		},
		async carryOut(id) {
			const wording = { failed: `${manager.name} was not reloaded`, hint: null };
			const outcome = await transport.act(id, command, { timeoutMs: context.unitTimeoutMs });
			if (!outcome.ok) return endOfError(outcome.error, wording, null);
			const failure = endOfFailure(outcome.value, wording, null);
			return failure ?? succeeded(`${manager.name} read its files again`, outcome.value, null);
		},
		release() {},
	});
}
