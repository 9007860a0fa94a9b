import { formatCommand } from '../../../domain/command.ts';
import { decideFriction } from '../../../domain/friction.ts';
import type { Operation } from '../../../domain/operation.ts';
import { fail, type OpsError, type Result, succeed } from '../../../domain/result.ts';
import { maskArguments } from '../../../domain/secrets.ts';
import type { Transport } from '../../transports/transport.ts';
import { endOfError, endOfFailure, outputOf, succeeded } from './act-end.ts';
import type { ActEnd, OperationContext, PlannedAct } from './planned-act.ts';
import { listStuck, stuckText } from './process-target.ts';

type RunOperation = Extract<Operation, { readonly type: 'run' }>;

/** Linux takes some 2 MB of arguments; nobody types that, and it is recorded. */
const maxCommandBytes = 128 * 1024;
const longestTimeoutMs = 24 * 60 * 60 * 1000;

/** A command of the user's own, as argv, without a shell. What it does cannot be known. */
export async function planRun(context: OperationContext, operation: RunOperation): Promise<Result<PlannedAct>> {
	const { command, timeoutMs } = operation;
	const argv = [command.file, ...command.args];
	if (command.file.trim() === '') return fail('refused', 'The command is empty', 'Give a program and its arguments.');
	if (argv.some((word) => word.includes('\0')))
		return fail('refused', 'The command holds a NUL character, which no argument can');
	if (Buffer.byteLength(argv.join(' ')) > maxCommandBytes) {
		return fail('refused', 'The command is too long', `${maxCommandBytes / 1024} KiB at most; put it in a script.`);
	}
	if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > longestTimeoutMs) {
		return fail(
			'refused',
			'The time limit of the command is not usable',
			'It is more than 0 seconds and at most a day.',
		);
	}
	const { transport } = context;
	const [file = '', ...args] = maskArguments(argv, context.secretPatterns);
	const text = formatCommand({ file, args });
	const seconds = timeoutMs / 1000;
	return succeed({
		target: file,
		title: `Run ${text.length > 80 ? `${text.slice(0, 79)}…` : text} on ${transport.host}`,
		command,
		argv,
		effects: ['What it does is not known.', `It is ended when it takes longer than ${seconds} s.`],
		friction: decideFriction(operation, { ...context, host: transport.host }),
		before: null,
		async prepare() {
			return succeed({ argv, before: null });
		},
		async carryOut(id) {
			const outcome = await transport.act(id, command, { timeoutMs, endsWithConnection: true });
			if (!outcome.ok) return endWithout(transport, id, file, timeoutMs, outcome.error);
			const wording = { failed: `${file} did not succeed`, hint: 'Its output is in History.', isManager: false };
			return (
				endOfFailure(outcome.value, wording, null) ?? succeeded(`${file} ended with status 0`, outcome.value, null)
			);
		},
		release() {},
	});
}

const endings = { TERM: ' with TERM', KILL: ': TERM was not enough, so with KILL' } as const;

/** The failure's own sentence names the whole command, secrets too, so it is told anew. What was printed so far is kept. */
async function endWithout(
	transport: Transport,
	id: string,
	file: string,
	timeoutMs: number,
	error: OpsError,
): Promise<ActEnd> {
	const end = endOfError(error, { failed: `${file} was not run`, hint: null }, null);
	if (error.code === 'not-found') {
		const hint = 'Look at its spelling, or give its whole path.';
		return { ...end, message: `${file} was not found on ${transport.host}`, hint };
	}
	if (error.code !== 'timeout') return end;
	const left = await transport.recoverAct(id);
	const how = left.ok ? left.value?.endedWith : undefined;
	const stuck = await listStuck(transport, (left.ok && left.value?.leftBehind) || null);
	return {
		...end,
		message: `${file} did not end within ${timeoutMs / 1000} s, so its processes were ended${how === undefined ? '' : endings[how]}${stuckText(stuck)}`,
		hint: 'Give it more time, if it needs it.',
		output: left.ok && left.value !== null ? outputOf(left.value) : '',
	};
}
