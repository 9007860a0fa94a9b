/**
 * `ip -o -4 addr show`: IPv4 addresses by interface, which no kernel file tells exactly (fib_trie names no interface).
 * Seen: iproute2 6.1. https://man7.org/linux/man-pages/man8/ip-address.8.html
 *     4: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0\       valid_lft forever preferred_lft forever
 *     7: tun0    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0\       valid_lft forever …
 */
import type { LinkAddress } from '../domain/net-sample.ts';
import { parseLines, type Records } from './records.ts';

const line = /^\d+: +(\S+?)(?:@\S+)? +inet6? +([\da-f.:]+)(\/\d{1,3})?(?: +peer +[\da-f.:]+(\/\d{1,3}))?(?: |$)/i;

export function parseIpAddr(text: string): Records<LinkAddress> {
	return parseLines(text, (each) => {
		const [whole, name = '', address = '', ownPrefix, peerPrefix] = line.exec(each) ?? [];
		if (whole === undefined) return null;
		const whole32 = address.includes(':') ? '/128' : '/32';
		return { interface: name, address: `${address}${ownPrefix ?? peerPrefix ?? whole32}` };
	});
}
