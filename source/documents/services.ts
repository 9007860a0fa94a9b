import { isCrashLooping } from '../domain/crash-loop.ts';
import type { Problem } from '../domain/problem.ts';
import type { ServicesData, ServicesReading, UnitReading, UnitRow } from '../domain/services.ts';
import { createPortJoin } from '../domain/unit-ports.ts';

export type ServicesView = { readonly data: ServicesData; readonly problems: readonly Problem[] };

/**
 * The services document: units of all managers with the ports they listen on, failed ones first, then by name.
 * @param previous the document before: rows in which nothing changed are given back as the same objects
 * @param nowMs milliseconds since the epoch by the host's clock: a unit that was restarted just now is judged by it
 */
export function buildServices(
	reading: ServicesReading,
	previous: ServicesData | null = null,
	nowMs: number = reading.hostNowMs ?? Date.now(),
): ServicesView {
	const portsOf = createPortJoin(reading.units, reading.ports ?? []);
	const before = new Map(previous?.units.map((row) => [row.key, row]));
	const units = reading.units
		.map((unit) => {
			const row = rowOf(unit, portsOf(unit), nowMs);
			const known = before.get(row.key);
			return known !== undefined && isSame(known, row) ? known : row;
		})
		.toSorted(compareUnits);
	return { data: { managers: reading.managers, units }, problems: reading.problems };
}

function rowOf(reading: UnitReading, ports: UnitRow['ports'], nowMs: number): UnitRow {
	const { controlGroup: _, listens: _listens, isRespawning = false, needsReload = false, ...unit } = reading;
	return {
		key: `${unit.manager}/${unit.name}`,
		...unit,
		ports,
		isCrashing: isCrashLooping({ ...unit, isRespawning }, nowMs),
		needsReload,
	};
}

function isSame(a: UnitRow, b: UnitRow): boolean {
	const { ports: portsA, ...restA } = a;
	const { ports: portsB, ...restB } = b;
	const keys = Object.keys(restA) as ReadonlyArray<keyof typeof restA>;
	if (!keys.every((key) => restA[key] === restB[key]) || portsA.length !== portsB.length) return false;
	return portsA.every((port, index) => {
		const other = portsB[index];
		return port.port === other?.port && port.address === other.address && port.protocol === other.protocol;
	});
}

/** What is in trouble comes first. A unit that is restarted over and over is as much in trouble as one that gave up. */
export function isTroubled(unit: Pick<UnitRow, 'activeState' | 'isCrashing'>): boolean {
	return unit.activeState === 'failed' || unit.isCrashing;
}

function compareUnits(a: UnitRow, b: UnitRow): number {
	const byTrouble = Number(isTroubled(b)) - Number(isTroubled(a));
	return byTrouble || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.manager < b.manager ? -1 : 1);
}
