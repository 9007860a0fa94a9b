import type { OperationStatus } from '../../domain/operation.ts';
import { type OpsError, type Result, succeed } from '../../domain/result.ts';
import type { SecretPatterns } from '../../domain/secrets.ts';
import type { Begun, Ended } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import { isWriterGone, maySettle } from '../operation-log/writer.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { UnitState } from '../service-managers/service-manager.ts';
import type { Transport } from '../transports/transport.ts';
import { outputOf } from './plans/act-end.ts';
import { findUnit } from './plans/service/find-unit.ts';
import { describeState, isReached } from './plans/service/unit-state.ts';
import { recordOutput } from './record-text.ts';

export type Recovery = {
	/** Ids whose end was appended now. */
	readonly settled: readonly string[];
	/** Ids that still run, or whose program may still be there. */
	readonly stillOpen: readonly string[];
	/** Events that retention dropped. */
	readonly trimmed: number;
};

/** What may be asked about an act afterwards. */
export type Afterwards = Pick<RecoverOptions, 'transport' | 'managers'>;

type RecoverOptions = {
	readonly transport: Transport;
	readonly log: OperationLog;
	readonly managers: Managers;
	readonly now: () => Date;
	/** What is hidden in output beside what is hidden anyway. */
	readonly patterns?: SecretPatterns;
	readonly isGone?: (begun: Begun) => boolean;
};

/** Looks at what became of acts whose program is gone, and writes their end; then drops what is too old to be kept. */
export async function recoverOpenOperations(options: RecoverOptions): Promise<Result<Recovery>> {
	const { transport, log, isGone = ({ writer }) => isWriterGone(writer) } = options;
	const open = await log.listOpen();
	if (!open.ok) return open;
	const settled: string[] = [];
	const stillOpen: string[] = [];
	for (const begun of open.value) {
		const end =
			begun.host === transport.host && maySettle(begun, options.now()) && isGone(begun)
				? await findEnd(options, begun)
				: null;
		const appended = end === null ? null : await log.append(end, { onlyIfOpen: true });
		if (appended?.ok) {
			settled.push(begun.id);
			transport.forgetAct?.(begun.id);
		} else stillOpen.push(begun.id);
	}
	const trimmed = await log.trim();
	return succeed({ settled, stillOpen, trimmed: trimmed.ok ? trimmed.value : 0 });
}

/** Null while the act still runs, or its manager still works on it. */
async function findEnd(options: RecoverOptions, begun: Begun): Promise<Ended | null> {
	const outcome = await options.transport.recoverAct(begun.id);
	if (outcome.ok ? outcome.value === null : isAway(outcome.error)) return null;
	const found = outcome.ok ? outcome.value : null;
	const seen = begun.type === 'service' ? await lookAtUnit(options, begun) : null;
	if (seen?.isBusy === true || seen?.isAway === true) return null;
	const after = seen?.text ?? null;
	const now = after === null ? '' : `; ${begun.target} is ${after} now`;
	const how =
		found === null ? 'how it ended is not known' : `it ended with ${statusText(found.exitCode, found.signal)}`;
	return {
		kind: 'ended',
		id: begun.id,
		time: options.now().toISOString(),
		status: statusOf(found?.exitCode, seen),
		message: `The program that began this was gone before its end: ${how}${now}`,
		exitCode: found?.exitCode ?? null,
		durationMs: null,
		after,
		output: found === null ? '' : recordOutput(outputOf(found), options.patterns ?? []),
	};
}

/** Whether the host gave no answer at all: that tells nothing about what became of an act. */
export function isAway({ code }: OpsError): boolean {
	return code === 'unreachable' || code === 'timeout' || code === 'cancelled';
}

/** How an act ended, as far as its exit status and its unit tell. */
export function statusOf(exitCode: number | null | undefined, seen: SeenUnit | null): OperationStatus {
	if (exitCode === undefined || exitCode === null) return 'unknown';
	if (exitCode !== 0) return 'failed';
	// The exit status of what only queues an act is no word about its end.
	if (seen?.isReached === false) return 'failed';
	return seen !== null && seen.isReached === null ? 'unknown' : 'succeeded';
}

export function statusText(exitCode: number | null, signal: string | null): string {
	return exitCode === null ? `signal ${signal ?? 'unknown'}` : `status ${exitCode}`;
}

export type SeenUnit = {
	readonly state: UnitState | null;
	readonly text: string | null;
	/** The host gave no answer. */
	readonly isAway: boolean;
	/** Its manager has not ended what it was asked for. */
	readonly isBusy: boolean;
	/** Whether it is in the state that the act was for; null where that cannot be told. */
	readonly isReached: boolean | null;
};

/** The unit of an act, as it is now. */
export async function lookAtUnit(
	options: Afterwards,
	{ target, operation }: Pick<Begun, 'target' | 'operation'>,
): Promise<SeenUnit> {
	const asked = operation?.type === 'service' ? operation : null;
	const found = await findUnit(options, target, asked?.manager ?? null);
	if (!found.ok) {
		return { state: null, text: null, isAway: isAway(found.error), isBusy: false, isReached: null };
	}
	const { manager, state } = found.value;
	const job = (await manager.jobs?.readJob(state.name)) ?? null;
	const verb = asked?.verb ?? 'stop';
	return {
		state,
		text: describeState(verb, state),
		isAway: job?.ok === false && isAway(job.error),
		isBusy: job?.ok === true && job.value !== null,
		isReached: asked === null ? null : isReached(verb, manager.name, null, state),
	};
}
