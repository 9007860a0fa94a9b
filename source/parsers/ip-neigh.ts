/**
 * `ip neigh show`: neighbours of both families with their state. Seen: iproute2 6.1.
 * https://man7.org/linux/man-pages/man8/ip-neighbour.8.html
 *
 * The plain form is read, not `-json`: it is the same in busybox and in iproute2 before 4.14, which have no JSON.
 *     192.0.2.1 dev eth0 lladdr 02:fc:00:00:00:05 REACHABLE
 *     fd00::1 dev eth0 lladdr 02:fc:00:00:00:06 router STALE
 *     192.0.2.9 dev eth0  FAILED
 */
import type { NeighbourRow } from '../domain/net.ts';
import { parseLines, type Records } from './records.ts';

const stateWord = /^[A-Z]+$/;

export function parseIpNeigh(text: string): Records<NeighbourRow> {
	return parseLines(text, (line) => {
		const [address = '', ...words] = line.trim().split(/\s+/);
		const after = (keyword: string) => {
			const index = words.indexOf(keyword);
			return index < 0 ? null : (words[index + 1] ?? null);
		};
		const device = after('dev');
		if (!/^[\da-f.:]+$/i.test(address) || device === null) return null;
		const state = words.findLast((word) => stateWord.test(word)) ?? null;
		return { address, mac: after('lladdr'), interface: device, state };
	});
}
