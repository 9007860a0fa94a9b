import { formatCommand } from '../../domain/command.ts';
import { combineFriction, describeFriction, isConfirmed, isProtectedHost } from '../../domain/friction.ts';
import type { Confirmation, Friction, Operation, OperationPlan, OperationResult } from '../../domain/operation.ts';
import { fail, type OpsError, type Result, succeed, unreachable } from '../../domain/result.ts';
import { compileSecretPatterns, maskArguments, maskText } from '../../domain/secrets.ts';
import type { Settings } from '../../domain/settings.ts';
import { createPortFinder } from '../collectors/services/listening-ports.ts';
import type { ActorRecord, Subject } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import { readWriter } from '../operation-log/writer.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { Transport } from '../transports/transport.ts';
import { newOperationId } from './operation-id.ts';
import { createAncestorReader } from './own-ancestors.ts';
import { planReloadManager } from './plan-reload-manager.ts';
import { planRenice } from './plan-renice.ts';
import { planRun } from './plan-run.ts';
import { planService } from './plan-service.ts';
import { planSignal } from './plan-signal.ts';
import type { ActEnd, OperationContext, PlannedAct } from './planned-act.ts';
import { recordArguments, recordOutput, recordTarget } from './record-text.ts';
import { type Recovery, recoverOpenOperations } from './recover.ts';

export type OperationsOptions = {
	readonly transport: Transport;
	readonly log: OperationLog;
	readonly managers: Managers;
	readonly actor: ActorRecord;
	readonly settings: Pick<Settings, 'protectedHosts' | 'secretPatterns' | 'historyLimit'>;
	/** Every act is refused. */
	readonly isReadOnly?: boolean;
	/** Listening ports of processes, for what hangs on an act; those of the transport unless given. */
	readonly findPorts?: OperationContext['findPorts'];
	/** Time limit of an act of a service manager. */
	readonly unitTimeoutMs?: number;
	readonly now?: () => Date;
	readonly sleep?: (milliseconds: number) => Promise<void>;
};

/** The one door to everything that changes a host. Nothing here throws; whatever happens is recorded. */
export type Operations = {
	/**
	 * Weighs an operation, and holds its process until the plan is performed or discarded. A refusal is recorded, unless this
	 * is only asked to be shown (`--dry-run`).
	 */
	plan(operation: Operation, options?: { readonly isDryRun?: boolean }): Promise<Result<OperationPlan>>;
	/** Checks the confirmation, records, runs, records again. */
	perform(plan: OperationPlan, confirmation: Confirmation): Promise<OperationResult>;
	/** Several as one: the confirmation is for all of them (see `combineFriction`), each is recorded by itself. In order. */
	performAll(plans: readonly OperationPlan[], confirmation: Confirmation): Promise<readonly OperationResult[]>;
	discard(plan: OperationPlan): void;
	/** Begun here and not yet recorded as ended. */
	openOperations(): number;
	/** Settles what programs that are gone left open, and drops what is older than the settings keep. Once, at the start. */
	recover(): Promise<Result<Recovery>>;
};

/** Longer than systemd's own limit for a stop (90 s), which then says more. */
const defaultUnitTimeoutMs = 120_000;

type Planned = { readonly plan: OperationPlan; readonly act: PlannedAct };

function planAct(context: OperationContext, operation: Operation): Promise<Result<PlannedAct>> {
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
		default:
			return unreachable(operation);
	}
}

