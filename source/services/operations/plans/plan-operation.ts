import type { Operation } from '../../../domain/operation.ts';
import { type Result, unreachable } from '../../../domain/result.ts';
import { planUndo } from '../undo/plan-undo.ts';
import { planCancelJob } from './plan-cancel-job.ts';
import { planCopy } from './plan-copy.ts';
import { planReloadManager } from './plan-reload-manager.ts';
import { planRenice } from './plan-renice.ts';
import { planRun } from './plan-run.ts';
import { planSignal } from './plan-signal.ts';
import type { OperationContext, PlannedAct } from './planned-act.ts';
import { planService } from './service/plan-service.ts';

/** Weighs an operation with the part that knows its kind. */
export function planOperation(context: OperationContext, operation: Operation): Promise<Result<PlannedAct>> {
	switch (operation.type) {
		case 'service':
			return planService(context, operation);
		case 'reload-manager':
			return planReloadManager(context, operation);
		case 'signal':
			return planSignal(context, operation);
		case 'renice':
			return planRenice(context, operation);
		case 'run':
			return planRun(context, operation);
		case 'copy':
			return planCopy(context, operation);
		case 'cancel-job':
			return planCancelJob(context, operation);
		case 'undo':
			return planUndo(context, operation);
		default:
			return unreachable(operation);
	}
}

/** What was wanted, for the record of a refusal: there is no command yet. */
export function intentOf(operation: Operation): readonly [target: string, argv: readonly string[]] {
	switch (operation.type) {
		case 'service':
			return [operation.unit, [operation.verb, operation.unit]];
		case 'reload-manager':
			return [operation.manager, ['reload-manager']];
		case 'signal':
			return [String(operation.pid), ['kill', `-${operation.signal}`, String(operation.pid)]];
		case 'renice':
			return [String(operation.pid), ['renice', String(operation.nice), '-p', String(operation.pid)]];
		case 'run':
			return [operation.command.file, [operation.command.file, ...operation.command.args]];
		case 'copy':
			return [operation.to, [operation.direction, operation.from, operation.to]];
		case 'cancel-job':
			return [operation.unit, ['cancel-job', operation.unit]];
		case 'undo':
			return [operation.of, ['undo', operation.of]];
	}
}
