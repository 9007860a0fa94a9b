import type { Column } from '../../components/table-contract.ts';
import { formatCount } from '../../domain/format.ts';
import { formatEndpoint } from '../../domain/ip-address.ts';
import type { SocketRow } from '../../domain/net.ts';
import type { StyleName, Symbols } from '../../theme.ts';

type SocketColumn = Column<SocketRow>;

/** Ids of the columns shown at first, in order. */
export const defaultSocketColumns: readonly string[] = [
	'protocol',
	'state',
	'local',
	'peer',
	'recv',
	'send',
	'program',
	'user',
	'unit',
	'container',
];

export const defaultUnixColumns: readonly string[] = ['state', 'local', 'program', 'unit', 'container'];

/** Every column of the lists of sockets. `endpointWidth` cells hold an address with its port. */
export function createSocketColumns(symbols: Symbols, endpointWidth: number): readonly SocketColumn[] {
	const { unknown } = symbols;
	return [
		protocolColumn,
		stateColumn,
		{
			...endpoint('local', 'LOCAL', 'Local address and port; the path of a unix socket', endpointWidth),
			weight: 100,
			text: (row) => localText(row, endpointWidth, symbols),
			sortValue: (row) => row.localPort ?? row.localAddress,
		},
		{
			...endpoint('peer', 'PEER', 'Address and port of the other side', endpointWidth),
			weight: 75,
			text: (row) =>
				row.protocol === 'unix' ? '' : shorten(row.peerAddress, row.peerPort, endpointWidth, symbols.ellipsis),
			sortValue: (row) => row.peerAddress,
		},
		queue(
			'recv',
			'RECVQ',
			'Bytes not yet taken by the program; of a listener, connections',
			(row) => row.recvQueue,
			unknown,
		),
		queue('send', 'SENDQ', 'Bytes not yet acknowledged by the other side', (row) => row.sendQueue, unknown),
		programColumn(symbols),
		name('user', 'USER', 'User who opened it', 8, 50, userText, unknown),
		unitColumn(symbols),
		name('container', 'CONTAINER', 'Container whose network it lives in', 14, 84, (row) => row.container, ''),
		inodeColumn(symbols),
		{
			...queue('uid', 'UID', 'User id', (row) => row.uid, unknown),
			text: (row) => row.uid?.toString() ?? unknown,
			isOptional: true,
		},
	];
}

/** Columns of the view of unix sockets, which have a path and little else. */
export function createUnixColumns(symbols: Symbols): readonly SocketColumn[] {
	return [
		stateColumn,
		{
			id: 'local',
			title: 'PATH',
			description: 'Path, or abstract name after an @',
			width: 36,
			grow: true,
			align: 'left',
			weight: 100,
			text: (row) => row.localAddress ?? '(unnamed)',
			sortValue: (row) => row.localAddress,
		},
		{ ...programColumn(symbols), width: 24, grow: false },
		{ ...unitColumn(symbols), weight: 30 },
		name('container', 'CONTAINER', 'Container whose network it lives in', 14, 84, (row) => row.container, ''),
		inodeColumn(symbols),
	];
}

const protocolColumn: SocketColumn = {
	id: 'protocol',
	title: 'PROTO',
	description: 'Protocol; a 6 at its end is IPv6',
	width: 5,
	align: 'left',
	weight: 70,
	text: (row) => row.protocol,
	sortValue: (row) => row.protocol,
};

const stateColumn: SocketColumn = {
	id: 'state',
	title: 'STATE',
	description: 'State as ss prints it',
	width: 10,
	align: 'left',
	weight: 95,
	text: (row) => row.state,
	style: (row) => stateStyle(row.state),
	sortValue: (row) => row.state,
};

