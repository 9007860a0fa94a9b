import type { Actor } from '../../domain/history.ts';
import type { Operation, OperationStatus } from '../../domain/operation.ts';

/** Which running program wrote an event: enough to tell later that it is gone. */
export type Writer = {
	/** machine-id, else the host's name: a log in a shared home is written from several machines. */
	readonly machine: string;
	readonly bootId: string | null;
	/** Inode of the PID namespace: a PID means nothing outside it. */
	readonly pidNamespace: string | null;
	readonly pid: number;
	readonly startTicks: number | null;
};

/** The actor with the numbers behind the names, as they are stored. */
export type ActorRecord = Actor & {
	readonly uid: number | null;
	readonly loginUid: number | null;
	/** The name that was claimed, and proved by a passphrase, where the settings ask for one on a shared account. */
	readonly signInName?: string | null;
};

/** What an operation is, told once: by `begun`, or by `refused`. Arguments are masked before they come here. */
export type Subject = {
	readonly actor: ActorRecord;
	readonly host: string;
	/** `SHA256:…` of the key that it showed; absent for this machine, and where it is not known. */
	readonly hostKey?: string;
	readonly type: string;
	readonly target: string;
	readonly argv: readonly string[];
	readonly asUser: string;
	readonly before: string | null;
};

export type Begun = Subject & {
	readonly kind: 'begun';
	readonly id: string;
	readonly time: string;
	readonly writer: Writer;
	/** What was asked for, its secrets masked, so that it can be asked for again. */
	readonly operation?: Operation;
	/** What undo needs of the state before; known to services/operations alone. */
	readonly undo?: unknown;
};

export type Ended = {
	readonly kind: 'ended';
	readonly id: string;
	readonly time: string;
	readonly status: OperationStatus;
	readonly message: string;
	readonly exitCode: number | null;
	/** Null where nobody was there to measure it. */
	readonly durationMs: number | null;
	readonly after: string | null;
	readonly output: string;
	/** Lines of the unit's journal from the time of the act, masked and capped; absent where none were looked for. */
	readonly journal?: readonly string[];
	readonly undo?: unknown;
};

/** What was seen of an operation after it ended, or after its connection was lost. */
export type Observed = {
	readonly kind: 'observed';
	readonly id: string;
	readonly time: string;
	readonly state: string | null;
	readonly verdict: string;
	/** Whether that is as it should be; absent in events of earlier versions. */
	readonly isGood?: boolean;
	readonly journal?: readonly string[];
};

export type Refused = Subject & {
	readonly kind: 'refused';
	readonly id: string;
	readonly time: string;
	readonly message: string;
};

/** Events up to `throughSeq` were dropped by retention; `hash` is that of the last one, where the chain goes on. */
export type Trimmed = {
	readonly kind: 'trimmed';
	readonly id: string;
	readonly time: string;
	readonly throughSeq: number;
	readonly hash: string;
	readonly count: number;
};

/** The first event of a log whose file before it was damaged or altered: that one is kept as it is, and acts go on here. */
export type Continued = {
	readonly kind: 'continued';
	readonly id: string;
	readonly time: string;
	/** Name of the file before, in the same directory. */
	readonly file: string;
	/** The last event of it that was found good; null where not even one could be read. */
	readonly throughSeq: number | null;
	readonly hash: string | null;
	readonly reason: string;
};

/** One stored body. Fields may be added, never renamed: stored bytes are hashed and live for years. */
export type LogEvent = Begun | Ended | Observed | Refused | Trimmed | Continued;

const kinds: ReadonlySet<string> = new Set<LogEvent['kind']>([
	'begun',
	'ended',
	'observed',
	'refused',
	'trimmed',
	'continued',
]);

/** The event that stored bytes hold; null when they are none (they were written by another program, or damaged). */
export function parseLogEvent(body: Uint8Array): LogEvent | null {
	try {
		const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
		if (typeof value !== 'object' || value === null) return null;
		const { kind, id, time } = value as Record<string, unknown>;
		const isEvent = typeof kind === 'string' && kinds.has(kind) && typeof id === 'string' && typeof time === 'string';
		return isEvent ? (value as LogEvent) : null;
	} catch {
		return null;
	}
}
