/**
 * /proc/net/route: the main table of IPv4. Seen: Linux 6.1 and 6.18.
 * https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 *
 * Read instead of `ip route` because it needs no program on the host and no child. What it lacks: other tables than main,
 * route types, and the further hops of a multipath route.
 */
import { formatIpv4, prefixLength } from '../domain/ip-address.ts';
import type { RouteRow } from '../domain/net.ts';
import { parseCount, parseHexWord, parseLines, type Records } from './records.ts';

/** A route with what is needed to find an address's interface: numbers as the file has them. */
export type Ipv4Route = RouteRow & { readonly network: number; readonly mask: number };

const upFlag = 1;

export function parseNetRoute(text: string): Records<Ipv4Route> {
	return parseLines(text, (line, index) => {
		if (index === 0 && line.startsWith('Iface')) return undefined;
		const fields = line.trim().split(/\s+/);
		const flags = parseHexWord(fields[3]);
		return flags !== null && (flags & upFlag) === 0 ? undefined : routeOf(fields, flags);
	});
}

function routeOf(fields: readonly string[], flags: number | null): Ipv4Route | null {
	const [name = ''] = fields;
	const network = parseHexWord(fields[1]);
	const gateway = parseHexWord(fields[2]);
	const metric = parseCount(fields[6]);
	const mask = parseHexWord(fields[7]);
	if (name === '' || network === null || gateway === null || mask === null || flags === null) return null;
	const bits = prefixLength(mask);
	if (bits === null || metric === null) return null;
	return {
		destination: bits === 0 ? 'default' : `${formatIpv4(network)}/${bits}`,
		gateway: gateway === 0 ? null : formatIpv4(gateway),
		interface: name,
		metric,
		family: 'ipv4',
		network,
		mask,
	};
}
