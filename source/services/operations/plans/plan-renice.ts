import type { Command } from '../../../domain/command.ts';
import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import type { ThreadNice } from '../../../domain/undo.ts';
import type { Transport } from '../../transports/transport.ts';
import { endOfError, endOfFailure, outputOf, succeeded } from './act-end.ts';
import type { ActEnd, OperationContext, PlannedAct } from './planned-act.ts';
import { holdTarget, type ProcessTarget, readStatFacts } from './process-target.ts';

type ReniceOperation = Extract<Operation, { readonly type: 'renice' }>;

const timeoutMs = 10_000;

/** Nice is kept per thread on Linux: `renice -p PID` alone would change the main thread and leave the others. */
export async function planRenice(context: OperationContext, operation: ReniceOperation): Promise<Result<PlannedAct>> {
	const { nice } = operation;
	if (!Number.isInteger(nice) || nice < -20 || nice > 19) {
		return fail('refused', `${nice} is not a nice value`, 'Nice goes from -20 (first) to 19 (last).');
	}
	const found = await holdTarget(context, operation);
	if (!found.ok) return found;
	const target = found.value;
	const { transport } = context;
	const threads = await listThreads(transport, operation.pid);
	let command = reniceCommand(nice, threads);
	let saved: readonly ThreadNice[] = [];
	return succeed({
		target: target.label,
		title: `Set nice ${nice} for ${target.label} on ${transport.host}`,
		command,
		argv: argvOf(command),
		effects: [
			`${threads.length === 1 ? 'Its only thread changes' : `All of its ${threads.length} threads change`} from nice ${target.stat.nice}.`,
			...(nice > target.stat.nice && context.actor.uid !== 0
				? ['Lowering it again needs root, so this user cannot undo it.']
				: []),
		],
		friction: decideFriction(operation, { ...context, host: transport.host, process: target.facts }),
		before: `nice ${target.stat.nice}`,
		async prepare() {
			// Threads come and go while the dialog is open.
			saved = await readThreads(transport, operation.pid);
			const numbers = saved.length === 0 ? threads : saved.map(({ thread }) => thread);
			command = reniceCommand(nice, numbers);
			if (!(await target.held.isAlive())) {
				return fail('not-found', `Process ${target.label} has ended; nothing was changed`, 'Look at the list again.');
			}
			return succeed({ argv: argvOf(command), before: `nice ${target.stat.nice}` });
		},
		async carryOut(id) {
			const bootId = await readBootId(transport);
			const end = await renice(context, target, nice, command, id);
			const isLowered = saved.some((thread) => thread.nice < nice);
			// Who may not lower a nice value cannot have it back.
			if (end.status !== 'succeeded' || (isLowered && context.actor.uid !== 0)) return end;
			const { pid, startTicks } = target.held.identity;
			const undo = { kind: 'nice', pid, startTicks, bootId, nice, threads: saved } as const;
			return saved.every((thread) => thread.nice === nice) ? end : { ...end, undo };
		},
		release: () => target.held.release(),
	});
}

function argvOf(command: Command): readonly string[] {
	return [command.file, ...command.args];
}

/** Without `-n` all take the value as it stands; busybox adds what comes after `-n` to the old one. */
function reniceCommand(nice: number, threads: readonly number[]): Command {
	return { file: 'renice', args: [String(nice), '-p', ...threads.map(String)] };
}

async function listThreads(transport: Transport, pid: number): Promise<readonly number[]> {
	const names = await transport.listDirectory(`/proc/${pid}/task`);
	const threads = names.ok ? names.value.filter((name) => /^\d+$/.test(name)).map(Number) : [];
	return threads.length === 0 ? [pid] : threads.toSorted((a, b) => a - b);
}

async function renice(
	context: OperationContext,
	target: ProcessTarget,
	nice: number,
	command: Command,
	id: string,
): Promise<ActEnd> {
	const { transport } = context;
	const { pid } = target.held.identity;
	const wording = {
		failed: `The nice value of ${target.label} was not changed`,
		hint: 'A lower value than now needs root.',
	};
	const outcome = await transport.act(id, command, { timeoutMs });
	const values = (await readThreads(transport, pid)).map((thread) => thread.nice);
	const after = describeNice(values);
	if (!outcome.ok) return endOfError(outcome.error, wording, after);
	const isReached = values.length > 0 && values.every((value) => value === nice);
	// A thread that ended meanwhile makes renice fail; what counts is that all that are there have the value.
	if (isReached) return succeeded(`${target.label} has nice ${nice} now, in all of its threads`, outcome.value, after);
	const failure = endOfFailure(outcome.value, wording, after);
	if (failure !== null) return failure;
	return {
		status: 'failed',
		code: 'failed',
		message: `renice reported success, but ${target.label} has ${after ?? 'an unknown nice value'}`,
		hint: 'Threads that were made meanwhile may keep the old value; do it again.',
		exitCode: outcome.value.exitCode,
		after,
		output: outputOf(outcome.value),
	};
}

async function readThreads(transport: Transport, pid: number): Promise<readonly ThreadNice[]> {
	const threads = await listThreads(transport, pid);
	const texts = await transport.readFiles(threads.map((thread) => `/proc/${pid}/task/${thread}/stat`));
	return threads.flatMap((thread, index) => {
		const text = texts[index];
		const stat = text?.ok ? readStatFacts(text.value) : null;
		return stat === null ? [] : [{ thread, nice: stat.nice }];
	});
}

async function readBootId(transport: Transport): Promise<string | null> {
	const [text] = await transport.readFiles(['/proc/sys/kernel/random/boot_id']);
	return text?.ok ? text.value.trim() : null;
}

function describeNice(values: readonly number[]): string | null {
	const unique = [...new Set(values)].toSorted((a, b) => a - b);
	return unique.length === 0 ? null : `nice ${unique.join(', ')}`;
}
