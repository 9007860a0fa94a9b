import { type InetTable, inetField, stateName, strideOf, tcpState } from '../domain/inet-table.ts';
import { formatIpv4, formatIpv6 } from '../domain/ip-address.ts';
import type { SocketRow } from '../domain/net.ts';
import type { UnixSocket } from '../domain/net-sample.ts';
import type { SocketOwner } from '../domain/socket.ts';

/** What a row takes from elsewhere than its record. */
export type RowContext = {
	readonly container: string | null;
	readonly ownersOf: (inode: number) => readonly SocketOwner[] | null;
	readonly userOf: (uid: number) => string | null;
};

/**
 * The row of one record.
 * @param before the row it had, null for a new socket; it is given back when nothing in it changed
 * @param isSameRecord the record's words are those from which `before` was made
 */
export function inetRow(
	table: InetTable,
	record: number,
	before: SocketRow | null,
	isSameRecord: boolean,
	context: RowContext,
): SocketRow {
	const { words, protocol } = table;
	const offset = record * strideOf(protocol);
	const state = words[offset + inetField.state] ?? 0;
	const inode = words[offset + inetField.inode] ?? 0;
	// The kernel prints uid 0 for a connection that belongs to nobody any more.
	const uid = inode === 0 && state !== tcpState.synReceived ? null : (words[offset + inetField.uid] ?? 0);
	const user = uid === null ? null : context.userOf(uid);
	const owners = context.ownersOf(inode);
	if (before !== null && isSameRecord && before.owners === owners && before.user === user) return before;
	const changing = {
		state: stateName(state),
		recvQueue: words[offset + inetField.recvQueue] ?? 0,
		// Of a listener the kernel prints the length of its queue as received, and 0 in place of its limit.
		sendQueue: state === tcpState.listen ? null : (words[offset + inetField.sendQueue] ?? 0),
		uid,
		user,
		inode: inode === 0 ? null : inode,
		owners,
	};
	if (before !== null) return { ...before, ...changing };
	const key = keyPrefix(context.container) + keyOf(table, record);
	return { key, protocol, ...endsOf(table, record), ...changing, container: context.container };
}

/** Sockets of the same ends in two network namespaces are two. */
function keyPrefix(container: string | null): string {
	return container === null ? '' : `${container}/`;
}

type Ends = Pick<SocketRow, 'localAddress' | 'localPort' | 'peerAddress' | 'peerPort'>;

/** An address of zeros with port 0 is no peer; a local one stays, since it says that all addresses are listened on. */
function endsOf(table: InetTable, record: number): Ends {
	const { words, protocol } = table;
	const offset = record * strideOf(protocol);
	const ports = words[offset + inetField.ports] ?? 0;
	const perAddress = protocol === 'tcp6' || protocol === 'udp6' ? 4 : 1;
	const peer = offset + inetField.addresses + perAddress;
	const peerPort = ports & 0xffff;
	const hasPeer = peerPort !== 0 || words.subarray(peer, peer + perAddress).some((word) => word !== 0);
	return {
		localAddress: addressAt(words, offset + inetField.addresses, perAddress),
		localPort: ports >>> 16 || null,
		peerAddress: hasPeer ? addressAt(words, peer, perAddress) : null,
		peerPort: peerPort || null,
	};
}

function addressAt(words: Uint32Array, at: number, perAddress: number): string {
	const [first = 0, second = 0, third = 0, fourth = 0] = words.subarray(at, at + perAddress);
	return perAddress === 1 ? formatIpv4(first) : formatIpv6(first, second, third, fourth);
}

const protocolMarks = { tcp: 't', tcp6: 'T', udp: 'u', udp6: 'U' } as const;

/**
 * The two ends, for what may have many sockets on one port its inode as well. Sixteen bits a character: there can be 100,000 of
 * these, and nobody reads them.
 */
function keyOf(table: InetTable, record: number): string {
	const { words, protocol } = table;
	const stride = strideOf(protocol);
	const offset = record * stride;
	const state = words[offset + inetField.state];
	const isConnection = protocol.startsWith('tcp') && state !== tcpState.listen && state !== tcpState.close;
	const units: number[] = [];
	for (let word = isConnection ? inetField.addresses : inetField.inode; word < stride; word++) {
		const value = words[offset + word] ?? 0;
		units.push(value >>> 16, value & 0xffff);
	}
	const ports = words[offset + inetField.ports] ?? 0;
	return protocolMarks[protocol] + String.fromCharCode(ports >>> 16, ports & 0xffff, ...units);
}

export function unixRow(socket: UnixSocket, before: SocketRow | null, context: RowContext): SocketRow {
	const owners = context.ownersOf(socket.inode);
	if (before !== null && before.owners === owners && before.state === socket.state) return before;
	return {
		key: `${keyPrefix(context.container)}x${socket.inode}`,
		protocol: 'unix',
		localAddress: socket.path,
		localPort: null,
		peerAddress: null,
		peerPort: null,
		state: socket.state,
		recvQueue: null,
		sendQueue: null,
		uid: null,
		user: null,
		inode: socket.inode,
		owners,
		container: context.container,
	};
}
