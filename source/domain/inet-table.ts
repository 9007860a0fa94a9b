/**
 * Sockets of one kernel table as numbers in one typed array. A host can have 100,000 of them, and most are what they were two
 * seconds ago: words are compared, and only a socket that is new or changed becomes an object with strings.
 */
export type InetProtocol = 'tcp' | 'tcp6' | 'udp' | 'udp6';

export type InetTable = {
	readonly protocol: InetProtocol;
	readonly count: number;
	/** `count` records of `strideOf(protocol)` words each, laid out as `inetField` says. */
	readonly words: Uint32Array;
	/** Lines that did not parse. */
	readonly malformed: number;
};

/** Offsets of a record's words. From `addresses` on: the local address, then the peer's, as /proc/net prints their words. */
export const inetField = {
	/** Local port in the upper 16 bits, peer port in the lower. */
	ports: 0,
	/** As in include/net/tcp_states.h; UDP uses the same numbers. */
	state: 1,
	recvQueue: 2,
	sendQueue: 3,
	uid: 4,
	/** 0 where the socket belongs to no file any more. */
	inode: 5,
	addresses: 6,
} as const;

export function addressWords(protocol: InetProtocol): 1 | 4 {
	return protocol === 'tcp6' || protocol === 'udp6' ? 4 : 1;
}

export function strideOf(protocol: InetProtocol): number {
	return inetField.addresses + 2 * addressWords(protocol);
}

export const tcpState = {
	established: 1,
	synReceived: 3,
	timeWait: 6,
	close: 7,
	listen: 10,
	newSynReceived: 12,
} as const;

const stateNames = [
	'UNKNOWN',
	'ESTAB',
	'SYN-SENT',
	'SYN-RECV',
	'FIN-WAIT-1',
	'FIN-WAIT-2',
	'TIME-WAIT',
	'UNCONN',
	'CLOSE-WAIT',
	'LAST-ACK',
	'LISTEN',
	'CLOSING',
	'SYN-RECV',
] as const;

/** A state as `ss` prints it. */
export function stateName(state: number): string {
	return stateNames[state] ?? 'UNKNOWN';
}

/** Adds the inodes of a table's sockets, of those that still belong to a file. */
export function addInodes({ protocol, count, words }: InetTable, inodes: number[]): void {
	const stride = strideOf(protocol);
	for (let at = inetField.inode; at < count * stride; at += stride) {
		const inode = words[at];
		if (inode) inodes.push(inode);
	}
}

/** Adds the owners' uids of a table's sockets. */
export function addUids({ protocol, count, words }: InetTable, uids: Set<number>): void {
	const stride = strideOf(protocol);
	let last = -1;
	for (let at = inetField.uid; at < count * stride; at += stride) {
		const uid = words[at] ?? 0;
		// Neighbours mostly have the same one.
		if (uid !== last) uids.add(uid);
		last = uid;
	}
}
