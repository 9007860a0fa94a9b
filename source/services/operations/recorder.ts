import type { Observation, Operation, OperationPlan, OperationResult } from '../../domain/operation.ts';
import type { OpsError, Result } from '../../domain/result.ts';
import { maskArguments, maskText, type SecretPatterns } from '../../domain/secrets.ts';
import type { ActorRecord, Subject } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import { readWriter } from '../operation-log/writer.ts';
import type { ActEnd } from './plans/planned-act.ts';
import { recordArguments, recordLines, recordOutput, recordTarget } from './record-text.ts';

export type RecorderOptions = {
	readonly log: OperationLog;
	readonly actor: ActorRecord;
	/** As whom things are done on the host, unless an operation says otherwise. */
	readonly user: () => string;
	readonly host: string;
	/** `SHA256:…` of the key that another host showed. */
	readonly hostKey: () => string | null;
	readonly patterns: SecretPatterns;
	readonly now: () => Date;
	/** Takes away what an act left outside of the log, once its end is in it. */
	readonly forget?: (id: string) => void;
};

/** What an operation is about, as far as it is known when it is recorded. */
export type About = Pick<Subject, 'type' | 'target' | 'argv' | 'before'> & {
	/** Where it is not this program's own user. */
	readonly asUser?: string | undefined;
};

/** Writes what happens into the log. Everything is masked and cut here, and nowhere else. */
export type Recorder = {
	/** A refusal changes nothing, so a log that cannot be written does not stop it from being told. */
	refused(id: string, about: About, message: string): Promise<void>;
	/** Before anything runs; where it cannot be written, nothing may run. */
	begun(id: string, about: About, operation: Operation): Promise<Result<unknown>>;
	/** The result as it is told and recorded. */
	ended(plan: OperationPlan, before: string | null, end: ActEnd, durationMs: number): Promise<OperationResult>;
	/** What was seen after the end, as it is told and recorded. */
	observed(id: string, seen: Observation): Promise<Observation>;
};

export function createRecorder({ log, actor, user, host, hostKey, patterns, now, forget }: RecorderOptions): Recorder {
	const subject = ({ type, target, argv, before, asUser = user() }: About): Subject => ({
		actor,
		host,
		...keyOf(hostKey()),
		type,
		target: recordTarget(target),
		argv: recordArguments(maskArguments(argv, patterns)),
		asUser,
		before,
	});
	const time = () => now().toISOString();

	return {
		async refused(id, about, message) {
			await log.append({ kind: 'refused', id, time: time(), ...subject(about), message });
		},
		begun(id, about, operation) {
			const asked = maskOperation(operation, patterns);
			return log.append({ kind: 'begun', id, time: time(), ...subject(about), writer: readWriter(), operation: asked });
		},
		async ended(plan, before, end, durationMs) {
			const { status, code, exitCode, after } = end;
			const output = recordOutput(end.output, patterns);
			const message = maskText(end.message, patterns);
			const record = { id: plan.id, status, message, exitCode, durationMs: Math.round(durationMs), after, output };
			const { undo = null, journal = [], stillAt } = end;
			const saved = {
				...(undo === null ? {} : { undo }),
				...(journal.length === 0 ? {} : { journal: recordLines(journal, patterns) }),
			};
			const written = await log.append({ kind: 'ended', time: time(), ...record, ...saved });
			// What was lost on the way is asked for again when its host is back.
			if (written.ok && end.lost === undefined) forget?.(plan.id);
			const hint = written.ok ? end.hint : `Its end could not be recorded: ${written.error.message}`;
			const streams = plan.operation.type === 'run' && end.streams !== undefined ? end.streams : null;
			return {
				...record,
				code,
				hint,
				before,
				...(streams === null ? {} : { streams: masked(streams, patterns) }),
				...(stillAt === undefined ? {} : { stillAt }),
				...(undo === null || !written.ok ? {} : { canUndo: true }),
			};
		},
		async observed(id, { isGood, state, verdict }) {
			const told = maskText(verdict, patterns);
			await log.append({ kind: 'observed', id, time: time(), state, verdict: told, isGood });
			return { verdict: told, isGood, state };
		},
	};
}

function keyOf(hostKey: string | null): Pick<Subject, 'hostKey'> {
	return hostKey === null ? {} : { hostKey };
}

function masked({ stdout, stderr, truncated }: NonNullable<ActEnd['streams']>, patterns: SecretPatterns) {
	return { stdout: recordOutput(stdout, patterns), stderr: recordOutput(stderr, patterns), truncated };
}

/** The operation as it can be asked for again; what is masked has to be given anew. */
function maskOperation(operation: Operation, patterns: SecretPatterns): Operation {
	if (operation.type !== 'run') return operation;
	const { file, args } = operation.command;
	const [masked = '', ...rest] = recordArguments(maskArguments([file, ...args], patterns));
	return { ...operation, command: { file: masked, args: rest } };
}

/** The result of an operation that was not carried out. */
export function refusedResult(
	{ id, before }: Pick<OperationPlan, 'id' | 'before'>,
	{ code, message, hint = null }: Pick<OpsError, 'code' | 'message'> & { readonly hint?: string | null | undefined },
): OperationResult {
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

export function aboutOf(
	operation: Operation,
	target: string,
	argv: readonly string[],
	before: string | null,
	asUser?: string,
): About {
	return { type: operation.type, target, argv, before, asUser };
}
