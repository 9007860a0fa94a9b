import type { PortReading, UnitReading, UnitRow } from './services.ts';

type Ports = UnitRow['ports'];

const none: Ports = [];

/** Where systemd itself lives. */
const managerScope = 'init.scope';

type Port = Ports[number];

const nameOf = ({ protocol, address, port }: Port) => `${protocol} ${address} ${port}`;

/** Distinct ports in the order of their numbers. */
export function portsOfUnit(ports: readonly Port[]): Ports {
	const unique = new Map(
		ports.map((each) => [nameOf(each), { protocol: each.protocol, address: each.address, port: each.port }]),
	);
	return [...unique.values()].toSorted(
		(a, b) =>
			a.port - b.port ||
			(a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0) ||
			(a.address < b.address ? -1 : 1),
	);
}

/**
 * Which unit listens where: by the control group of the process that holds the socket (the innermost unit counts), and where
 * a manager keeps no groups by the unit's main process. What the manager holds for a socket unit is that unit's, not its own.
 */
export function createPortJoin(
	units: readonly UnitReading[],
	ports: readonly PortReading[],
): (unit: UnitReading) => Ports {
	const byGroup = new Map(units.flatMap((unit) => (unit.controlGroup === null ? [] : [[unit.controlGroup, unit]])));
	const byPid = new Map(units.flatMap((unit) => (unit.mainPid === null ? [] : [[unit.mainPid, unit]])));
	const found = new Map<UnitReading, Port[]>();
	const kept = new Set(units.flatMap(({ listens = [] }) => listens.map(nameOf)));
	for (const port of ports) {
		const holders = port.owners.map(({ pid, cgroup }) => unitOfGroup(byGroup, cgroup) ?? byPid.get(pid));
		for (const unit of new Set(holders)) {
			if (unit === undefined || (unit.name === managerScope && kept.has(nameOf(port)))) continue;
			found.set(unit, [...(found.get(unit) ?? []), port]);
		}
	}
	return (unit) => {
		const own = [...(found.get(unit) ?? []), ...(unit.listens ?? [])];
		return own.length === 0 ? none : portsOfUnit(own);
	};
}

/** The unit of the group itself or of the nearest group around it. The root and slices are of nobody in particular. */
function unitOfGroup(byGroup: ReadonlyMap<string, UnitReading>, cgroup: string | null): UnitReading | undefined {
	for (let path = cgroup ?? ''; path.length > 1; path = path.slice(0, path.lastIndexOf('/'))) {
		const unit = byGroup.get(path);
		if (unit !== undefined) return unit.name.endsWith('.slice') ? undefined : unit;
	}
	return undefined;
}
