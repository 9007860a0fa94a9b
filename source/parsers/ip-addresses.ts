import type { HostAddress } from '../domain/host.ts';
import { parseLines, type Records } from './records.ts';

const addressLine = /^\d+: (\S+)\s+(inet6?) (\S+)\s.*?\bscope (\S+)/;

/**
 * `ip -o addr show` of iproute2 (3 to 6) or busybox: one address a line. `eth0@if5` is `eth0`; an address with a peer (`inet
 * 10.0.0.1 peer 10.0.0.2/32`) has its prefix behind the peer.
 */
export function parseIpAddresses(text: string): Records<HostAddress> {
	return parseLines(text, (line) => {
		if (/^\d+: \S+\s+link\//.test(line)) return undefined;
		const [, name, family, address, scope] = addressLine.exec(line) ?? [];
		if (name === undefined || address === undefined) return null;
		const prefix = address.includes('/') ? '' : (/\bpeer \S+(\/\d+)/.exec(line)?.[1] ?? '');
		return {
			interface: name.replace(/@.*$/, ''),
			address: address + prefix,
			family: family === 'inet6' ? 'ipv6' : 'ipv4',
			scope: scope ?? null,
		};
	});
}
