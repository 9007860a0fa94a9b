import type { InterfaceRow } from '../domain/net.ts';
import type { LinkCounters, NetSample } from '../domain/net-sample.ts';

/** Counters with the moment they were read at, on the monotonic clock. */
export type LinkReading = { readonly monotonicMs: number; readonly links: readonly LinkCounters[] };

/** Nobody looked for longer than this: the mean over that time would be taken for the traffic of now. */
const longestSpanSeconds = 150;

/** Rates need two readings; with one they are null, and so they are for an interface that came or was reset meanwhile. */
export function joinInterfaces(
	sample: NetSample,
	earlier: LinkReading | null,
	previous: readonly InterfaceRow[],
): readonly InterfaceRow[] {
	const seconds = earlier === null ? 0 : (sample.monotonicMs - earlier.monotonicMs) / 1000;
	const before = new Map(earlier?.links.map((link) => [link.name, link]));
	const previousRows = new Map(previous.map((row) => [row.name, row]));
	const rows = sample.links.map((link) => {
		const row = rowOf(sample, link, before.get(link.name) ?? null, seconds);
		const old = previousRows.get(link.name);
		return old !== undefined && isSameRow(old, row) ? old : row;
	});
	const isSame = rows.length === previous.length && rows.every((row, index) => row === previous[index]);
	return isSame ? previous : rows;
}

function rowOf(sample: NetSample, link: LinkCounters, before: LinkCounters | null, seconds: number): InterfaceRow {
	const facts = sample.linkFacts.get(link.name);
	const addresses = sample.addresses.filter((each) => each.interface === link.name).map(({ address }) => address);
	const rate = (now: number, then: number | undefined) =>
		then === undefined || seconds <= 0 || seconds > longestSpanSeconds || now < then ? null : (now - then) / seconds;
	return {
		name: link.name,
		addresses,
		state: facts?.state ?? null,
		speedMegabits: facts?.speedMegabits ?? null,
		mac: facts?.mac ?? null,
		mtu: facts?.mtu ?? null,
		receiveBytes: link.receiveBytes,
		transmitBytes: link.transmitBytes,
		receivePackets: link.receivePackets,
		transmitPackets: link.transmitPackets,
		receiveErrors: link.receiveErrors,
		transmitErrors: link.transmitErrors,
		receiveDropped: link.receiveDropped,
		transmitDropped: link.transmitDropped,
		receiveBytesPerSecond: rate(link.receiveBytes, before?.receiveBytes),
		transmitBytesPerSecond: rate(link.transmitBytes, before?.transmitBytes),
	};
}

function isSameRow(left: InterfaceRow, right: InterfaceRow): boolean {
	return (Object.keys(right) as Array<keyof InterfaceRow>).every((name) =>
		name === 'addresses' ? left.addresses.join() === right.addresses.join() : left[name] === right[name],
	);
}
