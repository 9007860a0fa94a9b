import type { OperationStatus } from '../../domain/operation.ts';
import { type Result, succeed } from '../../domain/result.ts';
import type { Begun, Ended } from '../operation-log/log-event.ts';
import type { OperationLog } from '../operation-log/operation-log.ts';
import { isWriterGone } from '../operation-log/writer.ts';
import type { Managers } from '../service-managers/detection.ts';
import type { Transport } from '../transports/transport.ts';
import { outputOf } from './plans/act-end.ts';
import { findUnit } from './plans/service/find-unit.ts';
import { recordOutput } from './record-text.ts';

export type Recovery = {
	/** Ids whose end was appended now. */
	readonly settled: readonly string[];
	/** Ids that still run, or whose program may still be there. */
	readonly stillOpen: readonly string[];
	/** Events that retention dropped. */
	readonly trimmed: number;
};

type RecoverOptions = {
	readonly transport: Transport;
	readonly log: OperationLog;
	readonly managers: Managers;
	readonly now: () => Date;
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
		const end = begun.host === transport.host && isGone(begun) ? await findEnd(options, begun) : null;
		const appended = end === null ? null : await log.append(end, { onlyIfOpen: true });
		if (appended?.ok) settled.push(begun.id);
		else stillOpen.push(begun.id);
	}
	const trimmed = await log.trim();
	return succeed({ settled, stillOpen, trimmed: trimmed.ok ? trimmed.value : 0 });
}

/** Null while the act still runs. */
async function findEnd(options: RecoverOptions, begun: Begun): Promise<Ended | null> {
	const outcome = await options.transport.recoverAct(begun.id);
	if (outcome.ok && outcome.value === null) return null;
	const found = outcome.ok ? outcome.value : null;
	const after = await readStateNow(options, begun);
	const now = after === null ? '' : `; ${begun.target} is ${after} now`;
	const how =
		found === null ? 'how it ended is not known' : `it ended with ${statusText(found.exitCode, found.signal)}`;
	return {
		kind: 'ended',
		id: begun.id,
		time: options.now().toISOString(),
		status: statusOf(found?.exitCode),
		message: `The program that began this was gone before its end: ${how}${now}`,
		exitCode: found?.exitCode ?? null,
		durationMs: null,
		after,
		output: found === null ? '' : recordOutput(outputOf(found), []),
	};
}

function statusOf(exitCode: number | null | undefined): OperationStatus {
	if (exitCode === undefined || exitCode === null) return 'unknown';
	return exitCode === 0 ? 'succeeded' : 'failed';
}

function statusText(exitCode: number | null, signal: string | null): string {
	return exitCode === null ? `signal ${signal ?? 'unknown'}` : `status ${exitCode}`;
}

async function readStateNow(options: RecoverOptions, begun: Begun): Promise<string | null> {
	if (begun.type !== 'service') return null;
	const found = await findUnit(options, begun.target, null);
	if (!found.ok) return null;
	const { activeState, subState } = found.value.state;
	return activeState === null || subState === null || subState === activeState
		? activeState
		: `${activeState} (${subState})`;
}
