/**
 * /proc/net/dev. Seen: Linux 6.1 and 6.18. https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
 *
 * Older kernels print no space between the colon and the first counter; a name may itself hold a colon (an alias).
 */
import type { LinkCounters } from '../domain/net-sample.ts';
import { parseCount, parseLines, type Records } from './records.ts';

const line = /^ *(\S.*?): *((?:\d+ +){8,}\d+) *$/;

export function parseNetDev(text: string): Records<LinkCounters> {
	return parseLines(text, (each, index) => {
		if (index < 2 && each.includes('|')) return undefined;
		const match = line.exec(each);
		return match === null ? null : countersOf(match[1] ?? '', (match[2] ?? '').trim().split(/ +/).map(parseCount));
	});
}

function countersOf(name: string, counts: ReadonlyArray<number | null>): LinkCounters | null {
	const [receiveBytes, receivePackets, receiveErrors, receiveDropped] = counts;
	const [transmitBytes, transmitPackets, transmitErrors, transmitDropped] = counts.slice(8);
	const fields = {
		receiveBytes,
		receivePackets,
		receiveErrors,
		receiveDropped,
		transmitBytes,
		transmitPackets,
		transmitErrors,
		transmitDropped,
	};
	return Object.values(fields).every((value) => typeof value === 'number')
		? ({ name, ...fields } as LinkCounters)
		: null;
}
