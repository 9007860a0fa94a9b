/**
 * /proc/net/if_inet6: IPv6 addresses by interface. Seen: Linux 6.1 and 6.18.
 * https://tldp.org/HOWTO/Linux+IPv6-HOWTO/ch11s04.html
 *     fe8000000000000000fc00fffe000001 04 40 20 80     eth0
 */
import { formatIpv6Hex } from '../domain/ip-address.ts';
import type { LinkAddress } from '../domain/net-sample.ts';
import { parseHexWord, parseLines, type Records } from './records.ts';

export function parseIfInet6(text: string): Records<LinkAddress> {
	return parseLines(text, (line) => {
		const [hex = '', , prefix, , , name] = line.trim().split(/\s+/);
		const address = formatIpv6Hex(hex);
		const bits = parseHexWord(prefix);
		if (address === null || bits === null || bits > 128 || name === undefined) return null;
		return { interface: name, address: `${address}/${bits}` };
	});
}
