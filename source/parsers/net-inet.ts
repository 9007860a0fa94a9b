/**
 * /proc/net/tcp, tcp6, udp and udp6. Seen: Linux 6.1 and 6.18; the columns used here are the same since 2.6.
 * https://docs.kernel.org/networking/proc_net_tcp.html
 *
 * Addresses are 32-bit words as the machine holds them: this reads those of little-endian machines. One line is about 150
 * characters and there can be 100,000 of them, so nothing but numbers is taken and no string is cut out on the way.
 */
import {
	addressWords,
	type InetProtocol,
	type InetTable,
	inetField,
	strideOf,
	tcpState,
} from '../domain/inet-table.ts';

/** Reads a table a part at a time, so that a long one does not hold the event loop. */
export type InetReader = {
	/** Takes some 64 KiB of text more; true once it is at its end. */
	readPart(): boolean;
	/** What was read so far. */
	table(): InetTable;
};

/** No line of these files is shorter, in any kernel. */
const shortestLine = 80;
/** About 430 lines of the kernel's. */
const partLength = 64 * 1024;

const space = 32;
const newline = 10;
const colon = 58;
const zero = 48;
const nine = 57;

/** Value of each hex digit; negative for all that is none, so that the sign of values joined by `|` tells a bad one. */
const digits = (() => {
	const values = new Int8Array(256).fill(-1);
	for (let value = 0; value < 16; value++) {
		const digit = value.toString(16);
		values[digit.charCodeAt(0)] = value;
		values[digit.toUpperCase().charCodeAt(0)] = value;
	}
	return values;
})();

export function createInetReader(text: string, protocol: InetProtocol): InetReader {
	const stride = strideOf(protocol);
	const addressLength = 8 * addressWords(protocol);
	const words = new Uint32Array((Math.floor(text.length / shortestLine) + 1) * stride);
	// Bytes are read several times faster than the characters of a string.
	const bytes = Buffer.allocUnsafe(Math.min(text.length, partLength) + 1);
	let count = 0;
	let malformed = 0;
	// The first line names the columns.
	let at = text.indexOf('\n') + 1 || text.length;

	function readLines(length: number): void {
		// A line without its end was cut off, and its last number may lack digits.
		const isCut = bytes[length - 1] !== newline;
		bytes[length] = newline;
		for (let from = 0; from < length; ) {
			const numbers = readFixed(bytes, from, addressLength, words, count * stride);
			const end = numbers < 0 ? -1 : readNumbers(bytes, numbers, words, count * stride);
			const lineEnd = findNewline(bytes, end < 0 ? from : end);
			if (end >= 0 && !(isCut && lineEnd === length)) count += 1;
			else if (lineEnd > from) malformed += 1;
			from = lineEnd + 1;
		}
	}

	return {
		readPart() {
			if (at >= text.length) return true;
			const limit = at + partLength;
			const lastNewline = limit >= text.length ? -1 : text.lastIndexOf('\n', limit - 1);
			const end = lastNewline >= at ? lastNewline + 1 : Math.min(limit, text.length);
			readLines(bytes.write(text.slice(at, end), 'latin1'));
			at = end;
			return at >= text.length;
		},
		table: () => ({ protocol, count, words: words.slice(0, count * stride), malformed }),
	};
}

export function parseInetTable(text: string, protocol: InetProtocol): InetTable {
	const reader = createInetReader(text, protocol);
	while (!reader.readPart()) {}
	return reader.table();
}

// `bytes[at] ?? 0` below is for the type checker: every position is at or before the newline that ends the text.

function digitAt(bytes: Uint8Array, at: number): number {
	return digits[bytes[at] ?? 0] ?? -1;
}

function hex4(bytes: Uint8Array, at: number): number {
	return (
		(digitAt(bytes, at) << 12) | (digitAt(bytes, at + 1) << 8) | (digitAt(bytes, at + 2) << 4) | digitAt(bytes, at + 3)
	);
}

/** Negative when one of the eight is no hex digit. */
function check8(bytes: Uint8Array, at: number): number {
	return (
		digitAt(bytes, at) |
		digitAt(bytes, at + 1) |
		digitAt(bytes, at + 2) |
		digitAt(bytes, at + 3) |
		digitAt(bytes, at + 4) |
		digitAt(bytes, at + 5) |
		digitAt(bytes, at + 6) |
		digitAt(bytes, at + 7)
	);
}

