import type { Column } from '../../components/table-contract.ts';
import { formatCount, formatRate, formatSize } from '../../domain/format.ts';
import type { InterfaceRow } from '../../domain/net.ts';
import type { StyleName, Symbols } from '../../theme.ts';

type InterfaceColumn = Column<InterfaceRow>;
type Value = (row: InterfaceRow) => number | null;

export function createInterfaceColumns({ unknown }: Symbols): readonly InterfaceColumn[] {
	const figure = (
		id: string,
		title: string,
		description: string,
		width: number,
		weight: number,
		value: Value,
		format: (value: number) => string,
	): InterfaceColumn => ({
		id,
		title,
		description,
		width,
		weight,
		align: 'right',
		text: (row) => {
			const known = value(row);
			return known === null ? unknown : format(known);
		},
		sortValue: value,
		descendsFirst: true,
	});
	return [
		{
			id: 'name',
			title: 'INTERFACE',
			description: 'Name of the interface',
			width: 12,
			align: 'left',
			weight: 100,
			text: (row) => row.name,
			sortValue: (row) => row.name,
		},
		{
			id: 'state',
			title: 'LINK',
			description: 'State of the link; loopback and tunnels cannot tell',
			width: 8,
			align: 'left',
			weight: 95,
			text: (row) => row.state ?? unknown,
			style: linkStyle,
			sortValue: (row) => row.state,
		},
		figure('receive-rate', 'RX/s', 'Received per second', 6, 90, (row) => row.receiveBytesPerSecond, formatRate),
		figure('transmit-rate', 'TX/s', 'Sent per second', 6, 89, (row) => row.transmitBytesPerSecond, formatRate),
		figure('speed', 'SPEED', 'Speed of the link in bits per second', 6, 60, (row) => row.speedMegabits, formatSpeed),
		figure('receive', 'RX', 'Received since it came up', 5, 50, (row) => row.receiveBytes, formatSize),
		figure('transmit', 'TX', 'Sent since it came up', 5, 49, (row) => row.transmitBytes, formatSize),
		{
			...figure('errors', 'ERR', 'Errors in both directions since it came up', 5, 70, errorsOf, formatCount),
			style: (row) => ((errorsOf(row) ?? 0) > 0 ? 'warn' : null),
		},
		figure('dropped', 'DROP', 'Packets dropped in both directions', 5, 65, droppedOf, formatCount),
		figure('mtu', 'MTU', 'Longest packet', 5, 30, (row) => row.mtu, String),
		{
			id: 'mac',
			title: 'MAC',
			description: 'Hardware address',
			width: 17,
			align: 'left',
			weight: 25,
			text: (row) => row.mac ?? '',
			sortValue: (row) => row.mac,
		},
		{
			id: 'addresses',
			title: 'ADDRESSES',
			description: 'Addresses with the length of their prefix',
			width: 10,
			grow: true,
			align: 'left',
			weight: 80,
			text: (row) => row.addresses.join('  '),
			sortValue: (row) => row.addresses[0] ?? null,
		},
	];
}

function linkStyle(row: InterfaceRow): StyleName | null {
	if (row.state === 'up') return 'good';
	return row.state === 'down' || row.state === 'lowerlayerdown' ? 'dim' : null;
}

function errorsOf(row: InterfaceRow): number | null {
	return sum(row.receiveErrors, row.transmitErrors);
}

function droppedOf(row: InterfaceRow): number | null {
	return sum(row.receiveDropped, row.transmitDropped);
}

function sum(left: number | null, right: number | null): number | null {
	return left === null || right === null ? null : left + right;
}

/** `100M`, `1G`, `2.5G`: links are counted in powers of ten. */
export function formatSpeed(megabits: number): string {
	return megabits < 1000 ? `${megabits}M` : `${megabits / 1000}G`;
}