export function createOperations(options: OperationsOptions): Operations {
	const { transport, log, actor, settings } = options;
	const { now = () => new Date() } = options;
	const { patterns } = compileSecretPatterns(settings.secretPatterns);
	const context: OperationContext = {
		transport,
		managers: options.managers,
		actor,
		isProtectedHost: isProtectedHost(transport.host, settings.protectedHosts),
		secretPatterns: patterns,
		unitTimeoutMs: options.unitTimeoutMs ?? defaultUnitTimeoutMs,
		findPorts: options.findPorts ?? createPortFinder(transport),
		ownAncestors: createAncestorReader(transport),
		sleep: options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))),
	};
	const planned = new Map<string, Planned>();
	let open = 0;

	const mask = (argv: readonly string[]) => recordArguments(maskArguments(argv, patterns));
	const subject = (type: string, target: string, argv: readonly string[], before: string | null): Subject => ({
		actor,
		host: transport.host,
		type,
		target: recordTarget(target),
		argv: mask(argv),
		asUser: actor.user,
		before,
	});

	/** A refusal changes nothing, so a log that cannot be written does not stop it from being told. */
	async function recordRefusal(id: string, about: Subject, message: string): Promise<void> {
		await log.append({ kind: 'refused', id, time: now().toISOString(), ...about, message });
	}

	async function plan(operation: Operation, { isDryRun = false } = {}): Promise<Result<OperationPlan>> {
		const id = newOperationId(now());
		const act = options.isReadOnly && !isDryRun ? readOnlyRefusal() : await planAct(context, operation);
		if (!act.ok) {
			const [target, argv] = intentOf(operation);
			if (!isDryRun) await recordRefusal(id, subject(operation.type, target, argv, null), act.error.message);
			return act;
		}
		const made = makePlan(id, operation, act.value);
		if (isDryRun) act.value.release();
		else planned.set(id, { plan: made, act: act.value });
		return succeed(made);
	}

	function makePlan(id: string, operation: Operation, act: PlannedAct): OperationPlan {
		const { target, title, command, effects, friction, before } = act;
		const [file = '', ...args] = maskArguments(act.argv, patterns);
		const commandText = formatCommand({ file, args });
		return {
			id,
			operation,
			host: transport.host,
			target,
			title,
			command,
			commandText,
			asUser: actor.user,
			effects,
			friction,
			before,
		};
	}

	async function perform(given: OperationPlan, confirmation: Confirmation): Promise<OperationResult> {
		const known = planned.get(given.id);
		if (known === undefined) return unknownPlan(given);
		const { friction } = known.plan;
		return isConfirmed(friction, confirmation) ? performConfirmed(known) : refuseUnconfirmed(known, friction);
	}

	function unknownPlan(given: OperationPlan): OperationResult {
		return refusal(given, 'refused', 'This was done or given up before', 'Begin it anew.');
	}

	function refuseUnconfirmed(known: Planned, friction: Friction): Promise<OperationResult> {
		planned.delete(known.plan.id);
		known.act.release();
		const message = `${known.plan.title} was not confirmed`;
		return refuse(known, { code: 'refused', message, hint: describeFriction(friction) });
	}

	async function performConfirmed(known: Planned): Promise<OperationResult> {
		planned.delete(known.plan.id);
		open++;
		try {
			return await record(known);
		} finally {
			known.act.release();
			open--;
		}
	}

	async function record(known: Planned): Promise<OperationResult> {
		const { plan: own, act } = known;
		const ready = await act.prepare();
		if (!ready.ok) return refuse(known, ready.error);
		const { argv, before } = ready.value;
		const begun = await log.append({
			kind: 'begun',
			id: own.id,
			time: now().toISOString(),
			...subject(own.operation.type, own.target, argv, before),
			writer: readWriter(),
		});
		if (!begun.ok) {
			const message = `Nothing was done, because it could not be recorded: ${begun.error.message}`;
			return refusal(
				own,
				begun.error.code === 'permission' ? 'permission' : 'refused',
				message,
				begun.error.hint ?? null,
			);
		}
		const startedMs = performance.now();
		const end = await carryOut(known);
		return finish(own, before, end, performance.now() - startedMs);
	}

	/** A bug in here must not leave the record open. */
	async function carryOut({ plan: own, act }: Planned): Promise<ActEnd> {
		try {
			return await act.carryOut(own.id);
		} catch (error) {
			const message = `${own.title}: the outcome is not known (${error instanceof Error ? error.message : String(error)})`;
			return { status: 'unknown', code: 'failed', message, hint: null, exitCode: null, after: null, output: '' };
		}
	}

	async function finish(
		own: OperationPlan,
		before: string | null,
		end: ActEnd,
		elapsedMs: number,
	): Promise<OperationResult> {
		const durationMs = Math.round(elapsedMs);
		const output = recordOutput(end.output, patterns);
		const { status, code, exitCode, after } = end;
		const message = maskText(end.message, patterns);
		const record = { id: own.id, status, message, exitCode, durationMs, after, output };
		const ended = await log.append({ kind: 'ended', time: now().toISOString(), ...record });
		const hint = ended.ok ? end.hint : `Its end could not be recorded: ${ended.error.message}`;
		const streams = own.operation.type === 'run' ? end.streams : undefined;
		return { ...record, code, hint, before, ...(streams === undefined ? {} : { streams: maskStreams(streams) }) };
	}

	function maskStreams({ stdout, stderr, truncated }: NonNullable<ActEnd['streams']>) {
		return { stdout: recordOutput(stdout, patterns), stderr: recordOutput(stderr, patterns), truncated };
	}

	async function refuse({ plan: own, act }: Planned, error: OpsError): Promise<OperationResult> {
		await recordRefusal(own.id, subject(own.operation.type, own.target, act.argv, own.before), error.message);
		return refusal(own, error.code, error.message, error.hint ?? null);
	}

	function refusal(own: OperationPlan, code: OpsError['code'], message: string, hint: string | null): OperationResult {
		const { id, before } = own;
		return {
			id,
			status: 'refused',
			code,
			message,
			hint,
			exitCode: null,
			durationMs: 0,
			output: '',
			before,
			after: null,
		};
	}

	return {
		plan,
		perform,
		async performAll(plans, confirmation) {
			const known = plans.map((each) => planned.get(each.id));
			const friction = combineFriction(plans);
			const isAllowed = isConfirmed(friction, confirmation) && known.every((each) => each !== undefined);
			const results: OperationResult[] = [];
			for (const [index, given] of plans.entries()) {
				const each = known[index];
				if (each === undefined) results.push(unknownPlan(given));
				else results.push(await (isAllowed ? performConfirmed(each) : refuseUnconfirmed(each, friction)));
			}
			return results;
		},
		discard(given) {
			planned.get(given.id)?.act.release();
			planned.delete(given.id);
		},
		openOperations: () => open,
		recover: () =>
			recoverOpenOperations({ transport, log, managers: options.managers, limit: settings.historyLimit, now }),
	};
}

function readOnlyRefusal() {
	return fail('permission', 'This console only looks (--read-only)', 'Open it without --read-only to act.');
}

/** What was wanted, for the record of a refusal: there is no command yet. */
function intentOf(operation: Operation): readonly [target: string, argv: readonly string[]] {
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
	}
}
