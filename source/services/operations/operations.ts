import { authorise, unrestricted } from '../../domain/access.ts';
import { formatCommand, formatSequence } from '../../domain/command.ts';
import type { AskPassword } from '../../domain/dialogue.ts';
import { combineFriction, describeFriction, isConfirmed } from '../../domain/friction.ts';
import type { Confirmation, Observation, Operation, OperationPlan, OperationResult } from '../../domain/operation.ts';
import { fail, type OpsError, type Result, succeed } from '../../domain/result.ts';
import { compileSecretPatterns, maskArguments } from '../../domain/secrets.ts';
import { createPasswordKeeper } from '../access/password-keeper.ts';
import { newOperationId } from './operation-id.ts';
import { createContext, type OperationsOptions } from './operations-context.ts';
import { planAsRoot } from './plans/plan-as-root.ts';
import { intentOf, planOperation } from './plans/plan-operation.ts';
import type { ActEnd, NotReady, PlannedAct } from './plans/planned-act.ts';
import { aboutOf, createRecorder, refusedResult } from './recorder.ts';
import { type Recovery, recoverOpenOperations } from './recover.ts';
import { watchLost } from './watch/watch-lost.ts';
import { createWatches } from './watch/watches.ts';

export type { OperationsOptions } from './operations-context.ts';

export type PlanOptions = {
	/** Nothing is held, recorded or performed. */
	readonly isDryRun?: boolean;
	/** For this act, in the place of what the operations were made with. */
	readonly unitTimeoutMs?: number;
	readonly watchMs?: number;
};

/** The one door to everything that changes a host. Nothing here throws; whatever happens is recorded. */
export type Operations = {
	/**
	 * Weighs an operation, and holds its process until the plan is performed or discarded. A refusal is recorded, unless this
	 * is only asked to be shown (`--dry-run`).
	 */
	plan(operation: Operation, options?: PlanOptions): Promise<Result<OperationPlan>>;
	/** Checks the confirmation, records, runs, records again. `ask` is who is asked for a password, where sudo wants one. */
	perform(plan: OperationPlan, confirmation: Confirmation, ask?: AskPassword): Promise<OperationResult>;
	/** Several as one: the confirmation is for all of them (see `combineFriction`), each is recorded by itself. In order, but for signals. */
	performAll(
		plans: readonly OperationPlan[],
		confirmation: Confirmation,
		ask?: AskPassword,
	): Promise<readonly OperationResult[]>;
	discard(plan: OperationPlan): void;
	/** The plan with the state of its target as it is now, for as long as the question stands; null where it is not open. */
	look(plan: OperationPlan): Promise<Looked | null>;
	/** What was seen in the time after the act of that id, once that is over; null where nothing was watched. */
	observe(id: string): Promise<Observation | null>;
	/** Ends the watches that still go on: what they would have seen is not recorded. */
	stopWatching(): void;
	/** Begun here and not yet recorded as ended. */
	openOperations(): number;
	/** Settles what programs that are gone left open, and drops what is older than the settings keep. Once, at the start. */
	recover(): Promise<Result<Recovery>>;
};

/** `isFlipped`: the target is up where it was down, or the other way round, so an answer to the question before does not count. */
export type Looked = { readonly plan: OperationPlan; readonly isFlipped: boolean };

type Planned = { readonly plan: OperationPlan; readonly act: PlannedAct };

