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
	/** Takes up to so many lines more; true once the text is at its end. */
	read(maxLines: number): boolean;
	/** What was read so far. */
	table(): InetTable;
};

/** Below it lies no line of these files: the shortest one in any kernel is longer. */
const shortestLine = 80;

const notHex = 0xff;
const hexValues = (() => {
	const values = new Uint8Array(128).fill(notHex);
	for (let value = 0; value < 16; value++) {
		const digit = value.toString(16);
		values[digit.charCodeAt(0)] = value;
		values[digit.toUpperCase().charCodeAt(0)] = value;
	}
	return values;
})();

const space = 32;
const newline = 10;
const colon = 58;
const zero = 48;
const nine = 57;

export function createInetReader(text: string, protocol: InetProtocol): InetReader {
	const stride = strideOf(protocol);
	const words = new Uint32Array((Math.floor(text.length / shortestLine) + 1) * stride);
	const line = createLineReader(text, addressWords(protocol));
	let count = 0;
	let malformed = 0;
	// The first line names the columns.
	let at = text.indexOf('\n') + 1 || text.length;

	return {
		read(maxLines) {
			for (let left = maxLines; left > 0 && at < text.length; left--) {
				const newlineAt = text.indexOf('\n', at);
				// A last line without its end was cut off: its last number may lack digits.
				const isCut = newlineAt < 0;
				if (!isCut && line.read(at, newlineAt, words, count * stride)) count += 1;
				else if (isCut || newlineAt > at) malformed += 1;
				at = isCut ? text.length : newlineAt + 1;
			}
			return at >= text.length;
		},
		table: () => ({ protocol, count, words: words.subarray(0, count * stride), malformed }),
	};
}

export function parseInetTable(text: string, protocol: InetProtocol): InetTable {
	const reader = createInetReader(text, protocol);
	reader.read(Number.POSITIVE_INFINITY);
	return reader.table();
}

type LineReader = { read(from: number, to: number, words: Uint32Array, offset: number): boolean };

/** One position that moves along the line; `isBad` is set by the first thing that is not as it should be. */
function createLineReader(text: string, wordsOfAddress: 1 | 4): LineReader {
	let at = 0;
	let end = 0;
	let isBad = false;

	function hex(digits: number): number {
		let value = 0;
		let seen = 0;
		for (const stop = at + digits; at < stop; at++) {
			const digit = hexValues[text.charCodeAt(at)] ?? notHex;
			seen |= digit;
			value = (value << 4) | digit;
		}
		if (seen === notHex) isBad = true;
		return value >>> 0;
	}

	function expect(code: number): void {
		if (text.charCodeAt(at) !== code) isBad = true;
		at += 1;
	}

	function skipSpaces(): void {
		while (at < end && text.charCodeAt(at) === space) at += 1;
	}

	function skipWord(): void {
		skipSpaces();
		while (at < end && text.charCodeAt(at) !== space) at += 1;
	}

	function decimal(): number {
		skipSpaces();
		const from = at;
		let value = 0;
		for (; at < end; at++) {
			const code = text.charCodeAt(at);
			if (code < zero || code > nine) break;
			value = value * 10 + code - zero;
		}
		const code = at < end ? text.charCodeAt(at) : space;
		if (at === from || value > 0xffffffff || (code !== space && code !== newline)) isBad = true;
		return value;
	}

	function endpoint(words: Uint32Array, offset: number): number {
		for (let index = 0; index < wordsOfAddress; index++) words[offset + index] = hex(8);
		expect(colon);
		return hex(4);
	}

	return {
		read(from, to, words, offset) {
			at = from;
			end = to;
			isBad = false;
			decimalBeforeColon();
			expect(space);
			const addresses = offset + inetField.addresses;
			const localPort = endpoint(words, addresses);
			expect(space);
			const peerPort = endpoint(words, addresses + wordsOfAddress);
			words[offset + inetField.ports] = (localPort << 16) | peerPort;
			expect(space);
			const state = hex(2);
			words[offset + inetField.state] = state === tcpState.newSynReceived ? tcpState.synReceived : state;
			expect(space);
			words[offset + inetField.sendQueue] = hex(8);
			expect(colon);
			words[offset + inetField.recvQueue] = hex(8);
			if (isBad || at >= end) return false;
			// Timer with its time, retransmits.
			skipWord();
			skipWord();
			words[offset + inetField.uid] = decimal();
			skipWord();
			words[offset + inetField.inode] = decimal();
			return !isBad && state >= tcpState.established && state <= tcpState.newSynReceived;
		},
	};

	/** `  12:` at the start of a line. */
	function decimalBeforeColon(): void {
		skipSpaces();
		const from = at;
		while (at < end && text.charCodeAt(at) >= zero && text.charCodeAt(at) <= nine) at += 1;
		if (at === from) isBad = true;
		expect(colon);
	}
}
