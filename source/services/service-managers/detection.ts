import { type Problem, problemOf } from '../../domain/problem.ts';
import type { Transport } from '../transports/transport.ts';
import type { ServiceManager, ServiceManagerKind } from './service-manager.ts';
import { systemdKind, systemdUserKind } from './systemd.ts';
import { sysvKind } from './sysv.ts';

/** All kinds, in the order in which a bare unit name is looked up. A new manager is one file and one line here. */
export const serviceManagerKinds: readonly ServiceManagerKind[] = [systemdKind, sysvKind, systemdUserKind];

export type DetectedManagers = {
	readonly managers: readonly ServiceManager[];
	/** Managers that are there and did not answer. */
	readonly problems: readonly Problem[];
};

/** The managers of one host; several can live there together. */
export type Managers = { find(signal?: AbortSignal): Promise<DetectedManagers> };

/** A manager that appears later (supervisord started by hand, a session of this user) is found after this long. */
const detectionMaxAgeMs = 60_000;

/** Probes a host for its managers, and remembers the answer for a while. One per transport, shared by all who ask. */
export function createManagers(
	transport: Transport,
	kinds: readonly ServiceManagerKind[] = serviceManagerKinds,
	now: () => number = () => performance.now(),
): Managers {
	let last: { readonly takenAtMs: number; readonly managers: readonly ServiceManager[] } | null = null;

	async function find(signal?: AbortSignal): Promise<DetectedManagers> {
		if (last !== null && now() - last.takenAtMs < detectionMaxAgeMs) return { managers: last.managers, problems: [] };
		const known = last?.managers ?? [];
		const answers = await Promise.all(
			kinds.map(async (kind) => ({ kind, result: await kind.detect(transport, signal) })),
		);
		const managers = answers.flatMap(({ kind, result }) => {
			const found = result.ok ? result.value : null;
			// The one known before is kept: it may hold answers that are still good.
			return found === null ? [] : [known.find(({ name }) => name === kind.name) ?? found];
		});
		const problems = answers.flatMap(({ result }) => (result.ok ? [] : [problemOf('managers', result.error)]));
		if (problems.length === 0 && !signal?.aborted) last = { takenAtMs: now(), managers };
		return { managers, problems };
	}

	return { find };
}

/** Whether systemd has taken an init script over: as a unit of its name, written or made from the script. */
export function coveredBySystemd(systemdUnits: Iterable<string>): (name: string) => boolean {
	const units = new Set(systemdUnits);
	return (name) => units.has(`${name.replace(/\.sh$/, '')}.service`);
}
