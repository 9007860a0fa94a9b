import { joined, labelled, type Painted, type Piece, painted, piece, statLine } from '../../components/stat-line.ts';
import { formatCount, formatRate } from '../../domain/format.ts';
import type { InterfaceRow, NetData } from '../../domain/net.ts';
import type { Theme } from '../../theme.ts';
import { isListening } from './network-list.ts';
import { type NetworkViewName, networkViews, networkViewTitles } from './network-state.ts';
import { stateStyle } from './socket-columns.ts';

/** How many rows each view has; null where nobody read them. */
export type ViewCounts = Readonly<Record<NetworkViewName, number | null>>;

export function viewCounts(data: NetData, withUnix: boolean): ViewCounts {
	let unix = 0;
	let listening = 0;
	for (const row of data.sockets) {
		if (row.protocol === 'unix') unix += 1;
		else if (isListening(row)) listening += 1;
	}
	return {
		sockets: data.sockets.length - unix,
		listening,
		unix: withUnix ? unix : null,
		interfaces: data.interfaces.length,
		routes: data.routes.length + data.resolvers.length + data.neighbours.length,
	};
}

/** The views by name with their counts, that in front marked. What does not fit goes, the one in front last. */
export function viewsLine(theme: Theme, view: NetworkViewName, counts: ViewCounts | null, width: number): string {
	const pieces = networkViews.map((name, index): Piece => {
		const count = counts?.[name] ?? null;
		const title = painted(theme, networkViewTitles[name], name === view ? 'activeTab' : 'plain');
		const number = count === null ? [] : [painted(theme, formatCount(count), 'dim')];
		return { ...joined([title, ...number], 1), weight: name === view ? 100 : 50 - index };
	});
	return ` ${statLine(pieces, width - 2, 3).text}`;
}

/** Sockets by state, the most frequent first: `TCP 118 ESTAB 12 LISTEN   UDP 9 UNCONN`. */
export function statesLine(theme: Theme, data: NetData, width: number): string {
	const families = Object.entries(data.counts).map(([family, states], index): Piece => {
		const sorted = Object.entries(states).sort(([, left], [, right]) => right - left);
		const parts: Painted[] = sorted.map(([state, count]) =>
			joined([painted(theme, formatCount(count)), painted(theme, state, stateStyle(state) ?? 'dim')], 1),
		);
		return { ...joined([painted(theme, family.toUpperCase(), 'dim'), ...parts], 2), weight: 90 - index };
	});
	return ` ${statLine(families, width - 2, 4).text}`;
}

/** What the busiest interfaces carry; errors only where there are some. */
export function ratesLine(theme: Theme, data: NetData, width: number): string {
	const busy = data.interfaces
		.filter((row) => row.name !== 'lo' && row.state !== 'down')
		.sort((left, right) => trafficOf(right) - trafficOf(left))
		.slice(0, 4);
	return ` ${
		statLine(
			busy.map((row, index) => interfacePiece(theme, row, 90 - index)),
			width - 2,
			4,
		).text
	}`;
}

function trafficOf(row: InterfaceRow): number {
	return (row.receiveBytesPerSecond ?? 0) + (row.transmitBytesPerSecond ?? 0);
}

function interfacePiece(theme: Theme, row: InterfaceRow, weight: number): Piece {
	const rate = (value: number | null) => (value === null ? theme.symbols.unknown : formatRate(value)).padStart(6);
	const errors = (row.receiveErrors ?? 0) + (row.transmitErrors ?? 0);
	const parts: Painted[] = [
		painted(theme, row.name),
		labelled(theme, 'rx', rate(row.receiveBytesPerSecond)),
		labelled(theme, 'tx', rate(row.transmitBytesPerSecond)),
		...(errors === 0 ? [] : [piece(theme, `${formatCount(errors)} errors`, 'warn')]),
	];
	return { ...joined(parts, 1), weight };
}
