import { combineFriction, describeFriction } from '../domain/friction.ts';
import type { Confirmation, Friction, Operation, OperationPlan, OperationResult } from '../domain/operation.ts';
import { problemOf } from '../domain/problem.ts';
import type { OpsError } from '../domain/result.ts';
import { sanitise, sanitiseLines } from '../domain/sanitise.ts';
import { withStop } from '../domain/sentence.ts';
import type { Operations } from '../services/operations/operations.ts';
import { askPasswordOn } from './ask-password.ts';
import { type CommandContext, complain, reportFailure, takeStamp, wantsJson, writeDocument } from './context.ts';
import { type ExitStatus, exitStatus, exitStatusOf } from './exit-status.ts';
import { paintDim } from './output.ts';
import { documentOf } from './reporters/json.ts';
import { settleOldActs } from './settle-old-acts.ts';

/** How the results of an act are written in a document. */
export type ActDocument = {
	readonly view: string;
	readonly dataOf: (plans: readonly OperationPlan[], results: readonly OperationResult[]) => unknown;
};

const operationDocument: ActDocument = {
	view: 'operation',
	dataOf: (_plans, results) => ({ results }),
};

/**
 * Weighs operations, asks or takes `--yes`, performs and reports them. All are weighed before any is performed: one that is
 * refused stops them all.
 */
export async function act(
	context: CommandContext,
	asked: readonly Operation[],
	document: ActDocument = operationDocument,
): Promise<ExitStatus> {
	const [operations, loaded] = await Promise.all([context.services.operations(), context.services.settings()]);
	const { notices, settings } = loaded;
	// Settings that do not count may have been what protects this host.
	for (const notice of notices) complain(context.output, { message: notice });
	const { 'dry-run': isDryRun, sudo, timeout, 'watch-seconds': watchSeconds = 0 } = context.invocation.flags;
	const unitTimeoutMs = timeout === undefined ? settings.unitTimeoutMs : timeout * 1000;
	const options = { isDryRun, unitTimeoutMs, watchMs: watchSeconds * 1000 };
	if (!isDryRun) await settleOldActs(context);
	const plans: OperationPlan[] = [];
	for (const operation of asked) {
		const plan = await operations.plan(sudo ? { ...operation, asRoot: true } : operation, options);
		if (!plan.ok) {
			for (const other of plans) operations.discard(other);
			return reportFailure(context, document.view, plan.error);
		}
		plans.push(plan.value);
	}
	return isDryRun ? reportDryRun(context, plans) : confirmAndPerform(context, operations, plans, document);
}

async function reportDryRun(context: CommandContext, plans: readonly OperationPlan[]): Promise<ExitStatus> {
	if (wantsJson(context.invocation)) {
		await writeDocument(context, documentOf('plan', await takeStamp(context), { plans }, []));
	} else {
		await context.output.write(plans.map((plan) => describePlan(plan, context)).join('\n'));
	}
	return exitStatus.done;
}

function describePlan(plan: OperationPlan, { output }: CommandContext): string {
	return [
		`${sanitise(plan.title)}`,
		`  ${paintDim('runs', output)}  ${sanitise(plan.commandText)}`,
		`  ${paintDim('as', output)}    ${sanitise(plan.asUser)} on ${sanitise(plan.host)}`,
		...(plan.before === null ? [] : [`  ${paintDim('is', output)}    ${sanitise(plan.before)}`]),
		...plan.effects.map((effect) => `  ${paintDim('note', output)}  ${sanitise(effect)}`),
		...(plan.friction.kind === 'name'
			? [`  ${paintDim('asks', output)}  ${sanitise(describeFriction(plan.friction))}`]
			: []),
		'',
	].join('\n');
}

async function confirmAndPerform(
	context: CommandContext,
	operations: Operations,
	plans: readonly OperationPlan[],
	document: ActDocument,
): Promise<ExitStatus> {
	const friction = plans.length === 1 ? (plans[0]?.friction ?? combineFriction(plans)) : combineFriction(plans);
	const confirmation = await confirm(context, plans, friction);
	if ('error' in confirmation) {
		for (const plan of plans) operations.discard(plan);
		return reportFailure(context, document.view, confirmation.error, confirmation.status);
	}
	const results = await perform(context, operations, plans, confirmation);
	const status = await report(context, plans, results, document);
	const [again] = results.flatMap((result) => result.again ?? []);
	if (again !== undefined) return askAgain(context, operations, again, document);
	const isHeld = await tellWhatIsSeen(context, operations, results);
	return status === exitStatus.done && !isHeld ? exitStatus.failed : status;
}

/** The state flipped between question and act: whoever sits at a terminal is asked about it as it is now. */
async function askAgain(
	context: CommandContext,
	operations: Operations,
	plan: OperationPlan,
	document: ActDocument,
): Promise<ExitStatus> {
	if (context.output.ask !== null && !context.invocation.flags.yes && !wantsJson(context.invocation)) {
		return confirmAndPerform(context, operations, [plan], document);
	}
	operations.discard(plan);
	return exitStatus.failed;
}

