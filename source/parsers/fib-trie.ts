/**
 * /proc/net/fib_trie: the host's own IPv4 addresses (`/32 host LOCAL`), without their interfaces. Seen: Linux 6.1 and 6.18.
 * Used with the routes of /proc/net/route where there is no `ip` program.
 *            |-- 192.0.2.2
 *               /32 host LOCAL
 */
import type { LinkAddress } from '../domain/net-sample.ts';
import type { Ipv4Route } from './net-route.ts';

const leaf = /^\s*\|-- (\d{1,3}(?:\.\d{1,3}){3})$/;

export function parseFibTrie(text: string): readonly string[] {
	const addresses = new Set<string>();
	let current: string | null = null;
	for (const line of text.split('\n')) {
		const match = leaf.exec(line);
		if (match !== null) current = match[1] ?? null;
		else if (current !== null && line.trim() === '/32 host LOCAL') addresses.add(current);
	}
	return [...addresses];
}

/** Gives each address to the interface of the narrowest connected route around it; loopback addresses to `lo`. */
export function placeAddresses(addresses: readonly string[], routes: readonly Ipv4Route[]): readonly LinkAddress[] {
	const connected = routes.filter((route) => route.gateway === null && route.mask !== 0);
	return addresses.flatMap((address) => {
		if (address.startsWith('127.')) return [{ interface: 'lo', address: `${address}/8` }];
		const word = wordOf(address);
		const around = connected.filter((route) => (word & route.mask) >>> 0 === route.network);
		const [narrowest] = around.sort((left, right) => bitsOf(right) - bitsOf(left));
		return narrowest === undefined
			? []
			: [{ interface: narrowest.interface, address: `${address}/${bitsOf(narrowest)}` }];
	});
}

function bitsOf(route: Ipv4Route): number {
	return Number(route.destination.split('/')[1] ?? 0);
}

function wordOf(address: string): number {
	const [first = 0, second = 0, third = 0, fourth = 0] = address.split('.').map(Number);
	return (first | (second << 8) | (third << 16) | (fourth << 24)) >>> 0;
}
