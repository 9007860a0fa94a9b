import { runAsRoot } from '../../../domain/hints.ts';
import type { Problem } from '../../../domain/problem.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import type { UnitReading } from '../../../domain/services.ts';
import { parseSvStatus, type RunitState } from '../../../parsers/runit.ts';
import type { Transport } from '../../transports/transport.ts';
import { readProcessFigures } from '../process-figures.ts';
import { createRespawnWatch } from '../respawn-watch.ts';
import { managerTimeoutMs } from '../service-manager.ts';
import { blankReading, createSinceKeeper } from '../unit-readings.ts';
import type { RunitService } from './runit-directories.ts';

export type RunitReadings = {
	/** How services stand now. Services that are only at hand are inactive and disabled, unasked. */
	read(
		services: readonly RunitService[],
		signal?: AbortSignal,
	): Promise<Result<{ readonly units: readonly UnitReading[]; readonly problems: readonly Problem[] }>>;
};

/** Asks `sv status`, and remembers what it takes to see that a service is started again and again. */
export function createRunitReadings(transport: Transport, now: () => number = Date.now): RunitReadings {
	const keeper = createSinceKeeper();
	const watch = createRespawnWatch();

	function readingOf(service: RunitService, state: RunitState | null): UnitReading {
		const { name } = service;
		const blank = { ...blankReading('runit', name), enabled: service.isLinked ? 'enabled' : 'disabled' };
		if (!service.isLinked) return { ...blank, activeState: 'inactive', subState: 'not linked' };
		if (state === null) return blank;
		const { normallyUp, pid, seconds } = state;
		const nowMs = now();
		return {
			...blank,
			...stateOf(state),
			enabled: normallyUp === false ? 'disabled' : 'enabled',
			mainPid: state.state === 'run' ? pid : null,
			since: keeper.since(name, `${state.state} ${pid}`, seconds, nowMs),
			isRespawning: watch.note(name, state.state === 'run' ? pid : null, nowMs),
		};
	}

	return {
		async read(services, signal) {
			const linked = services.filter(({ isLinked }) => isLinked);
			const states = await readStates(transport, linked, signal);
			if (!states.ok) return states;
			const { byDirectory, problems } = states.value;
			const units = services.map((service) => readingOf(service, byDirectory.get(service.directory) ?? null));
			const pids = units.flatMap(({ mainPid }) => mainPid ?? []);
			const figures = await readProcessFigures(transport, pids);
			const withFigures = units.map((unit) => {
				const own = unit.mainPid === null ? undefined : figures.get(unit.mainPid);
				return own === undefined ? unit : { ...unit, memoryBytes: own.memoryBytes, cpuSeconds: own.cpuSeconds };
			});
			return succeed({ units: withFigures, problems });
		},
	};
}

type States = { readonly byDirectory: ReadonlyMap<string, RunitState>; readonly problems: readonly Problem[] };

async function readStates(
	transport: Transport,
	services: readonly RunitService[],
	signal?: AbortSignal,
): Promise<Result<States>> {
	if (services.length === 0) return succeed({ byDirectory: new Map(), problems: [] });
	const command = { file: 'sv', args: ['status', ...services.map(({ directory }) => directory)] };
	// The exit status counts those that could not be asked.
	const outcome = await transport.run(command, { timeoutMs: managerTimeoutMs }, signal);
	if (!outcome.ok) return outcome;
	const { records, malformed } = parseSvStatus(outcome.value.stdout);
	const denied = records.filter(({ state }) => state === 'denied').length;
	const problems: Problem[] = [];
	if (denied > 0) problems.push(deniedProblem(denied));
	if (malformed > 0) {
		const message = `${malformed} ${malformed === 1 ? 'line' : 'lines'} of sv could not be understood`;
		problems.push({ field: 'units', code: 'incomplete', message, hint: null });
	}
	return succeed({ byDirectory: new Map(records.map((record) => [record.directory, record])), problems });
}

function deniedProblem(count: number): Problem {
	const whose = count === 1 ? 'one service' : `${count} services`;
	return {
		field: 'units[].activeState',
		code: 'permission',
		message: `runit does not tell this user the state of ${whose}`,
		hint: `${runAsRoot}, or as the user whose runsvdir it is.`,
	};
}

/** A service that crashed is down for a second and wants up; sv calls that a success. */
function stateOf({ state, wants, gotTerm, isPaused }: RunitState): Pick<UnitReading, 'activeState' | 'subState'> {
	switch (state) {
		case 'run':
			// Only what differs from `want up` is told: without it, it is to be started anew.
			if (gotTerm) return { activeState: 'deactivating', subState: wants === null ? 'restarting' : 'stopping' };
			return { activeState: 'active', subState: isPaused ? 'paused' : 'running' };
		case 'finish':
			return wants === 'up'
				? { activeState: 'activating', subState: 'auto-restart' }
				: { activeState: 'deactivating', subState: 'finish' };
		case 'down':
			return wants === 'up'
				? { activeState: 'activating', subState: 'auto-restart' }
				: { activeState: 'inactive', subState: 'down' };
		case 'unsupervised':
			return { activeState: 'inactive', subState: 'not supervised' };
		case 'denied':
		case 'failed':
			return { activeState: null, subState: null };
	}
}
