import type { OperationStatus } from '../domain/operation.ts';
import type { Result } from '../domain/result.ts';
import { newOperationId } from '../services/operations/operation-id.ts';
import type { SshConnection } from '../services/transports/ssh/connection.ts';
import type { HostServicesParts } from './host-services.ts';

/** Something that is done with a host as a whole, and not to something on it. */
export type HostAct = {
	readonly type: 'shell' | 'become';
	readonly argv: readonly string[];
	/** Null where ssh has not told: the same name as here. */
	readonly asUser: string | null;
};

export type HostActEnd = {
	readonly status: OperationStatus;
	readonly message: string;
	readonly exitCode: number | null;
};

/** Records what is done with a host from its begin to its end. Nothing is done where it cannot be recorded. */
export async function recordOnHost<Value>(
	parts: Pick<HostServicesParts, 'operationLog' | 'access'>,
	connection: SshConnection,
	act: HostAct,
	run: () => Promise<{ readonly value: Value; readonly end: HostActEnd }>,
): Promise<Result<Value>> {
	const [log, { readActor }, { readWriter }] = await Promise.all([
		parts.operationLog(),
		import('../services/operation-log/actor.ts'),
		import('../services/operation-log/writer.ts'),
	]);
	const { host } = connection;
	const actor = { ...readActor(), signInName: parts.access().person() };
	const id = newOperationId(new Date());
	const hostKey = connection.hostKey();
	const begun = await log.append({
		kind: 'begun',
		id,
		time: new Date().toISOString(),
		actor,
		host,
		...(hostKey === null ? {} : { hostKey }),
		type: act.type,
		argv: act.argv,
		asUser: act.asUser ?? actor.user,
		target: host,
		before: null,
		writer: readWriter(),
	});
	if (!begun.ok) return begun;
	const startedMs = performance.now();
	const { value, end } = await run();
	await log.append({
		kind: 'ended',
		id,
		time: new Date().toISOString(),
		...end,
		durationMs: Math.round(performance.now() - startedMs),
		after: null,
		output: '',
	});
	return { ok: true, value };
}
