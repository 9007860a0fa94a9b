import { type Result, succeed } from '../../../domain/result.ts';
import type { SupervisorState } from '../../../parsers/supervisor-status.ts';
import type { Transport } from '../../transports/transport.ts';
import type { Programs, Supervisorctl } from './supervisorctl.ts';

/** supervisorctl starts a Python (0.2 s of CPU), so a list that nothing speaks against is used for so long. */
const maxAgeMs = 30_000;

/** The same where the processes of supervisord cannot be looked at. */
const maxAgeUnseenMs = 10_000;

export type SupervisorStates = {
	/** All programs with the moment of the answer (milliseconds since the epoch): uptimes count from there. */
	read(signal?: AbortSignal): Promise<Result<Programs & { readonly takenAtMs: number }>>;
};

const passing: ReadonlySet<SupervisorState> = new Set(['STARTING', 'BACKOFF', 'STOPPING']);

/**
 * States of all programs. What starts or ends is a child of supervisord: while it has the same children, and no program was on
 * its way, the answer before still holds.
 */
export function createSupervisorStates(
	transport: Transport,
	supervisorctl: Supervisorctl,
	now: () => number = Date.now,
): SupervisorStates {
	type Taken = Programs & { readonly takenAtMs: number; readonly children: string | null };
	let last: Taken | null = null;

	async function readChildren(): Promise<string | null> {
		const { pid } = supervisorctl.place;
		if (pid === null) return null;
		const [children] = await transport.readFiles([`/proc/${pid}/task/${pid}/children`]);
		return children?.ok ? children.value.trim() : null;
	}

	function holds(taken: Taken, children: string | null): boolean {
		const limitMs = children === null ? maxAgeUnseenMs : maxAgeMs;
		const isOnItsWay = taken.programs.some(({ state }) => passing.has(state));
		return !isOnItsWay && taken.children === children && now() - taken.takenAtMs < limitMs;
	}

	return {
		async read(signal) {
			const children = await readChildren();
			if (last !== null && holds(last, children)) return succeed(last);
			const status = await supervisorctl.status(null, signal);
			if (!status.ok) return status;
			last = { ...status.value, takenAtMs: now(), children };
			return succeed(last);
		},
	};
}
