/** Internet addresses as text, from the numbers that kernel tables print. */

/** `a.b.c.d` of an address whose first byte is the lowest of the word, as /proc/net prints it on little-endian machines. */
export function formatIpv4(word: number): string {
	return `${word & 0xff}.${(word >>> 8) & 0xff}.${(word >>> 16) & 0xff}.${word >>> 24}`;
}

function swapBytes(word: number): number {
	return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | ((word >>> 24) & 0xff)) >>> 0;
}

/**
 * RFC 5952 text of four words in /proc/net order (each little-endian). Addresses that carry an IPv4 one are written as `ss`
 * and inet_ntop write them: `::ffff:1.2.3.4`.
 */
export function formatIpv6(first: number, second: number, third: number, fourth: number): string {
	const words = [swapBytes(first), swapBytes(second), swapBytes(third), swapBytes(fourth)];
	if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return `::ffff:${formatIpv4(fourth)}`;
	return formatGroups(words.flatMap((word) => [word >>> 16, word & 0xffff]));
}

/** RFC 5952 text of 32 hex digits in network order, as /proc/net/if_inet6 and ipv6_route print them; null for anything else. */
export function formatIpv6Hex(hex: string): string | null {
	if (!/^[\da-f]{32}$/i.test(hex)) return null;
	const groups = (hex.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16));
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	if (!isMapped) return formatGroups(groups);
	const [high = 0, low = 0] = groups.slice(6);
	return `::ffff:${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

/** The longest run of two or more zero groups becomes `::`, the first of equal ones. */
function formatGroups(groups: readonly number[]): string {
	let start = -1;
	let length = 1;
	for (let from = 0; from < groups.length; ) {
		let to = from;
		while (groups[to] === 0) to += 1;
		if (to - from > length) {
			start = from;
			length = to - from;
		}
		from = Math.max(to, from + 1);
	}
	const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
	return start < 0 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** Bits of a netmask given as a word in /proc/net order; null for a mask with holes. */
export function prefixLength(mask: number): number | null {
	const word = swapBytes(mask);
	const bits = Math.clz32(~word >>> 0);
	const expected = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
	return word === expected ? bits : null;
}

/** An address with its port as people write it: `1.2.3.4:80`, `[::1]:80`; `*` stands for a part that is not set. */
export function formatEndpoint(address: string | null, port: number | null): string {
	const host = address === null ? '*' : address.includes(':') ? `[${address}]` : address;
	return `${host}:${port ?? '*'}`;
}
