/**
 * /proc/net/arp: IPv4 neighbours, without their state. Seen: Linux 6.1 and 6.18; used where `ip neigh` is not there.
 * https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 */
import type { NeighbourRow } from '../domain/net.ts';
import { parseHexWord, parseLines, type Records } from './records.ts';

const line = /^(\d{1,3}(?:\.\d{1,3}){3}) +0x([\da-f]+) +0x([\da-f]+) +(\S+) +(\S+) +(\S+) *$/i;
const completeFlag = 0x2;

export function parseNetArp(text: string): Records<NeighbourRow> {
	return parseLines(text, (each, index) => {
		if (index === 0 && each.startsWith('IP address')) return undefined;
		const [whole, address = '', , flags, mac = '', , device = ''] = line.exec(each) ?? [];
		if (whole === undefined) return null;
		const isComplete = ((parseHexWord(flags) ?? 0) & completeFlag) !== 0;
		return { address, mac: isComplete ? mac : null, interface: device, state: null };
	});
}
