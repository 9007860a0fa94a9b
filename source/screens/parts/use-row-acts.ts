import { useCallback } from 'react';
import type { Confirmation, Operation, OperationPlan, OperationResult } from '../../domain/operation.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { type ConsoleContextValue, useConsole } from '../../hooks/console-context.ts';
import { useActs } from '../../hooks/use-acts.ts';
import type { ToastKind } from '../../store/console-store.ts';

/** Runs one operation for each target, and answers how each ended; none when nothing was confirmed. */
export type RunActs = (operations: readonly Operation[]) => Promise<readonly OperationResult[]>;

/** Acts of a list where several rows may be tagged: one target as everywhere, several under one question with their number. */
export function useRowActs(): RunActs {
	const console = useConsole();
	const { runAct } = useActs();
	return useCallback(
		async (operations) => {
			const [first, second] = operations;
			if (first === undefined || second !== undefined) return runMany(console, operations);
			const result = await runAct(first);
			return result === null ? [] : [result];
		},
		[console, runAct],
	);
}

async function runMany(
	console: ConsoleContextValue,
	operations: readonly Operation[],
): Promise<readonly OperationResult[]> {
	const plans = await planAll(console, operations);
	const results: OperationResult[] = [];
	for (const group of groupsOf(plans)) {
		const confirmation = await console.dialogs.confirm(combined(group));
		if (confirmation === null) {
			for (const plan of group) console.actions.discard(plan);
			continue;
		}
		for (const plan of group) results.push(await console.actions.perform(plan, answerTo(plan, group, confirmation)));
	}
	sayResults(console, results);
	return results;
}

async function planAll(
	console: ConsoleContextValue,
	operations: readonly Operation[],
): Promise<readonly OperationPlan[]> {
	const plans: OperationPlan[] = [];
	for (const operation of operations) {
		const plan = await console.actions.plan(operation);
		if (plan.ok) plans.push(plan.value);
		else console.toast('bad', sentenceOf(plan.error));
	}
	return plans;
}

/** Plans that ask for a name are asked one by one; all others share one question. */
function groupsOf(plans: readonly OperationPlan[]): ReadonlyArray<readonly OperationPlan[]> {
	const shared = plans.filter((plan) => plan.friction.kind !== 'name');
	const named = plans.filter((plan) => plan.friction.kind === 'name').map((plan) => [plan]);
	return shared.length === 0 ? named : [shared, ...named];
}

/** One plan that stands for several: their number has to be typed. */
function combined(group: readonly OperationPlan[]): OperationPlan {
	const [first] = group;
	if (first === undefined) throw new Error('A question needs a plan');
	if (group.length === 1) return first;
	return {
		...first,
		title: `${first.title}, and ${group.length - 1} more`,
		target: `${group.length} targets`,
		command: null,
		commandText: group.map((plan) => plan.commandText).join('; '),
		effects: group.flatMap((plan) => [plan.target, ...plan.effects]),
		friction: { kind: 'count', count: group.length },
		before: null,
	};
}

/** The number stands for all of them; each plan is answered in its own terms. */
function answerTo(plan: OperationPlan, group: readonly OperationPlan[], confirmation: Confirmation): Confirmation {
	return group.length > 1 && plan.friction.kind === 'yes' ? { kind: 'yes' } : confirmation;
}

const kinds: Readonly<Record<OperationResult['status'], ToastKind>> = {
	succeeded: 'good',
	failed: 'bad',
	refused: 'warn',
	'timed-out': 'bad',
	interrupted: 'bad',
	unknown: 'warn',
};

function sayResults(console: ConsoleContextValue, results: readonly OperationResult[]): void {
	const isOneMessageEnough = results.length > 3 && results.every((result) => result.status === 'succeeded');
	if (isOneMessageEnough) {
		console.toast('good', `${results.length} acts succeeded; each is in History.`);
		return;
	}
	for (const result of results) {
		console.toast(kinds[result.status], sentenceOf(result));
	}
}

function sentenceOf({ message, hint }: { readonly message: string; readonly hint?: string | null }): string {
	return sanitise(hint === undefined || hint === null ? message : `${message} ${hint}`);
}
