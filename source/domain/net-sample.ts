import type { InetTable } from './inet-table.ts';
import type { NeighbourRow, RouteRow } from './net.ts';
import type { Problem } from './problem.ts';
import type { Result } from './result.ts';
import type { SocketOwners } from './socket.ts';

/** A unix socket as /proc/net/unix has it. */
export type UnixSocket = {
	readonly inode: number;
	/** `LISTEN`, `UNCONN`, `SYN-SENT`, `ESTAB`, `CLOSING`, as `ss` names them. */
	readonly state: string;
	readonly type: 'stream' | 'dgram' | 'seqpacket' | 'other';
	/** Path, or `@name` for an abstract one; null for an unnamed one. */
	readonly path: string | null;
};

/** Sockets of one network namespace. */
export type NamespaceSockets = {
	/** The container it belongs to, or what else tells it from the others of this sample; null for the host's own. */
	readonly container: string | null;
	readonly tables: readonly InetTable[];
	readonly unix: readonly UnixSocket[];
};

/** Counters of one interface since it came up. */
export type LinkCounters = {
	readonly name: string;
	readonly receiveBytes: number;
	readonly receivePackets: number;
	readonly receiveErrors: number;
	readonly receiveDropped: number;
	readonly transmitBytes: number;
	readonly transmitPackets: number;
	readonly transmitErrors: number;
	readonly transmitDropped: number;
};

/** What rarely changes about an interface. */
export type LinkFacts = {
	readonly state: string | null;
	readonly speedMegabits: number | null;
	readonly mac: string | null;
	readonly mtu: number | null;
};

export type LinkAddress = { readonly interface: string /** CIDR */; readonly address: string };

/** A process that holds sockets: what the table shows of it. */
export type SocketProgram = { readonly program: string; readonly unit: string | null };

/** One reading of everything that the network view shows; documents/net.ts makes rows of it. */
export type NetSample = {
	/** Monotonic milliseconds at which the interfaces' counters were read: rates are measured on it. */
	readonly monotonicMs: number;
	/** The host's own namespace first. */
	readonly namespaces: readonly NamespaceSockets[];
	readonly owners: Result<SocketOwners>;
	/** By PID; a process that ended meanwhile is absent. */
	readonly programs: ReadonlyMap<number, SocketProgram>;
	/** By uid; absent where the name is not known. */
	readonly users: ReadonlyMap<number, string>;
	readonly links: readonly LinkCounters[];
	/** The same counters a sampling window earlier, so that one sample has rates; null where nobody waited. */
	readonly earlier: { readonly monotonicMs: number; readonly links: readonly LinkCounters[] } | null;
	readonly linkFacts: ReadonlyMap<string, LinkFacts>;
	readonly addresses: readonly LinkAddress[];
	readonly routes: readonly RouteRow[];
	readonly resolvers: ReadonlyArray<{ readonly address: string; readonly source: string }>;
	readonly neighbours: readonly NeighbourRow[];
	readonly problems: readonly Problem[];
};
