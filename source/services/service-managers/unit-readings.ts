import type { ServiceManagerName, UnitReading } from '../../domain/services.ts';
import type { UnitState } from './service-manager.ts';

/** A unit of which nothing is known yet but that it is there. */
export function blankReading(manager: ServiceManagerName, name: string): UnitReading {
	return {
		manager,
		name,
		description: null,
		loadState: 'loaded',
		activeState: null,
		subState: null,
		enabled: null,
		mainPid: null,
		memoryBytes: null,
		cpuSeconds: null,
		restarts: null,
		since: null,
		controlGroup: null,
	};
}

/** What an act has to know, of managers that know neither invocations nor a reload of unit files. */
export function unitStateOfReading(reading: UnitReading): UnitState {
	const { name, loadState, activeState, subState, enabled, mainPid, restarts, controlGroup } = reading;
	const known = { name, loadState, activeState, subState, enabled, mainPid, restarts, controlGroup };
	return { ...known, invocationId: null, needsReload: false };
}

/** Times worked out from whole seconds of age move by one from look to look; what moved by less than this stands still. */
const jitterMs = 2500;

export type SinceKeeper = {
	/** ISO 8601 for an age in seconds; the answer of the look before while the unit is in the same state. */
	since(unit: string, state: string, ageSeconds: number | null, nowMs: number): string | null;
};

export function createSinceKeeper(): SinceKeeper {
	const known = new Map<string, { readonly state: string; readonly atMs: number }>();
	return {
		since(unit, state, ageSeconds, nowMs) {
			if (ageSeconds === null) return null;
			const atMs = Math.floor(nowMs / 1000 - ageSeconds) * 1000;
			const last = known.get(unit);
			const isSame = last !== undefined && last.state === state && Math.abs(last.atMs - atMs) < jitterMs;
			if (!isSame) known.set(unit, { state, atMs });
			return new Date(isSame ? last.atMs : atMs).toISOString();
		},
	};
}
