import type { DetailLine } from '../../components/detail-lines.ts';
import { formatCount, formatRate, formatSize } from '../../domain/format.ts';
import { formatEndpoint } from '../../domain/ip-address.ts';
import type { ConnectionDetail, InterfaceRow, SocketRow } from '../../domain/net.ts';
import type { Problem } from '../../domain/problem.ts';
import { formatSpeed } from './interface-columns.ts';
import type { NetworkEntry } from './network-entries.ts';

/** Of one connection: what `ss -i` said, or why it said nothing; null while it is asked. */
export type ShownConnection = { readonly detail: ConnectionDetail | null; readonly error: string | null };

const field = (label: string, value: string | number | null): DetailLine => ({
	kind: 'field',
	label,
	value: value === null ? null : `${value}`,
});
const heading = (text: string, note?: string): DetailLine => ({
	kind: 'heading',
	text,
	...(note === undefined ? {} : { note }),
});
const dim = (text: string): DetailLine => ({ kind: 'text', text, style: 'dim' });

export function socketDetailLines(
	row: SocketRow,
	problems: readonly Problem[],
	connection: ShownConnection | null,
): readonly DetailLine[] {
	return [...endLines(row), ...ownerLines(row, problems), ...(connection === null ? [] : connectionLines(connection))];
}

function endLines(row: SocketRow): readonly DetailLine[] {
	const isUnix = row.protocol === 'unix';
	return [
		field('protocol', row.protocol),
		field('state', row.state),
		...(isUnix
			? [field('path', row.localAddress)]
			: [
					field('local', formatEndpoint(row.localAddress, row.localPort)),
					field('peer', row.peerAddress === null ? 'none' : formatEndpoint(row.peerAddress, row.peerPort)),
					...queueLines(row),
				]),
		...(isUnix ? [] : [field('user', userText(row))]),
		field('inode', row.inode),
		...(row.container === null ? [] : [field('container', row.container)]),
	];
}

function connections(count: number): string {
	return count === 1 ? '1 connection' : `${count} connections`;
}

function queueLines(row: SocketRow): readonly DetailLine[] {
	const isListener = row.state === 'LISTEN';
	return isListener
		? [field('waiting', row.recvQueue === null ? null : `${connections(row.recvQueue)} not yet accepted`)]
		: [
				field('received', bytes(row.recvQueue, 'not yet taken')),
				field('sent', bytes(row.sendQueue, 'not yet acknowledged')),
			];
}

function bytes(count: number | null, what: string): string | null {
	return count === null ? null : `${count} bytes ${what}`;
}

function userText({ user, uid }: SocketRow): string | null {
	if (user === null) return uid === null ? null : `${uid}`;
	return uid === null ? user : `${user} (${uid})`;
}

function ownerLines({ owners, state }: SocketRow, problems: readonly Problem[]): readonly DetailLine[] {
	if (owners === null) {
		const reason = problems.find((problem) => problem.field === 'sockets[].owners');
		const text =
			reason === undefined ? 'Its owner could not be read.' : `${reason.message} ${reason.hint ?? ''}`.trim();
		return [heading('Owners'), dim(text)];
	}
	if (owners.length === 0) {
		const why =
			state === 'TIME-WAIT' ? 'The kernel alone keeps it until late packets are over.' : 'No process holds it.';
		return [heading('Owners'), dim(why)];
	}
	return [
		heading('Owners', `${owners.length}`),
		...owners.map(
			({ pid, program, unit }): DetailLine => ({
				kind: 'columns',
				cells: [`${pid}`, program, unit ?? ''],
				widths: [-7, 16, 0],
			}),
		),
	];
}

/** What is asked first of a connection stands first; the rest as ss has it. */
const firstFigures = [
	'rtt',
	'minrtt',
	'rto',
	'cwnd',
	'retrans',
	'lost',
	'send',
	'delivery_rate',
	'bytes_sent',
	'bytes_received',
];

function connectionLines({ detail, error }: ShownConnection): readonly DetailLine[] {
	const head = heading('Connection', 'ss -i');
	if (error !== null) return [head, dim(error)];
	if (detail === null) return [head, dim('Reading …')];
	const rank = (name: string) => (firstFigures.indexOf(name) + firstFigures.length + 1) % (firstFigures.length + 1);
	const sorted = [...detail.figures].sort((left, right) => rank(left.name) - rank(right.name));
	return [head, ...sorted.map(({ name, value }) => field(name, value))];
}

export function interfaceDetailLines(row: InterfaceRow): readonly DetailLine[] {
	const size = (value: number | null) => (value === null ? null : formatSize(value));
	const count = (value: number | null) => (value === null ? null : formatCount(value));
	const rate = (value: number | null) => (value === null ? null : formatRate(value));
	return [
		field('link', row.state),
		field('speed', row.speedMegabits === null ? null : `${formatSpeed(row.speedMegabits)}bit/s`),
		field('MAC', row.mac),
		field('MTU', row.mtu),
		heading('Addresses', `${row.addresses.length}`),
		...row.addresses.map((text): DetailLine => ({ kind: 'text', text })),
		heading('Received'),
		field('rate', rate(row.receiveBytesPerSecond)),
		field('bytes', size(row.receiveBytes)),
		field('packets', count(row.receivePackets)),
		field('errors', count(row.receiveErrors)),
		field('dropped', count(row.receiveDropped)),
		heading('Sent'),
		field('rate', rate(row.transmitBytesPerSecond)),
		field('bytes', size(row.transmitBytes)),
		field('packets', count(row.transmitPackets)),
		field('errors', count(row.transmitErrors)),
		field('dropped', count(row.transmitDropped)),
	];
}

export function entryDetailLines(entry: NetworkEntry): readonly DetailLine[] {
	switch (entry.kind) {
		case 'route':
			return [
				field('destination', entry.address),
				field('gateway', entry.via ?? 'none, it is on the link'),
				field('interface', entry.interface),
				field('metric', entry.note?.replace(/^metric /, '') ?? null),
			];
		case 'resolver':
			return [field('address', entry.address), field('named in', entry.via)];
		case 'neighbour':
			return [
				field('address', entry.address),
				field('MAC', entry.via),
				field('interface', entry.interface),
				field('state', entry.note),
			];
	}
}
