import { decideFriction, type FrictionContext } from '../../../domain/friction.ts';
import type { HistoryEntry } from '../../../domain/history.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { UndoRecord } from '../../../domain/undo.ts';
import { endOfError, endOfFailure, succeeded } from '../plans/act-end.ts';
import type { ActEnd, OperationContext, PlannedAct } from '../plans/planned-act.ts';
import { findMissed, findUndoSteps, type UndoSteps } from './undo-steps.ts';

type UndoOperation = Extract<Operation, { readonly type: 'undo' }>;

/** Puts back what an act is recorded to have changed, as long as nothing moved since. */
export async function planUndo(context: OperationContext, operation: UndoOperation): Promise<Result<PlannedAct>> {
	const { transport } = context;
	const saved = await context.findSaved(operation.of);
	if (!saved.ok) return saved;
	const { entry, undo } = saved.value;
	if (entry.host !== transport.host) {
		return fail('refused', `That was done on ${entry.host}, and this is ${transport.host}`, 'Undo it there.');
	}
	const isRoot = context.actor.uid === 0 || operation.asRoot === true;
	const steps = await findUndoSteps(context, undo, isRoot);
	if (!steps.ok) return steps;
	const argv = steps.value.commands.flatMap(({ file, args }, index) => [...(index === 0 ? [] : ['&&']), file, ...args]);
	return succeed({
		target: entry.target,
		title: `Undo ${entry.operation?.type === 'service' ? entry.operation.verb : entry.type} of ${entry.target} on ${transport.host}`,
		command: steps.value.commands.length === 1 ? (steps.value.commands[0] ?? null) : null,
		argv,
		operation: { ...operation, of: entry.id },
		effects: [...steps.value.effects, `It puts back what ${entry.id} changed.`],
		friction: decideFriction(operation, { ...context, host: transport.host, ...dangerOf(undo) }),
		before: entry.after,
		async prepare() {
			const still = await findUndoSteps(context, undo, isRoot);
			return still.ok ? succeed({ argv, before: entry.after }) : still;
		},
		carryOut: (id) => replay(context, steps.value, undo, entry, id),
		release() {},
	});
}

/** Undoing a start is a stop, and undoing an enable a disable: what that can cut off counts. */
function dangerOf(undo: UndoRecord): Pick<FrictionContext, 'undoes' | 'units'> {
	switch (undo.kind) {
		case 'units':
			return { undoes: undo.verb, units: undo.units };
		case 'links':
			return { undoes: undo.added.length > 0 ? 'disable' : 'enable', units: [undo.unit] };
		case 'files':
			// A file that was made keeps its unit down: without it the unit is enabled.
			return { undoes: undo.added.length > 0 ? 'enable' : 'disable', units: [undo.unit] };
		case 'nice':
			return {};
	}
}

/** One after the other; the first that fails ends it, and the record says how far it came. */
async function replay(
	context: OperationContext,
	{ commands }: UndoSteps,
	undo: UndoRecord,
	{ target, before }: Pick<HistoryEntry, 'target' | 'before'>,
	id: string,
): Promise<ActEnd> {
	const { transport, unitTimeoutMs: timeoutMs } = context;
	for (const [index, command] of commands.entries()) {
		const wording = {
			failed: index === 0 ? `Nothing of ${target} was put back` : `Only ${index} of ${commands.length} steps were done`,
			hint: 'History tells what was to be put back.',
		};
		const outcome = await transport.act(index === 0 ? id : `${id}.${index}`, command, { timeoutMs });
		if (!outcome.ok) return endOfError(outcome.error, wording, null);
		const failure = endOfFailure(outcome.value, wording, null);
		if (failure !== null) return failure;
	}
	const missed = await findMissed(context, undo);
	if (missed !== null) {
		const message = `Everything was run, but ${missed}`;
		const hint = 'Look at its log; what was run stands in History.';
		return { status: 'failed', code: 'failed', message, hint, exitCode: 0, after: null, output: '' };
	}
	return succeeded(`${target} is as it was${before === null ? '' : `: ${before}`}`, null, before);
}
