import type { ServiceManagerName, UnitReading } from '../../../domain/services.ts';
import { parseFlag } from '../../../parsers/supervisor-config.ts';
import type { SupervisedProgram } from '../../../parsers/supervisor-status.ts';
import type { ProcessFigures } from '../process-figures.ts';
import { createRespawnWatch } from '../respawn-watch.ts';
import { blankReading, createSinceKeeper } from '../unit-readings.ts';
import type { SectionInFile } from './supervisor-config-files.ts';

export type SupervisorReader = (
	program: SupervisedProgram,
	section: SectionInFile | null,
	takenAtMs: number,
	figures: ProcessFigures | undefined,
) => UnitReading;

/** A program as a unit. One reader sees all looks at a host: it finds out what is started again and again. */
export function createSupervisorReader(manager: ServiceManagerName): SupervisorReader {
	const keeper = createSinceKeeper();
	const watch = createRespawnWatch();
	return (program, section, takenAtMs, figures) => {
		const { name, state, pid, uptimeSeconds } = program;
		const isDown = state === 'STOPPED' || state === 'EXITED' || state === 'FATAL';
		return {
			...blankReading(manager, name),
			...stateOf(program),
			enabled: enabledOf(section),
			mainPid: pid,
			memoryBytes: figures?.memoryBytes ?? null,
			cpuSeconds: figures?.cpuSeconds ?? null,
			since: keeper.since(name, `${state} ${pid}`, uptimeSeconds, takenAtMs),
			isRespawning: watch.note(name, pid, takenAtMs) && !isDown,
		};
	};
}

/** `autostart`, true unless it says otherwise; null where its section could not be read. */
function enabledOf(section: SectionInFile | null): string | null {
	if (section === null) return null;
	return (parseFlag(section.values.get('autostart') ?? 'true') ?? true) ? 'enabled' : 'disabled';
}

/** supervisord's states in the words that all managers share; FATAL is the only failure that it does not try to mend. */
function stateOf({ state }: SupervisedProgram): Pick<UnitReading, 'activeState' | 'subState'> {
	switch (state) {
		case 'RUNNING':
			return { activeState: 'active', subState: 'running' };
		case 'STARTING':
			return { activeState: 'activating', subState: 'starting' };
		case 'BACKOFF':
			return { activeState: 'activating', subState: 'auto-restart' };
		case 'STOPPING':
			return { activeState: 'deactivating', subState: 'stopping' };
		case 'STOPPED':
			return { activeState: 'inactive', subState: 'stopped' };
		case 'EXITED':
			return { activeState: 'inactive', subState: 'exited' };
		case 'FATAL':
			return { activeState: 'failed', subState: 'gave up' };
		case 'UNKNOWN':
			return { activeState: null, subState: null };
	}
}