/** Waits for what `--watch-seconds` asked to see; false when a target did not hold. */
async function tellWhatIsSeen(
	{ output }: CommandContext,
	operations: Operations,
	results: readonly OperationResult[],
): Promise<boolean> {
	let isHeld = true;
	for (const { id } of results) {
		const seen = await operations.observe(id);
		if (seen === null) continue;
		output.complain(`${withStop(sanitise(seen.verdict))}\n`);
		isHeld &&= seen.isGood;
	}
	return isHeld;
}

/** Ctrl+C halves no act: it is told what goes on, and the next one leaves. */
async function perform(
	{ signal, output }: CommandContext,
	operations: Operations,
	plans: readonly OperationPlan[],
	confirmation: Confirmation,
): Promise<readonly OperationResult[]> {
	const [only] = plans;
	const ask = askPasswordOn(output);
	const tell = () => output.complain(interruptedMessage);
	signal.addEventListener('abort', tell, { once: true });
	try {
		return plans.length === 1 && only !== undefined
			? [await operations.perform(only, confirmation, ask)]
			: await operations.performAll(plans, confirmation, ask);
	} finally {
		signal.removeEventListener('abort', tell);
	}
}

const interruptedMessage =
	'What was begun goes on, and is recorded when it ends. Ctrl+C again leaves it alone; the next start records its end.\n';

type Refusal = { readonly error: OpsError; readonly status: ExitStatus };

/** From the flags, else from the person at the terminal. */
async function confirm(
	context: CommandContext,
	plans: readonly OperationPlan[],
	friction: Friction,
): Promise<Confirmation | Refusal> {
	const { flags } = context.invocation;
	const { ask } = context.output;
	if (context.signal.aborted) return interrupted;
	if (flags['i-know'] !== undefined && flags.yes) return given(friction, flags['i-know']);
	if (flags.yes && friction.kind !== 'name') return given(friction, null);
	if (ask === null) return { error: refusal(plans, friction, flags.yes), status: exitStatus.usage };
	context.output.complain(plans.map((plan) => describePlan(plan, context)).join('\n'));
	const answer = await ask(questionFor(friction));
	if (answer === null) return interrupted;
	if (friction.kind === 'yes') return /^y(es)?$/i.test(answer.trim()) ? { kind: 'yes' } : declined;
	return answer.trim() === '' ? declined : { kind: 'typed', text: answer };
}

const notDone: OpsError = { code: 'cancelled', message: 'Nothing was done' };
const declined: Refusal = { error: notDone, status: exitStatus.failed };
const interrupted: Refusal = { error: notDone, status: exitStatus.interrupted };

function given(friction: Friction, name: string | null): Confirmation {
	if (friction.kind === 'yes') return { kind: 'yes' };
	return { kind: 'typed', text: friction.kind === 'count' ? String(friction.count) : (name ?? '') };
}

function questionFor(friction: Friction): string {
	if (friction.kind === 'yes') return 'Go on? [y/N] ';
	const what = friction.kind === 'count' ? String(friction.count) : friction.typed;
	return `Type ${sanitise(what)} to go on: `;
}

function refusal(plans: readonly OperationPlan[], friction: Friction, saysYes: boolean): OpsError {
	const title = plans[0]?.title ?? 'This';
	if (friction.kind === 'name') {
		const flags = `${saysYes ? '' : '--yes '}--i-know ${friction.typed}`;
		return {
			code: 'refused',
			message: `${title} asks for a name to be typed`,
			hint: `${friction.because} Without a terminal, give ${flags}.`,
		};
	}
	return {
		code: 'refused',
		message: `${title} asks before it acts, and there is no terminal to ask on`,
		hint: 'Give --yes.',
	};
}

async function report(
	context: CommandContext,
	plans: readonly OperationPlan[],
	results: readonly OperationResult[],
	document: ActDocument,
): Promise<ExitStatus> {
	const status = statusOf(results);
	if (wantsJson(context.invocation)) {
		const problems = results.flatMap((result) =>
			result.code === null
				? []
				: [
						problemOf('results', {
							code: result.code,
							message: result.message,
							...(result.hint ? { hint: result.hint } : {}),
						}),
					],
		);
		const data = document.dataOf(plans, results);
		// The document is sound even when the act was not: its outcome stands in the data, and in the exit status.
		await writeDocument(context, documentOf(document.view, await takeStamp(context), data, problems));
		return status;
	}
	for (const result of results) await reportResult(context, result);
	return status;
}

function printable(text: string): string {
	return sanitiseLines(text)
		.map((line) => `${line}\n`)
		.join('');
}

async function reportResult(context: CommandContext, result: OperationResult): Promise<void> {
	const { output } = context;
	const { message, hint, streams } = result;
	await output.write(printable(streams?.stdout ?? result.output));
	output.complain(printable(streams?.stderr ?? ''));
	if (result.status === 'succeeded') output.complain(`${withStop(sanitise(message))}\n`);
	else complain(output, hint === null ? { message } : { message, hint });
}

/** 0 when all succeeded; the reason's status when there is one, else 1. */
function statusOf(results: readonly OperationResult[]): ExitStatus {
	const failed = results.find(({ status }) => status !== 'succeeded');
	if (failed === undefined) return exitStatus.done;
	return results.length > 1 || failed.code === null ? exitStatus.failed : exitStatusOf(failed.code);
}
