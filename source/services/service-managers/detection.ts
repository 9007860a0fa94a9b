import { type Problem, problemOf } from '../../domain/problem.ts';
import { fail, type Result } from '../../domain/result.ts';
import { managerKindOf } from '../../domain/services.ts';
import type { Transport } from '../transports/transport.ts';
import { openrcKind } from './openrc/openrc.ts';
import { createPatience, type Deadline, patienceMs, startDeadline } from './patience.ts';
import { runitKind } from './runit/runit.ts';
import type { ServiceManager, ServiceManagerKind } from './service-manager.ts';
import { supervisordKind } from './supervisord/supervisord.ts';
import { systemdKind, systemdUserKind } from './systemd.ts';
import { sysvKind } from './sysv.ts';

/** All kinds, in the order in which they are told. A new manager is one folder and one line here. */
export const serviceManagerKinds: readonly ServiceManagerKind[] = [
	systemdKind,
	openrcKind,
	sysvKind,
	runitKind,
	supervisordKind,
	systemdUserKind,
];

type Detected = Result<readonly ServiceManager[]>;

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
	limitMs: number = patienceMs,
): Managers {
	let last: { readonly takenAtMs: number; readonly managers: readonly ServiceManager[] } | null = null;
	let known: readonly ServiceManager[] = [];
	const patience = createPatience<Detected>();

	async function detect(kind: ServiceManagerKind, deadline: Deadline, signal?: AbortSignal): Promise<Detected> {
		const answer = await patience.ask(kind.name, () => kind.detect(transport, signal), deadline.isLate, signal);
		deadline.answered();
		const seconds = Math.round(limitMs / 1000);
		return answer === 'late' ? fail('timeout', `${kind.name} did not answer within ${seconds} s`) : answer;
	}

	/** The one known before is kept: it may hold answers that are still good. One that is silent now is still there. */
	function keep(name: ServiceManagerKind['name'], result: Detected): readonly ServiceManager[] {
		if (!result.ok)
			return result.error.code === 'timeout' ? known.filter((each) => managerKindOf(each.name) === name) : [];
		return result.value.map(
			(found) => known.find((each) => each.name === found.name && each.identity === found.identity) ?? found,
		);
	}

	async function find(signal?: AbortSignal): Promise<DetectedManagers> {
		if (last !== null && now() - last.takenAtMs < detectionMaxAgeMs) return { managers: last.managers, problems: [] };
		const deadline = startDeadline(limitMs);
		const answers = await Promise.all(
			kinds.map(async (kind) => ({ kind, result: await detect(kind, deadline, signal) })),
		);
		deadline.end();
		const managers = withoutDoubles(answers.flatMap(({ kind, result }) => keep(kind.name, result)));
		const problems = answers.flatMap(({ result }) => (result.ok ? [] : [problemOf('managers', result.error)]));
		if (signal?.aborted) return { managers, problems };
		known = managers;
		if (problems.length === 0) last = { takenAtMs: now(), managers };
		return { managers, problems };
	}

	return { find };
}

/** OpenRC runs the scripts in /etc/init.d: they are its own, and no init of the old kind has a say. */
function withoutDoubles(managers: readonly ServiceManager[]): readonly ServiceManager[] {
	const hasOpenrc = managers.some(({ name }) => name === 'openrc');
	return hasOpenrc ? managers.filter(({ name }) => name !== 'sysv') : managers;
}

/** Whether systemd has taken an init script over: as a unit of its name, written or made from the script. */
export function coveredBySystemd(systemdUnits: Iterable<string>): (name: string) => boolean {
	const units = new Set(systemdUnits);
	return (name) => units.has(`${name.replace(/\.sh$/, '')}.service`);
}
