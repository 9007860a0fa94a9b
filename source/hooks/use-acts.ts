import { useMemo } from 'react';
import { formatMilliseconds } from '../domain/format.ts';
import type { Confirmation, Operation, OperationPlan, OperationResult } from '../domain/operation.ts';
import { sanitise, sanitiseLines } from '../domain/sanitise.ts';
import { sentenceOf } from '../domain/sentence.ts';
import type { ToastKind } from '../store/console-store.ts';
import { type ConsoleContextValue, useConsole } from './console-context.ts';

export type Acts = {
	/**
	 * Weighs an operation, asks the person, performs it and says how it went, with its output where there is any. Null when it
	 * could not be weighed or was not confirmed; then nothing has changed.
	 */
	runAct(operation: Operation): Promise<OperationResult | null>;
};

const toastOf: Readonly<Record<OperationResult['status'], ToastKind>> = {
	succeeded: 'good',
	failed: 'bad',
	refused: 'bad',
	'timed-out': 'warn',
	interrupted: 'warn',
	unknown: 'warn',
};

/** What the result dialog shows: the outcome in words, then what the command printed. */
export function resultLines(plan: OperationPlan, result: OperationResult): readonly string[] {
	const exit =
		result.exitCode === null ? [] : [`Exit status ${result.exitCode}, after ${formatMilliseconds(result.durationMs)}`];
	const change =
		result.before === null && result.after === null
			? []
			: [`State      ${result.before ?? 'unknown'} before, ${result.after ?? 'unknown'} now`];
	const output = sanitiseLines(result.output);
	return [
		result.message,
		...(result.hint === null ? [] : [result.hint]),
		'',
		`Host       ${plan.host}`,
		`Command    ${plan.commandText}`,
		...change,
		...exit,
		'',
		...(output.length === 0 ? ['It printed nothing.'] : output),
	];
}

/** What is done sooner is told by its outcome alone. */
const underWayAfterMs = 600;

/** An act that takes its time (a unit that stops slowly) says so until it ends, and the list shows what it does meanwhile. */
async function performInSight(
	{ actions, store }: ConsoleContextValue,
	plan: OperationPlan,
	confirmation: Confirmation,
): Promise<OperationResult> {
	const notice = `${plan.title}: under way`;
	const withoutIt = (notices: readonly string[]) => {
		const at = notices.indexOf(notice);
		return at < 0 ? notices : notices.toSpliced(at, 1);
	};
	const timer = setTimeout(() => {
		store.setState(({ notices }) => ({ notices: [...notices, notice] }));
		actions.refresh();
	}, underWayAfterMs);
	try {
		return await actions.perform(plan, confirmation);
	} finally {
		clearTimeout(timer);
		store.setState(({ notices }) => ({ notices: withoutIt(notices) }));
	}
}

async function runAct(console: ConsoleContextValue, operation: Operation): Promise<OperationResult | null> {
	const { actions, dialogs, toast } = console;
	const weighed = await actions.plan(operation);
	if (!weighed.ok) {
		toast('bad', sanitise(sentenceOf(weighed.error)));
		return null;
	}
	const plan = weighed.value;
	const confirmation = await dialogs.confirm(plan);
	if (confirmation === null) {
		actions.discard(plan);
		return null;
	}
	const result = await performInSight(console, plan, confirmation);
	toast(toastOf[result.status], sanitise(result.message));
	if (result.status !== 'succeeded' || result.output.trim() !== '') {
		// Not awaited: the caller goes on with the outcome while the person reads.
		void dialogs.showText(plan.title, resultLines(plan, result));
	}
	return result;
}

/** The one way from a key to a change of a host: every screen acts through it. */
export function useActs(): Acts {
	const console = useConsole();
	return useMemo(() => ({ runAct: (operation) => runAct(console, operation) }), [console]);
}
