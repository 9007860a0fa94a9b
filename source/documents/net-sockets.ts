import { type InetTable, inetField, stateName, strideOf } from '../domain/inet-table.ts';
import type { SocketRow } from '../domain/net.ts';
import type { NamespaceSockets, UnixSocket } from '../domain/net-sample.ts';
import { createInetMatcher, type InetMatcher } from './inet-match.ts';
import { type InetOrder, isListening, orderInSteps } from './inet-order.ts';
import { inetRow, type RowContext, unixRow } from './socket-rows.ts';

/** Rows of one kernel table. */
type TableRows = {
	readonly table: InetTable;
	/** By record. */
	readonly rows: readonly SocketRow[];
	readonly order: InetOrder;
	/** Every row and its place are those of the refresh before. */
	readonly isUnchanged: boolean;
	/** Sockets by state. */
	readonly states: Uint32Array;
};

type NamespaceRows = {
	readonly tables: ReadonlyMap<string, TableRows>;
	readonly unix: ReadonlyMap<number, SocketRow>;
	readonly unixRows: readonly SocketRow[];
};

/** All sockets of a refresh, and what the next one compares with. */
export type SocketRows = {
	/** Listening ones first, then by protocol and local port. The same array when no socket changed. */
	readonly rows: readonly SocketRow[];
	readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
	readonly byNamespace: ReadonlyMap<string | null, NamespaceRows>;
};

const protocols = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** Records made into rows between two steps. */
const recordsPerStep = 2048;
const stateCount = 16;

export function* socketRowsInSteps(
	namespaces: readonly NamespaceSockets[],
	contextOf: (container: string | null) => RowContext,
	previous: SocketRows | null,
): Generator<void, SocketRows> {
	const byNamespace = new Map<string | null, NamespaceRows>();
	for (const namespace of namespaces) {
		const before = previous?.byNamespace.get(namespace.container) ?? null;
		const context = contextOf(namespace.container);
		const tables = new Map<string, TableRows>();
		for (const table of namespace.tables) {
			tables.set(table.protocol, yield* tableRowsInSteps(table, before?.tables.get(table.protocol) ?? null, context));
		}
		byNamespace.set(namespace.container, { tables, ...unixRowsOf(namespace.unix, before, context) });
	}
	const rows = isUnchanged(byNamespace, previous) ? (previous?.rows ?? []) : concatenate([...byNamespace.values()]);
	return { rows, counts: countStates([...byNamespace.values()]), byNamespace };
}

function* tableRowsInSteps(
	table: InetTable,
	before: TableRows | null,
	context: RowContext,
): Generator<void, TableRows> {
	const work = startTable(table, before, context);
	for (let from = 0; from < table.count; from += recordsPerStep) {
		work.takeRecords(from, Math.min(from + recordsPerStep, table.count));
		yield;
	}
	const { kept, fresh } = work.split();
	const order = yield* orderInSteps(table, kept, fresh);
	const hasSameRows = work.sameRows() === table.count && before?.table.count === table.count && fresh.length === 0;
	return { table, rows: work.rows, order, isUnchanged: hasSameRows, states: work.states };
}

/** Matches records with those before, makes their rows, and notes which of them keep their place. */
function startTable(table: InetTable, before: TableRows | null, context: RowContext) {
	const matcher: InetMatcher = createInetMatcher(before?.table ?? null, table);
	const rows: SocketRow[] = new Array(table.count);
	const states = new Uint32Array(stateCount);
	const stride = strideOf(table.protocol);
	/** By record before: its index now and one, 0 when it is gone. */
	const nextOf = new Int32Array(before?.table.count ?? 0);
	const fresh = new Int32Array(table.count);
	let freshCount = 0;
	let sameCount = 0;

	function takeRecord(record: number): void {
		const found = matcher.find(record);
		// A record that the kernel printed twice, because the table changed while it was read, is two rows.
		const old = nextOf[found] === 0 ? found : -1;
		const oldRow = before?.rows[old] ?? null;
		const isSame = before !== null && old >= 0 && hasSameFields(before.table, old, table, record, stride);
		const row = inetRow(table, record, oldRow, isSame, context);
		rows[record] = row;
		if (row === oldRow) sameCount += 1;
		const state = table.words[record * stride + inetField.state] ?? 0;
		if (oldRow === null || (row !== oldRow && isListening(state) !== isFirst(oldRow))) {
			fresh[freshCount] = record;
			freshCount += 1;
		} else nextOf[old] = record + 1;
		states[state % stateCount] = (states[state % stateCount] ?? 0) + 1;
	}

	return {
		rows,
		states,
		sameRows: () => sameCount,
		takeRecords(from: number, to: number) {
			for (let record = from; record < to; record++) takeRecord(record);
		},
		split() {
			const kept = new Int32Array(table.count - freshCount);
			let count = 0;
			for (const old of before?.order.places ?? []) {
				const record = (nextOf[old] ?? 0) - 1;
				if (record < 0) continue;
				kept[count] = record;
				count += 1;
			}
			return { kept, fresh: fresh.slice(0, freshCount) };
		},
	};
}

