import type { Column } from '../../components/table-contract.ts';
import { formatEndpoint } from '../../domain/ip-address.ts';
import { type Filter, matches } from '../../domain/list-filter.ts';
import { sortRows } from '../../domain/list-sort.ts';
import type { InterfaceRow, SocketRow } from '../../domain/net.ts';
import type { SortOrder } from '../../domain/views.ts';
import type { NetworkEntry } from './network-entries.ts';
import type { NetworkViewName } from './network-state.ts';

/** Sockets of a view: unix ones have a view of their own, unless some processes' sockets are looked at. */
export function socketsOf(
	sockets: readonly SocketRow[],
	view: NetworkViewName,
	pids: ReadonlySet<number> | null,
): readonly SocketRow[] {
	if (pids !== null) return sockets.filter((row) => row.owners?.some((owner) => pids.has(owner.pid)) === true);
	switch (view) {
		case 'unix':
			return sockets.filter((row) => row.protocol === 'unix');
		case 'listening':
			return sockets.filter((row) => row.protocol !== 'unix' && isListening(row));
		case 'sockets':
			return sockets.filter((row) => row.protocol !== 'unix');
		default:
			return [];
	}
}

/** As `ss -l` has it: listeners, and UDP sockets without a peer. */
export function isListening(row: SocketRow): boolean {
	return row.state === 'LISTEN' || row.state === 'UNCONN';
}

/** Filters and sorts. What a row is searched by is remembered with the row. */
export function createLister<Row extends object>(haystackOf: (row: Row) => string) {
	const haystacks = new WeakMap<Row, string>();
	const haystack = (row: Row): string => {
		const known = haystacks.get(row) ?? haystackOf(row);
		haystacks.set(row, known);
		return known;
	};
	return (
		rows: readonly Row[],
		filter: Filter,
		columns: ReadonlyArray<Column<Row>>,
		sort: SortOrder | null,
	): readonly Row[] => {
		const shown = filter.terms.length === 0 ? rows : rows.filter((row) => matches(filter, haystack(row)));
		const sortValue = columns.find((column) => column.id === sort?.column)?.sortValue;
		return sort === null || sortValue === undefined ? shown : sortRows(shown, sortValue, sort.descending);
	};
}

export function socketHaystack(row: SocketRow): string {
	const owners = (row.owners ?? []).flatMap(({ pid, program, unit }) => [pid, program, unit]);
	const local = row.protocol === 'unix' ? row.localAddress : formatEndpoint(row.localAddress, row.localPort);
	const peer = row.protocol === 'unix' ? null : formatEndpoint(row.peerAddress, row.peerPort);
	const parts = [row.protocol, row.state, local, peer, row.user, row.container, row.inode, ...owners];
	return parts.filter((part) => part !== null).join(' ');
}

export function interfaceHaystack(row: InterfaceRow): string {
	return [row.name, row.state, row.mac, ...row.addresses].filter((part) => part !== null).join(' ');
}

export function entryHaystack(row: NetworkEntry): string {
	return [row.kind, row.address, row.via, row.interface, row.note].filter((part) => part !== null).join(' ');
}
