import { combineFriction } from '../domain/friction.ts';
import type { Confirmation, Operation, OperationPlan, OperationResult } from '../domain/operation.ts';
import { sanitise } from '../domain/sanitise.ts';
import { sentenceOf } from '../domain/sentence.ts';
import { isForReading, resultLines, summaryOf, toastKindOf, toastText } from './act-words.ts';
import type { ConsoleContextValue } from './console-context.ts';
import { followPlan } from './follow-plan.ts';

/** What is done sooner is told by its outcome alone. */
const underWayAfterMs = 600;

/** An act that takes its time (a unit that stops slowly) says so until it ends, and the list shows what it does meanwhile. */
async function inSight<Value>(
	{ actions, store }: ConsoleContextValue,
	title: string,
	perform: () => Promise<Value>,
): Promise<Value> {
	const notice = sanitise(`${title}: under way`);
	const withoutIt = (notices: readonly string[]) => {
		const at = notices.indexOf(notice);
		return at < 0 ? notices : notices.toSpliced(at, 1);
	};
	const timer = setTimeout(() => {
		store.setState(({ notices }) => ({ notices: [...notices, notice] }));
		actions.refresh();
	}, underWayAfterMs);
	try {
		return await perform();
	} finally {
		clearTimeout(timer);
		store.setState(({ notices }) => ({ notices: withoutIt(notices) }));
	}
}

/**
 * The one way from a key to a change of a host: weighs an operation, asks the person, performs it and says how it went, with its
 * output where there is any. Null when it could not be weighed or was not confirmed; then nothing has changed.
 */
export async function runOne(console: ConsoleContextValue, operation: Operation): Promise<OperationResult | null> {
	const { actions, toast } = console;
	const weighed = await actions.plan(operation);
	if (!weighed.ok) {
		toast('bad', sanitise(sentenceOf(weighed.error)));
		return null;
	}
	return askAndPerform(console, weighed.value);
}

async function askAndPerform(console: ConsoleContextValue, plan: OperationPlan): Promise<OperationResult | null> {
	const { actions, dialogs, toast } = console;
	const confirmation = await dialogs.confirm(plan, followPlan(console, plan));
	if (confirmation === null) {
		actions.discard(plan);
		return null;
	}
	if (confirmation.kind === 'as-root') return runOneAsRoot(console, plan);
	const result = await inSight(console, plan.title, () => actions.perform(plan, confirmation));
	toast(toastKindOf(result), toastText(plan, result));
	// The state flipped between the question and the act: it is asked about as it is now.
	if (result.again !== undefined) return askAndPerform(console, result.again);
	noteResult(console, plan, result);
	return result;
}

/** The target stays held by the first plan until the second one has it. */
async function runOneAsRoot(console: ConsoleContextValue, plan: OperationPlan): Promise<OperationResult | null> {
	try {
		return await runOne(console, { ...plan.operation, asRoot: true });
	} finally {
		console.actions.discard(plan);
	}
}

function noteResult(console: ConsoleContextValue, plan: OperationPlan, result: OperationResult): void {
	const { dialogs, store } = console;
	if (result.canUndo === true) store.setState({ undoable: { id: result.id, title: plan.title } });
	let isRead: Promise<unknown> = Promise.resolve();
	if (result.stillAt !== undefined) isRead = askToWait(console, plan, result.stillAt);
	else if (isForReading(plan, result)) {
		// Not awaited: the caller goes on with the outcome while the person reads.
		isRead = dialogs.showText(plan.title, resultLines(plan, result));
	}
	// Nothing is watched of most others: that is known at once.
	void tellWhatIsSeen(console, result.id, isRead);
}

/** What becomes of a unit after the act, once that is known and nothing stands before it. */
async function tellWhatIsSeen(
	{ actions, toast }: ConsoleContextValue,
	id: string,
	isRead: Promise<unknown>,
): Promise<void> {
	const [seen] = await Promise.all([actions.observe(id), isRead]);
	if (seen === null) return;
	toast(seen.isGood ? 'good' : 'bad', sanitise(seen.verdict));
	actions.refresh();
}

