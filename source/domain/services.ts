import type { ServiceVerb } from './operation.ts';
import type { Problem } from './problem.ts';

export type ServiceManagerKindName = 'systemd' | 'systemd-user' | 'sysv' | 'openrc' | 'runit' | 'supervisord';

/** One manager of a host. A host can have several supervisord: one that is not the machine's own says which, `supervisord:shop`. */
export type ServiceManagerName = ServiceManagerKindName | `supervisord:${string}`;

export function managerKindOf(name: ServiceManagerName): ServiceManagerKindName {
	return isOwnSupervisord(name) ? 'supervisord' : name;
}

function isOwnSupervisord(name: ServiceManagerName): name is `supervisord:${string}` {
	return name.startsWith('supervisord:');
}

/** A row of the services table; also the JSON shape. */
export type UnitRow = {
	/** `manager/name`: identity of the row; not printed in JSON. */
	readonly key: string;
	readonly manager: ServiceManagerName;
	readonly name: string;
	readonly description: string | null;
	/** loaded, not-found, masked, error … */
	readonly loadState: string | null;
	/** active, inactive, failed, activating …; null where the manager cannot tell. */
	readonly activeState: string | null;
	readonly subState: string | null;
	/** enabled, disabled, static, masked …; null where unknown. */
	readonly enabled: string | null;
	readonly mainPid: number | null;
	readonly memoryBytes: number | null;
	readonly cpuSeconds: number | null;
	readonly restarts: number | null;
	/** ISO 8601 since when it is in this state. */
	readonly since: string | null;
	/** Listening, e.g. `tcp/80`. */
	readonly ports: ReadonlyArray<{ readonly protocol: string; readonly address: string; readonly port: number }>;
	/** Its manager starts it again and again. */
	readonly isCrashing: boolean;
	/** A unit file changed on disk: the manager has to be reloaded before it counts. */
	readonly needsReload: boolean;
};

/** A unit as its manager tells it, before anything is joined to it. */
export type UnitReading = Omit<UnitRow, 'key' | 'ports' | 'isCrashing' | 'needsReload'> & {
	/** Absent where the manager has no such thing. */
	readonly needsReload?: boolean;
	/** Path of its control group, e.g. `/system.slice/nginx.service`; null where there is none. */
	readonly controlGroup: string | null;
	/** Seen to be started anew again and again, where its manager counts no restarts. */
	readonly isRespawning?: boolean;
	/** Where the manager itself listens on its behalf (a socket unit). */
	readonly listens?: UnitRow['ports'];
};

/** A listening socket and the processes that hold it. */
export type PortReading = {
	readonly protocol: string;
	readonly address: string;
	readonly port: number;
	readonly owners: ReadonlyArray<{ readonly pid: number; readonly cgroup: string | null }>;
};

/** What one collection of the services of a host brings. */
export type ServicesReading = {
	readonly managers: readonly ManagerInfo[];
	readonly units: readonly UnitReading[];
	/** Null where sockets could not be read. */
	readonly ports: readonly PortReading[] | null;
	readonly problems: readonly Problem[];
	/** What the host's own clock showed, milliseconds since the epoch; left out where it is ours. */
	readonly hostNowMs?: number;
};

export type ManagerInfo = {
	readonly name: ServiceManagerName;
	readonly version: string | null;
	/** Overall state where there is one: running, degraded … */
	readonly state: string | null;
	/** Verbs it has. */
	readonly verbs: readonly ServiceVerb[];
};

export type ServicesData = {
	readonly managers: readonly ManagerInfo[];
	/** Failed first, then by name. */
	readonly units: readonly UnitRow[];
};

export type UnitDetail = {
	readonly row: UnitRow;
	readonly properties: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	/** Its processes by PID. */
	readonly pids: readonly number[] | null;
	/** Text of the unit file or init script with its path. */
	readonly file: { readonly path: string; readonly text: string } | null;
	/** A unit file changed on disk: the manager has to be reloaded before it counts. */
	readonly needsReload: boolean;
	readonly problems: readonly Problem[];
};

export type LogLine = {
	/** ISO 8601; null where the line had no time of its own. */
	readonly time: string | null;
	/** syslog priority 0 to 7; null where unknown. */
	readonly priority: number | null;
	readonly source: string | null;
	readonly text: string;
};

export type UnitLog = {
	/** Where it was read: `journal`, or a file's path. */
	readonly source: string;
	/** Oldest first, the last N. */
	readonly lines: readonly LogLine[];
	readonly problems: readonly Problem[];
};
