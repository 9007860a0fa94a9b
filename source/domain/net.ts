import type { Problem } from './problem.ts';
import type { SocketOwner } from './socket.ts';

export type SocketProtocol = 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'unix';

/** A row of the socket table. Unchanged rows are the same object between two refreshes. */
export type SocketRow = {
	/** Identity of the row for selection; not printed in JSON. */
	readonly key: string;
	readonly protocol: SocketProtocol;
	/** Path or abstract name (`@name`) for unix sockets; null for an unnamed one. */
	readonly localAddress: string | null;
	readonly localPort: number | null;
	readonly peerAddress: string | null;
	readonly peerPort: number | null;
	/** As `ss` prints it: LISTEN, ESTAB, TIME-WAIT, UNCONN … */
	readonly state: string;
	readonly recvQueue: number | null;
	readonly sendQueue: number | null;
	readonly uid: number | null;
	readonly user: string | null;
	readonly inode: number | null;
	/** Null when it may not be read, empty where there is none, as in TIME-WAIT. */
	readonly owners: readonly SocketOwner[] | null;
	/** Container whose network namespace it lives in; null for the host's own. */
	readonly container: string | null;
};

export type InterfaceRow = {
	readonly name: string;
	readonly addresses: readonly string[];
	/** `up`, `down`, `unknown` … as operstate says. */
	readonly state: string | null;
	readonly speedMegabits: number | null;
	readonly mac: string | null;
	readonly mtu: number | null;
	readonly receiveBytes: number | null;
	readonly transmitBytes: number | null;
	readonly receivePackets: number | null;
	readonly transmitPackets: number | null;
	readonly receiveErrors: number | null;
	readonly transmitErrors: number | null;
	readonly receiveDropped: number | null;
	readonly transmitDropped: number | null;
	readonly receiveBytesPerSecond: number | null;
	readonly transmitBytesPerSecond: number | null;
};

export type RouteRow = {
	/** CIDR, or `default`. */
	readonly destination: string;
	readonly gateway: string | null;
	readonly interface: string;
	readonly metric: number | null;
	readonly family: 'ipv4' | 'ipv6';
};

export type NeighbourRow = {
	readonly address: string;
	readonly mac: string | null;
	readonly interface: string;
	/** REACHABLE, STALE, FAILED … ; null where only the older table could be read. */
	readonly state: string | null;
};

export type NetData = {
	/** Listening first, then by protocol and address. */
	readonly sockets: readonly SocketRow[];
	readonly interfaces: readonly InterfaceRow[];
	readonly routes: readonly RouteRow[];
	readonly resolvers: ReadonlyArray<{ readonly address: string; readonly source: string }>;
	readonly neighbours: readonly NeighbourRow[];
	/** Sockets per protocol family and state, e.g. `{tcp: {ESTAB: 4}}`. */
	readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** What `ss -i` tells of one TCP connection: names and values as printed, in order. */
export type ConnectionDetail = {
	readonly figures: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	readonly problems: readonly Problem[];
};
