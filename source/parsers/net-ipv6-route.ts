/**
 * /proc/net/ipv6_route: all tables of IPv6. Seen: Linux 6.1 and 6.18. https://tldp.org/HOWTO/Linux+IPv6-HOWTO/ch11s04.html
 *
 * Left out are routes of the local table (addresses of this host, multicast) and the kernel's own "unreachable" entries, which
 * `ip -6 route` does not show either.
 */
import { formatIpv6Hex } from '../domain/ip-address.ts';
import type { RouteRow } from '../domain/net.ts';
import { parseHexWord, parseLines, type Records } from './records.ts';

const upFlag = 0x1;
const rejectFlag = 0x200;
/** Entries made for one destination while packets were sent (a path MTU, a redirect). */
const cacheFlag = 0x01000000;
const localFlag = 0x80000000;
const anycastFlag = 0x00100000;

export function parseNetIpv6Route(text: string): Records<RouteRow> {
	return parseLines(text, (line) => {
		const fields = line.trim().split(/\s+/);
		const flags = parseHexWord(fields[8]);
		if (fields.length < 10 || flags === null) return null;
		const isHidden = (flags & upFlag) === 0 || (flags & (rejectFlag | cacheFlag | localFlag | anycastFlag)) !== 0;
		return isHidden || isMulticast(fields[0] ?? '') ? undefined : routeOf(fields);
	});
}

function isMulticast(destination: string): boolean {
	return /^ff/i.test(destination);
}

function routeOf(fields: readonly string[]): RouteRow | null {
	const destination = formatIpv6Hex(fields[0] ?? '');
	const bits = parseHexWord(fields[1]);
	const gateway = formatIpv6Hex(fields[4] ?? '');
	const metric = parseHexWord(fields[5]);
	const name = fields[9];
	if (destination === null || bits === null || bits > 128 || gateway === null || metric === null || !name) return null;
	return {
		destination: bits === 0 ? 'default' : `${destination}/${bits}`,
		gateway: gateway === '::' ? null : gateway,
		interface: name,
		metric,
		family: 'ipv6',
	};
}
