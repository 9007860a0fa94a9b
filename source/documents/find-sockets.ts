import { formatEndpoint } from '../domain/ip-address.ts';
import type { NetData, SocketRow } from '../domain/net.ts';

/** The document as it is printed: without what only a list on screen needs. */
export function printedNet(data: NetData) {
	return { ...data, sockets: data.sockets.map(({ key, ...row }) => row) };
}

/**
 * Sockets that fit a text, the best first: `net --find`. Each word must be found in a program, port, address, state, user, unit
 * or container; what equals it comes before what starts with it, before what holds it, before what has its letters in order.
 */
export function findSockets(sockets: readonly SocketRow[], text: string): readonly SocketRow[] {
	const words = text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	return sockets
		.map((row) => ({ row, rank: rankOf(row, words) }))
		.filter(({ rank }) => rank !== null)
		.sort((left, right) => (left.rank ?? 0) - (right.rank ?? 0))
		.map(({ row }) => row);
}

/** The sum over all words, null when one of them is nowhere. */
function rankOf(row: SocketRow, words: readonly string[]): number | null {
	const names = namesOf(row).map((name) => name.toLowerCase());
	let sum = 0;
	for (const word of words) {
		const best = Math.min(...names.map((name) => rankOfName(name, word)));
		if (best === Number.POSITIVE_INFINITY) return null;
		sum += best;
	}
	return sum;
}

function rankOfName(name: string, word: string): number {
	if (name === word) return 0;
	if (name.startsWith(word)) return 1;
	if (name.includes(word)) return 2;
	// Digits scattered over an address say nothing: only letters are matched loosely.
	return /^[a-z-]{3,}$/.test(word) && hasInOrder(name, word) ? 3 : Number.POSITIVE_INFINITY;
}

function hasInOrder(name: string, word: string): boolean {
	let at = 0;
	for (const letter of word) {
		at = name.indexOf(letter, at) + 1;
		if (at === 0) return false;
	}
	return true;
}

function namesOf(row: SocketRow): readonly string[] {
	const isUnix = row.protocol === 'unix';
	const names = [
		row.protocol,
		row.state,
		row.localAddress,
		row.peerAddress,
		row.localPort,
		row.peerPort,
		isUnix ? null : formatEndpoint(row.localAddress, row.localPort),
		isUnix || row.peerAddress === null ? null : formatEndpoint(row.peerAddress, row.peerPort),
		row.user,
		row.container,
		...(row.owners ?? []).flatMap(({ pid, program, unit }) => [pid, program, unit]),
	];
	return names.filter((name) => name !== null).map(String);
}