/** A row among the listening ones. */
function isFirst(row: SocketRow): boolean {
	return row.state === 'LISTEN' || row.state === 'UNCONN';
}

/** State, queues, uid and inode: what may change of a socket. */
function hasSameFields(
	left: InetTable,
	leftRecord: number,
	right: InetTable,
	rightRecord: number,
	stride: number,
): boolean {
	const leftOffset = leftRecord * stride;
	const rightOffset = rightRecord * stride;
	for (let word = inetField.state; word < inetField.addresses; word++) {
		if (left.words[leftOffset + word] !== right.words[rightOffset + word]) return false;
	}
	return true;
}

/** What `ss -xl` lists: listeners, and sockets that are bound or not yet used. Connected pairs are many and tell little. */
function isListed(socket: UnixSocket): boolean {
	return socket.state === 'LISTEN' || socket.state === 'UNCONN';
}

function unixRowsOf(sockets: readonly UnixSocket[], before: NamespaceRows | null, context: RowContext) {
	const unix = new Map<number, SocketRow>();
	for (const socket of sockets) {
		if (isListed(socket)) unix.set(socket.inode, unixRow(socket, before?.unix.get(socket.inode) ?? null, context));
	}
	const isSame =
		before !== null &&
		before.unix.size === unix.size &&
		[...unix].every(([inode, row]) => before.unix.get(inode) === row);
	return { unix, unixRows: isSame ? before.unixRows : [...unix.values()].sort(compareUnix) };
}

function compareUnix(left: SocketRow, right: SocketRow): number {
	const byState = left.state < right.state ? -1 : left.state > right.state ? 1 : 0;
	const [leftPath, rightPath] = [left.localAddress ?? '\uffff', right.localAddress ?? '\uffff'];
	const byPath = leftPath < rightPath ? -1 : leftPath > rightPath ? 1 : 0;
	return byState || byPath || (left.inode ?? 0) - (right.inode ?? 0);
}

function isUnchanged(now: ReadonlyMap<string | null, NamespaceRows>, previous: SocketRows | null): boolean {
	if (previous === null || previous.byNamespace.size !== now.size) return false;
	return [...now].every(([container, rows]) => {
		const before = previous.byNamespace.get(container);
		const hasSameTables =
			before?.tables.size === rows.tables.size && [...rows.tables.values()].every((table) => table.isUnchanged);
		return hasSameTables && before?.unixRows === rows.unixRows;
	});
}

function concatenate(namespaces: readonly NamespaceRows[]): readonly SocketRow[] {
	const tables = protocols.flatMap((protocol) => namespaces.flatMap(({ tables }) => tables.get(protocol) ?? []));
	const unix = namespaces.flatMap(({ unixRows }) => unixRows);
	const all: SocketRow[] = new Array(tables.reduce((sum, { rows }) => sum + rows.length, unix.length));
	let at = 0;
	for (const { rows, order } of tables) at = place(all, at, rows, order.places.subarray(0, order.listening));
	for (const row of unix) {
		all[at] = row;
		at += 1;
	}
	for (const { rows, order } of tables) at = place(all, at, rows, order.places.subarray(order.listening));
	return all;
}

/** Puts rows into the list from a place on; answers the place behind them. */
function place(all: SocketRow[], from: number, rows: readonly SocketRow[], places: Int32Array): number {
	let at = from;
	for (const index of places) {
		const row = rows[index];
		if (row === undefined) continue;
		all[at] = row;
		at += 1;
	}
	return at;
}

function countStates(namespaces: readonly NamespaceRows[]): Record<string, Record<string, number>> {
	const counts: Record<string, Record<string, number>> = {};
	const add = (family: string, state: string, count: number) => {
		if (count === 0) return;
		counts[family] = { ...counts[family], [state]: (counts[family]?.[state] ?? 0) + count };
	};
	for (const { tables, unixRows } of namespaces) {
		for (const { table, states } of tables.values()) {
			const family = table.protocol.startsWith('tcp') ? 'tcp' : 'udp';
			for (const [state, count] of states.entries()) add(family, stateName(state), count);
		}
		for (const row of unixRows) add('unix', row.state, 1);
	}
	return counts;
}