function hex8(bytes: Uint8Array, at: number): number {
	return (hex4(bytes, at) << 16) | hex4(bytes, at + 4);
}

/**
 * `  12: LOCAL:PORT PEER:PORT ST TXQUEUE:RXQUEUE`: behind the first colon every column has a fixed place. Answers the position
 * behind the queues, negative when something is not as it should be. Each byte up to there is checked.
 */
function readFixed(bytes: Uint8Array, from: number, addressLength: number, words: Uint32Array, offset: number): number {
	let slot = from;
	while (bytes[slot] === space) slot += 1;
	const slotStart = slot;
	while ((bytes[slot] ?? 0) >= zero && (bytes[slot] ?? 0) <= nine) slot += 1;
	const local = slot + 2;
	const peer = local + addressLength + 6;
	const state = peer + addressLength + 6;
	const isShaped =
		slot > slotStart &&
		bytes[slot] === colon &&
		bytes[slot + 1] === space &&
		bytes[local + addressLength] === colon &&
		bytes[peer - 1] === space &&
		bytes[peer + addressLength] === colon &&
		bytes[state - 1] === space &&
		bytes[state + 2] === space &&
		bytes[state + 11] === colon;
	if (!isShaped) return -1;

	let check = check8(bytes, state + 3) | check8(bytes, state + 12);
	let word = offset + inetField.addresses;
	for (let at = 0; at < addressLength; at += 8, word++) {
		words[word] = hex8(bytes, local + at);
		check |= check8(bytes, local + at);
	}
	for (let at = 0; at < addressLength; at += 8, word++) {
		words[word] = hex8(bytes, peer + at);
		check |= check8(bytes, peer + at);
	}
	const localPort = hex4(bytes, local + addressLength + 1);
	const peerPort = hex4(bytes, peer + addressLength + 1);
	const code = (digitAt(bytes, state) << 4) | digitAt(bytes, state + 1);
	words[offset + inetField.ports] = (localPort << 16) | peerPort;
	words[offset + inetField.state] = code === tcpState.newSynReceived ? tcpState.synReceived : code;
	words[offset + inetField.sendQueue] = hex8(bytes, state + 3);
	words[offset + inetField.recvQueue] = hex8(bytes, state + 12);
	const isSound = (check | localPort | peerPort) >= 0;
	return isSound && code >= tcpState.established && code <= tcpState.newSynReceived ? state + 20 : -1;
}

/** Behind the queues: a timer with its time, retransmits, uid, timeout, inode. Answers where it ended; negative when bad. */
function readNumbers(bytes: Uint8Array, from: number, words: Uint32Array, offset: number): number {
	const uid = skipSpaces(bytes, skipWord(bytes, skipWord(bytes, from)));
	const uidEnd = skipDigits(bytes, uid);
	const inode = skipSpaces(bytes, skipWord(bytes, uidEnd));
	const inodeEnd = skipDigits(bytes, inode);
	const uidValue = decimal(bytes, uid, uidEnd);
	const inodeValue = decimal(bytes, inode, inodeEnd);
	words[offset + inetField.uid] = uidValue;
	words[offset + inetField.inode] = inodeValue;
	const after = bytes[inodeEnd];
	const isWhole = bytes[uidEnd] === space && (after === space || after === newline);
	return isWhole && uidEnd > uid && inodeEnd > inode && Math.max(uidValue, inodeValue) <= 0xffffffff ? inodeEnd : -1;
}

function skipSpaces(bytes: Uint8Array, from: number): number {
	let at = from;
	while (bytes[at] === space) at += 1;
	return at;
}

function skipWord(bytes: Uint8Array, from: number): number {
	let at = skipSpaces(bytes, from);
	while ((bytes[at] ?? 0) > space) at += 1;
	return at;
}

function skipDigits(bytes: Uint8Array, from: number): number {
	let at = from;
	while ((bytes[at] ?? 0) >= zero && (bytes[at] ?? 0) <= nine) at += 1;
	return at;
}

function decimal(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at++) value = value * 10 + (bytes[at] ?? zero) - zero;
	return value;
}

function findNewline(bytes: Uint8Array, from: number): number {
	let at = from;
	while (bytes[at] !== newline) at += 1;
	return at;
}