/** The manager still works on it: whoever waits is told when it ends, whoever does not want it any more withdraws the job. */
async function askToWait(
	console: ConsoleContextValue,
	plan: OperationPlan,
	{ unit, manager, job }: NonNullable<OperationResult['stillAt']>,
): Promise<void> {
	const choice = await console.dialogs.choose(
		`${sanitise(unit)} is not done yet`,
		[
			{ id: 'wait', label: 'Wait', detail: 'it goes on; you are told when it has ended' },
			{ id: 'cancel', label: `Withdraw job ${job}`, detail: 'what it has begun stays as it is' },
		],
		'wait',
	);
	if (choice === 'cancel') await runOne(console, { type: 'cancel-job', unit, manager });
	else console.toast('info', sanitise(`${plan.title}: you are told when it has ended.`));
}

/** Several under one question with their number; what asks for a name is asked by itself. Answers how each that ran ended. */
export async function runMany(
	console: ConsoleContextValue,
	operations: readonly Operation[],
): Promise<readonly OperationResult[]> {
	const { actions, dialogs } = console;
	const plans = await planAll(console, operations);
	const results: OperationResult[] = [];
	for (const group of groupsOf(plans)) {
		const [only] = group;
		if (only === undefined) continue;
		if (group.length === 1) {
			const result = await askAndPerform(console, only);
			if (result !== null) results.push(result);
			continue;
		}
		const confirmation = await dialogs.confirm(combined(group));
		if (confirmation === null) for (const plan of group) actions.discard(plan);
		else if (confirmation.kind === 'as-root') results.push(...(await runManyAsRoot(console, group)));
		else results.push(...(await performGroup(console, group, confirmation)));
	}
	return results;
}

async function runManyAsRoot(
	console: ConsoleContextValue,
	group: readonly OperationPlan[],
): Promise<readonly OperationResult[]> {
	const asRoot = group.map(({ operation }) => ({ ...operation, asRoot: true }));
	try {
		return await runMany(console, asRoot);
	} finally {
		for (const plan of group) console.actions.discard(plan);
	}
}

async function performGroup(
	console: ConsoleContextValue,
	group: readonly OperationPlan[],
	confirmation: Confirmation,
): Promise<readonly OperationResult[]> {
	const title = `${group.length} acts on ${group[0]?.host ?? 'this host'}`;
	const results = await inSight(console, title, () => console.actions.performAll(group, confirmation));
	for (const { kind, text } of summaryOf(results)) console.toast(kind, text);
	for (const { id } of results) void tellWhatIsSeen(console, id, Promise.resolve());
	return results;
}

async function planAll(
	{ actions, toast }: ConsoleContextValue,
	operations: readonly Operation[],
): Promise<readonly OperationPlan[]> {
	const plans: OperationPlan[] = [];
	for (const operation of operations) {
		const plan = await actions.plan(operation);
		if (plan.ok) plans.push(plan.value);
		else toast('bad', sanitise(sentenceOf(plan.error)));
	}
	return plans;
}

function groupsOf(plans: readonly OperationPlan[]): ReadonlyArray<readonly OperationPlan[]> {
	const shared = plans.filter((plan) => plan.friction.kind !== 'name');
	const named = plans.filter((plan) => plan.friction.kind === 'name').map((plan) => [plan]);
	return shared.length === 0 ? named : [shared, ...named];
}

/** One plan that stands for several in the question: every target is named. */
function combined(group: readonly OperationPlan[]): OperationPlan {
	const [first] = group;
	if (first === undefined) throw new Error('A question needs a plan');
	return {
		...first,
		title: `${first.title}, and ${group.length - 1} more`,
		target: group.map(({ target }) => target).join(', '),
		command: null,
		commandText: group.map((plan) => plan.commandText).join('; '),
		effects: group.flatMap((plan) => plan.effects.map((effect) => `${plan.target}: ${effect}`)),
		friction: combineFriction(group),
		before: null,
	};
}

/** Takes back the last act of this console that can be. */
export async function undoLast(console: ConsoleContextValue): Promise<void> {
	const { undoable } = console.store.getState();
	if (undoable === null) {
		console.toast(
			'info',
			'Nothing that was done here since the start can be undone; History has what was done before.',
		);
		return;
	}
	const result = await runOne(console, { type: 'undo', of: undoable.id });
	if (result?.status === 'succeeded') console.store.setState({ undoable: null });
}