/** What waits for peers, what is over, and what should not last: a CLOSE-WAIT is a program that forgot to close. */
export function stateStyle(state: string): StyleName | null {
	if (state === 'LISTEN') return 'good';
	if (state === 'CLOSE-WAIT' || state.startsWith('SYN-')) return 'warn';
	return state === 'TIME-WAIT' || state === 'UNCONN' ? 'dim' : null;
}

function programColumn({ unknown }: Symbols): SocketColumn {
	return {
		id: 'program',
		title: 'PROGRAM',
		description: 'PID and name of who holds it, and how many more do; – where that may not be read',
		width: 10,
		grow: true,
		// `23618 python3 +2`: queues and units tell more than the end of a long name.
		growFrom: 18,
		align: 'left',
		weight: 96,
		text: (row) => programText(row) ?? unknown,
		sortValue: (row) => row.owners?.[0]?.program.toLowerCase() ?? null,
	};
}

function inodeColumn({ unknown }: Symbols): SocketColumn {
	return {
		...queue('inode', 'INODE', 'Its number, as in /proc/PID/fd', (row) => row.inode, unknown),
		width: 9,
		text: (row) => row.inode?.toString() ?? unknown,
		weight: 20,
		isOptional: true,
	};
}

/** Empty where who holds it is known and belongs to no unit. */
function unitColumn({ unknown }: Symbols): SocketColumn {
	return {
		...name('unit', 'UNIT', 'Unit of the service manager', 15, 45, unitText, unknown),
		text: (row) => unitText(row) ?? (row.owners === null ? unknown : ''),
		style: () => 'dim',
	};
}

/** `1790 nginx +3`; empty for nobody, null where it may not be read. */
export function programText({ owners }: SocketRow): string | null {
	if (owners === null) return null;
	const [first] = owners;
	if (first === undefined) return '';
	return `${first.pid} ${first.program}${owners.length > 1 ? ` +${owners.length - 1}` : ''}`;
}

function userText(row: SocketRow): string | null {
	return row.user ?? row.uid?.toString() ?? null;
}

/** `nginx` of `nginx.service`; other kinds keep their ending. */
function unitText({ owners }: SocketRow): string | null {
	const unit = owners?.find((owner) => owner.unit !== null)?.unit ?? null;
	return unit?.endsWith('.service') === true ? unit.slice(0, -'.service'.length) : unit;
}

function localText(row: SocketRow, width: number, { ellipsis, unknown }: Symbols): string {
	if (row.protocol === 'unix') return row.localAddress ?? unknown;
	return shorten(row.localAddress, row.localPort, width, ellipsis);
}

/** A long address is cut in its middle: its port must stay. */
function shorten(address: string | null, port: number | null, width: number, ellipsis: string): string {
	if (address === null && port === null) return '*';
	const text = formatEndpoint(address, port);
	if (text.length <= width || address === null) return text;
	const end = `:${port ?? '*'}`;
	const room = Math.max(2, width - end.length - ellipsis.length);
	const tail = Math.floor(room / 2);
	const bare = text.slice(0, -end.length);
	return bare.slice(0, room - tail) + ellipsis + bare.slice(bare.length - tail) + end;
}

function endpoint(id: string, title: string, description: string, width: number) {
	return { id, title, description, width, align: 'left' } as const;
}

function name(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: (row: SocketRow) => string | null,
	unknown: string,
): SocketColumn {
	return {
		id,
		title,
		description,
		width,
		align: 'left',
		weight,
		text: (row) => value(row) ?? (row.owners?.length === 0 ? '' : unknown),
		sortValue: (row) => value(row)?.toLowerCase() ?? null,
	};
}

function queue(
	id: string,
	title: string,
	description: string,
	value: (row: SocketRow) => number | null,
	unknown: string,
): SocketColumn {
	return {
		id,
		title,
		description,
		width: 5,
		align: 'right',
		weight: 42,
		text: (row) => {
			const count = value(row);
			return count === null ? unknown : formatCount(count);
		},
		sortValue: value,
		descendsFirst: true,
	};
}
