import { weightOf } from '../../../domain/act-table.ts';
import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { signalNameOf, signalNumberOf } from '../../../domain/signals.ts';
import { endOfError } from './act-end.ts';
import type { ActEnd, OperationContext, PlannedAct } from './planned-act.ts';
import { noLoad, weighProcess } from './process-load.ts';
import { describeProcess, hasEnded, holdTarget, type ProcessTarget, readStat } from './process-target.ts';

type SignalOperation = Extract<Operation, { readonly type: 'signal' }>;

/** Signals that usually end a process: how it went on is looked at for this long. */
const endingSignals = new Set(['TERM', 'KILL', 'INT', 'QUIT', 'HUP', 'ABRT']);
const watchMs = [20, 50, 100, 200, 400, 700];

/** Holds the process from now on: the signal reaches this one or none. */
export async function planSignal(context: OperationContext, operation: SignalOperation): Promise<Result<PlannedAct>> {
	const number = signalNumberOf(operation.signal);
	const signal = number === null ? null : signalNameOf(number);
	if (signal === null) {
		return fail(
			'refused',
			`There is no signal of that name: ${JSON.stringify(operation.signal.slice(0, 40))}`,
			'Names are TERM, KILL, HUP, USR1 …, or numbers.',
		);
	}
	const found = await holdTarget(context, operation);
	if (!found.ok) return found;
	const target = found.value;
	const argv = ['kill', `-${signal}`, String(operation.pid)];
	// Who does not handle HUP ends by it.
	const isWeighed = weightOf(operation) === 'heavy' || endingSignals.has(signal);
	const load = isWeighed ? await weighProcess(context, target) : noLoad;
	const { host } = context.transport;
	return succeed({
		target: target.label,
		title: `Send ${signal} to ${target.label} on ${host}`,
		command: null,
		argv,
		effects: [...describeEffects(signal, target), ...load.effects],
		friction: decideFriction({ ...operation, signal }, { ...context, host, process: target.facts, units: load.units }),
		before: describeProcess(target.stat),
		async look() {
			const now = (await target.held.isAlive()) ? await readStat(context.transport, operation.pid) : null;
			return { before: now?.ok ? describeProcess(now.value) : 'ended', isFlipped: false };
		},
		async prepare() {
			if (!(await target.held.isAlive())) {
				return fail('not-found', `Process ${target.label} has ended; nothing was sent`, 'Look at the list again.');
			}
			const now = await readStat(context.transport, operation.pid);
			return succeed({ argv, before: now.ok ? describeProcess(now.value) : null });
		},
		carryOut: () => send(context, target, signal),
		release: () => target.held.release(),
	});
}

function describeEffects(signal: string, target: ProcessTarget): readonly string[] {
	const { unit } = target.facts;
	const effects: string[] = [];
	if (signal === 'KILL') effects.push('It cannot tidy up: what it holds in memory only is lost.');
	if (signal === 'STOP') effects.push('It stands still until CONT.');
	if (unit?.endsWith('.service') && !unit.startsWith('user@') && endingSignals.has(signal)) {
		effects.push(`It belongs to ${unit}, whose manager may start it again; to stop it for good, stop the unit.`);
	}
	return effects;
}

async function send(context: OperationContext, target: ProcessTarget, signal: string): Promise<ActEnd> {
	const sent = await target.held.signal(signal);
	if (!sent.ok)
		return endOfError(sent.error, { failed: `${signal} was not sent to ${target.label}`, hint: null }, null);
	const after = await watch(context, target, endingSignals.has(signal));
	const what = `${signal} was sent to ${target.label}`;
	const isStill = after !== 'ended' && endingSignals.has(signal) && signal !== 'HUP';
	return {
		status: 'succeeded',
		code: null,
		message: after === null ? what : `${what}; it ${after === 'ended' ? 'has ended' : `is still there: ${after}`}`,
		hint: isStill ? hintFor(signal, after) : null,
		exitCode: 0,
		after,
		output: '',
	};
}

function hintFor(signal: string, after: string | null): string {
	if (after?.includes('(D)') === true)
		return 'It waits for a device or a network file system; no signal reaches it before that answers.';
	return signal === 'KILL' ? 'The kernel may still be taking it apart.' : 'Give it time, or send KILL.';
}

async function watch(context: OperationContext, target: ProcessTarget, isEnding: boolean): Promise<string | null> {
	let state: string | null = null;
	for (const pauseMs of isEnding ? watchMs : [20]) {
		await context.sleep(pauseMs);
		if (!(await target.held.isAlive())) return 'ended';
		const stat = await readStat(context.transport, target.held.identity.pid);
		if (!stat.ok || hasEnded(stat.value)) return 'ended';
		state = describeProcess(stat.value);
	}
	return state;
}
