import type { Column } from '../../components/table-contract.ts';
import type { NetData } from '../../domain/net.ts';
import type { StyleName } from '../../theme.ts';

/** A line of the view of routes, resolvers and neighbours. */
export type NetworkEntry = {
	readonly key: string;
	readonly kind: 'route' | 'resolver' | 'neighbour';
	readonly address: string;
	/** Gateway, file that names it, or hardware address. */
	readonly via: string | null;
	readonly interface: string | null;
	/** Metric, or the neighbour's state. */
	readonly note: string | null;
};

/** Routes first, then resolvers, then neighbours. */
export function entriesOf(data: NetData): readonly NetworkEntry[] {
	return [
		...data.routes.map((route) => ({
			kind: 'route' as const,
			address: route.destination,
			via: route.gateway,
			interface: route.interface,
			note: route.metric === null ? null : `metric ${route.metric}`,
		})),
		...data.resolvers.map(({ address, source }) => ({
			kind: 'resolver' as const,
			address,
			via: source,
			interface: null,
			note: null,
		})),
		...data.neighbours.map((neighbour) => ({
			kind: 'neighbour' as const,
			address: neighbour.address,
			via: neighbour.mac,
			interface: neighbour.interface,
			note: neighbour.state,
		})),
	].map((entry, index) => ({
		...entry,
		// Two routes to one destination differ in what they go through.
		key: [entry.kind, entry.address, entry.via, entry.interface, entry.kind === 'route' ? entry.note : index].join(' '),
	}));
}

type EntryColumn = Column<NetworkEntry>;

/** `isNarrow` leaves room for a hardware address and no more beside the destination. */
export function createEntryColumns(isNarrow: boolean): readonly EntryColumn[] {
	const via = 'Gateway, file that names the resolver, or hardware address';
	return [
		text('kind', 'KIND', 'Route, resolver or neighbour', 9, 85, (entry) => entry.kind),
		{
			...text('address', 'DESTINATION', 'Where it leads, or its address', 18, 100, (entry) => entry.address),
			grow: true,
		},
		text('via', 'VIA', via, isNarrow ? 17 : 32, 90, (entry) => entry.via),
		text('interface', 'INTERFACE', 'Interface', 12, 80, (entry) => entry.interface),
		{
			...text('note', 'NOTE', 'Metric of a route, state of a neighbour', 12, 82, (entry) => entry.note),
			style: noteStyle,
		},
	];
}

function noteStyle(entry: NetworkEntry): StyleName | null {
	if (entry.note === 'FAILED' || entry.note === 'INCOMPLETE') return 'warn';
	return entry.note === 'REACHABLE' ? 'good' : 'dim';
}

function text(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: (entry: NetworkEntry) => string | null,
): EntryColumn {
	return {
		id,
		title,
		description,
		width,
		weight,
		align: 'left',
		text: (entry) => value(entry) ?? '',
		sortValue: (entry) => value(entry)?.toLowerCase() ?? null,
	};
}