export function createOperations(options: OperationsOptions): Operations {
	const { transport, log, actor, settings } = options;
	const { now = () => new Date() } = options;
	const { patterns } = compileSecretPatterns(settings.secretPatterns);
	const ending = new AbortController();
	const context = createContext(options, patterns, ending.signal);
	const user = () => options.remote?.().user ?? actor.user;
	const hostKey = () => options.remote?.().hostKey ?? null;
	const forget = (id: string) => transport.forgetAct?.(id);
	const recorder = createRecorder({ log, actor, user, host: transport.host, hostKey, patterns, now, forget });
	const passwords = options.passwords ?? createPasswordKeeper(() => 0);
	const planned = new Map<string, Planned>();
	const watches = createWatches(recorder);
	let open = 0;

	async function plan(operation: Operation, options: PlanOptions = {}): Promise<Result<OperationPlan>> {
		const { isDryRun = false, ...limits } = options;
		const id = newOperationId(now());
		const allowed = isDryRun ? succeed(undefined) : await mayDo(operation);
		const act = allowed.ok ? await weigh(id, operation, limits) : allowed;
		if (!act.ok) {
			const [target, argv] = intentOf(operation);
			if (!isDryRun) await recorder.refused(id, aboutOf(operation, target, argv, null), act.error.message);
			return act;
		}
		const made = makePlan(id, act.value.operation ?? operation, act.value);
		if (isDryRun) act.value.release();
		else planned.set(id, { plan: made, act: act.value });
		return succeed(made);
	}

	function weigh(id: string, operation: Operation, limits: PlanOptions): Promise<Result<PlannedAct>> {
		const own = { ...context, ...limits };
		// Root needs nobody's password.
		if (operation.asRoot !== true || own.actor.uid === 0) return planOperation(own, operation);
		return planAsRoot(own, operation, id, passwords);
	}

	/** Asked before anything is weighed, and again before anything runs: a dialog may stand for long. */
	async function mayDo(operation: Operation): Promise<Result<void>> {
		if (options.isReadOnly) return readOnlyRefusal();
		return authorise((await options.access?.()) ?? unrestricted, operation);
	}

	function makePlan(id: string, operation: Operation, act: PlannedAct): OperationPlan {
		const { target, title, command, effects, friction, before } = act;
		const masked = maskArguments(act.argv, patterns);
		const [file = '', ...args] = masked;
		const commandText = command === null ? formatSequence(masked) : formatCommand({ file, args });
		const { host } = transport;
		const { asUser = user() } = act;
		return { id, operation, host, target, title, command, commandText, asUser, effects, friction, before };
	}

	/** Takes a plan out, so that it is carried out once. */
	function take(given: OperationPlan): Planned | null {
		const known = planned.get(given.id) ?? null;
		planned.delete(given.id);
		return known;
	}

	async function perform(
		given: OperationPlan,
		confirmation: Confirmation,
		ask?: AskPassword,
	): Promise<OperationResult> {
		const known = take(given);
		if (known === null) return unknownPlan(given);
		return isConfirmed(known.plan.friction, confirmation)
			? performConfirmed(known, ask)
			: refuseUnconfirmed(known, describeFriction(known.plan.friction));
	}

	async function performAll(plans: readonly OperationPlan[], confirmation: Confirmation, ask?: AskPassword) {
		const known = plans.map(take);
		const friction = combineFriction(plans.map((given, index) => known[index]?.plan ?? given));
		const isAllowed = isConfirmed(friction, confirmation) && known.every((each) => each !== null);
		const performOne = async (given: OperationPlan, index: number): Promise<OperationResult> => {
			const each = known[index] ?? null;
			if (each === null) return unknownPlan(given);
			return isAllowed ? performConfirmed(each, ask) : refuseUnconfirmed(each, describeFriction(friction));
		};
		// What each signal led to is looked at for a while: the last one does not wait for that.
		if (plans.every(({ operation }) => operation.type === 'signal' && operation.asRoot !== true)) {
			return Promise.all(plans.map(performOne));
		}
		const results: OperationResult[] = [];
		for (const [index, given] of plans.entries()) results.push(await performOne(given, index));
		return results;
	}

	function refuseUnconfirmed(known: Planned, hint: string): Promise<OperationResult> {
		known.act.release();
		return refuse(known, { code: 'refused', message: `${known.plan.title} was not confirmed`, hint });
	}

	async function refuse({ plan: own, act }: Planned, error: OpsError): Promise<OperationResult> {
		const about = aboutOf(own.operation, own.target, act.argv, own.before, act.asUser);
		await recorder.refused(own.id, about, error.message);
		return refusedResult(own, error);
	}

	/** What flipped meanwhile is weighed anew, so that it can be asked again. */
	async function refuseUnready(known: Planned, error: NotReady): Promise<OperationResult> {
		const refused = await refuse(known, error);
		const again = error.isFlipped === true ? await plan(known.plan.operation) : null;
		return again?.ok ? { ...refused, again: again.value } : refused;
	}

	async function look(given: OperationPlan): Promise<Looked | null> {
		const known = planned.get(given.id);
		const seen = (await known?.act.look?.()) ?? null;
		if (known === undefined || seen === null) return null;
		const now = { ...known.plan, before: seen.before };
		if (planned.has(given.id)) planned.set(given.id, { plan: now, act: known.act });
		return { plan: now, isFlipped: seen.isFlipped };
	}

	async function performConfirmed(known: Planned, ask: AskPassword | undefined): Promise<OperationResult> {
		open++;
		if (ask !== undefined) known.act.askWith?.(ask);
		try {
			return await record(known);
		} finally {
			known.act.release();
			open--;
		}
	}

	/** Looks once more, writes `begun`, runs, writes `ended`. */
	async function record(known: Planned): Promise<OperationResult> {
		const { plan: own, act } = known;
		const allowed = await mayDo(own.operation);
		if (!allowed.ok) return refuse(known, allowed.error);
		const ready = await act.prepare();
		if (!ready.ok) return refuseUnready(known, ready.error);
		const { argv, before } = ready.value;
		const about = aboutOf(own.operation, own.target, argv, before, act.asUser);
		const begun = await recorder.begun(own.id, about, own.operation);
		if (!begun.ok) return refusedResult(own, unrecorded(begun.error));
		if (own.operation.type === 'service' || own.operation.type === 'undo') watches.supersede(own.target);
		const startedMs = performance.now();
		const end = await carryOut(known);
		const result = await recorder.ended(own, before, end, performance.now() - startedMs);
		const { lost } = end;
		const isWaited = lost !== undefined && options.waitsForHost === true;
		const watch = isWaited ? () => watchLost(context, { ...own, ...lost }) : end.watch;
		if (watch !== undefined) watches.start(own.id, isWaited ? null : own.target, watch);
		return result;
	}

	return {
		plan,
		perform,
		performAll,
		discard(given) {
			take(given)?.act.release();
		},
		look,
		observe: watches.find,
		stopWatching: () => ending.abort(),
		openOperations: () => open,
		async recover() {
			// What only looks writes nothing.
			const access = (await options.access?.()) ?? unrestricted;
			if (options.isReadOnly || access.role === 'viewer') return succeed({ settled: [], stillOpen: [], trimmed: 0 });
			return recoverOpenOperations({ transport, log, managers: options.managers, now, patterns });
		},
	};
}

/** A bug in here must not leave the record open. */
async function carryOut({ plan, act }: Planned): Promise<ActEnd> {
	try {
		return await act.carryOut(plan.id);
	} catch (error) {
		const message = `${plan.title}: the outcome is not known (${error instanceof Error ? error.message : String(error)})`;
		return { status: 'unknown', code: 'failed', message, hint: null, exitCode: null, after: null, output: '' };
	}
}

function unrecorded({ code, message, hint }: OpsError) {
	return {
		code: code === 'permission' ? ('permission' as const) : ('refused' as const),
		message: `Nothing was done, because it could not be recorded: ${message}`,
		hint,
	};
}

function unknownPlan(given: OperationPlan): OperationResult {
	return refusedResult(given, {
		code: 'refused',
		message: 'This was done or given up before',
		hint: 'Begin it anew.',
	});
}

function readOnlyRefusal() {
	return fail('permission', 'This console only looks (--read-only)', 'Open it without --read-only to act.');
}
