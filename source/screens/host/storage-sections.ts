import { fitCells } from '../../components/cells.ts';
import { gauge, limitStyle } from '../../components/gauge.ts';
import type { Segment } from '../../components/segments.ts';
import { inodesPercent, usedPercent } from '../../documents/host-trouble.ts';
import { formatSize } from '../../domain/format.ts';
import type { DiskRow, FilesystemRow, HostData, RaidRow } from '../../domain/host.ts';
import { sanitise } from '../../domain/sanitise.ts';
import type { StyleName, Theme } from '../../theme.ts';
import { type Cell, degrees, type HostInk, type HostLine, type HostSection, rowLine, widest } from './host-lines.ts';
import { listSection } from './list-section.ts';

const barCells = 10;
/** `382G of 931G` */
const sizeCells = 12;
const wideBarCells = 18;

export function filesystemsSection(data: HostData, ink: HostInk): HostSection {
	const names = (data.filesystems ?? []).map(({ mountPoint }) => mountPoint);
	const width = widest(names, 4, 24);
	return listSection(ink, {
		id: 'filesystems',
		title: 'File systems',
		place: 'right',
		field: 'filesystems',
		rows: data.filesystems,
		note: 'used of total, inodes',
		line: (row, index) => filesystemLine(row, index, width, ink),
	});
}

/** `/var  ▕████▏ 62%  120G of 200G  inodes 3%  /dev/sda1 ext4`; what is least goes first where it is narrow. */
function filesystemLine(row: FilesystemRow, index: number, nameWidth: number, ink: HostInk): HostLine {
	const { theme } = ink;
	const space = usedPercent(row);
	const inodes = inodesPercent(row);
	const percent = `${percentText(space, theme)}`;
	const sizes =
		row.usedBytes === null || row.totalBytes === null
			? silentText(row, ink)
			: `${formatSize(row.usedBytes)} of ${formatSize(row.totalBytes)}`;
	const inodeText = inodes === null ? '' : `inodes ${Math.floor(inodes)}%`;
	const where = `${row.source} ${row.type}${row.isReadOnly ? ' read-only' : ''}`;
	return {
		key: `filesystems:${index}:${row.mountPoint}`,
		plain: sanitise([row.mountPoint, percent.trim(), sizes, inodeText, where].filter(Boolean).join('  ')),
		pid: null,
		segments: (width) => filesystemSegments({ row, space, percent, sizes, inodes, where, nameWidth }, width, theme),
	};
}

type FilesystemParts = {
	readonly row: FilesystemRow;
	readonly space: number | null;
	readonly percent: string;
	readonly sizes: string;
	readonly inodes: number | null;
	readonly where: string;
	readonly nameWidth: number;
};

/** Which parts there is room for: source and type on a whole line, inodes in half of a wide one, the bar on most. */
function filesystemSegments(parts: FilesystemParts, width: number, theme: Theme): readonly Segment[] {
	const { row, space, percent, sizes, inodes, where, nameWidth } = parts;
	const { ellipsis } = theme.symbols;
	const hasInodes = width >= 50;
	const hasWhere = width >= 78;
	const bar = width < 34 ? 0 : hasWhere ? wideBarCells : barCells;
	const inodeText = inodes === null ? '' : `${hasWhere ? 'inodes ' : 'i '}${Math.ceil(inodes)}%`;
	const inodeWidth = hasWhere ? 11 : 6;
	const fixed = 1 + bar + percent.length + 2 + sizeCells + (hasInodes ? 1 + inodeWidth : 0);
	const name = fitCells(sanitise(row.mountPoint), Math.min(nameWidth, Math.max(8, width - fixed)), 'left', ellipsis);
	return [
		{ text: `${name} ` },
		...(bar === 0 ? [] : gaugeSegments(theme, space, bar)),
		{ text: percent, style: limitStyle(space) },
		{ text: '  ' },
		{ text: fitCells(sizes, sizeCells, 'left', ellipsis), style: row.usedBytes === null ? 'dim' : 'plain' },
		...(hasInodes ? [{ text: ` ${fitCells(inodeText, inodeWidth)}`, style: inodeStyle(inodes) }] : []),
		...(hasWhere ? [{ text: ` ${sanitise(where)}`, style: 'dim' } as const] : []),
	];
}

function inodeStyle(percent: number | null): StyleName {
	const style = limitStyle(percent);
	return style === 'plain' ? 'dim' : style;
}

function percentText(percent: number | null, theme: Theme): string {
	// Rounded up, as df does: 99.2 % is not 99 % full to one who needs space.
	return (
		`${percent === null ? theme.symbols.unknown : Math.ceil(percent)}`.padStart(4) + (percent === null ? ' ' : '%')
	);
}

/** Why a file system has no figures: it has not answered yet, or not at all. */
function silentText({ mountPoint }: FilesystemRow, { theme, problems }: HostInk): string {
	const isPending = problems.some(
		({ field, code, message }) =>
			code === 'pending' && field.startsWith('filesystems') && message.startsWith(`${mountPoint} `),
	);
	return isPending ? theme.symbols.ellipsis : 'no answer';
}

/** The gauge as segments: the cells are counted before they are painted. */
function gaugeSegments(theme: Theme, percent: number | null, width: number): readonly Segment[] {
	const plain: Theme = { ...theme, paint: (_, text) => text };
	const text = gauge(plain, percent, width);
	const style = limitStyle(percent);
	return [
		{ text: text.slice(0, theme.symbols.barLeft.length), style: 'track' },
		{
			text: text.slice(theme.symbols.barLeft.length, -theme.symbols.barRight.length),
			style: style === 'plain' ? 'accent' : style,
		},
		{ text: text.slice(-theme.symbols.barRight.length), style: 'track' },
	];
}

export function disksSection(data: HostData, ink: HostInk): HostSection {
	const models = (data.disks ?? []).map(({ model }) => model ?? '');
	const width = widest(models, 0, 28);
	return listSection(ink, {
		id: 'disks',
		title: 'Disks',
		place: 'right',
		field: 'disks',
		rows: data.disks,
		line: (disk) => rowLine(`disks:${disk.name}`, diskCells(disk, width, ink.theme), ink.theme),
	});
}

function diskCells(disk: DiskRow, modelWidth: number, theme: Theme): readonly Cell[] {
	const { name, sizeBytes, isRotational, transport, health, temperatureCelsius, model, serial } = disk;
	const kind = [transport, isRotational === null ? null : isRotational ? 'spins' : 'flash']
		.filter((part) => part !== null)
		.join(' ');
	// A virtual disk says of itself what its host made up.
	const kindText = transport === 'virtio' || transport === 'xen' ? transport : kind;
	return [
		{ text: name, width: 10, weight: 100 },
		{ text: sizeBytes === null ? theme.symbols.unknown : formatSize(sizeBytes), width: 5, align: 'right', weight: 90 },
		{ text: kindText, width: 11, weight: 40 },
		{
			text: healthText(health, theme),
			width: 9,
			weight: 80,
			style: health === 'failed' ? 'bad' : health === null ? 'dim' : 'plain',
		},
		{
			text: temperatureCelsius === null ? '' : degrees(temperatureCelsius, theme),
			width: 6,
			align: 'right',
			weight: 30,
		},
		{
			text: [model, serial].filter((part) => part !== null).join('  '),
			width: modelWidth,
			weight: 20,
			style: 'dim',
			grows: true,
		},
	];
}

function healthText(health: DiskRow['health'], { symbols }: Theme): string {
	if (health === null) return symbols.unknown;
	return health === 'passed' ? `${symbols.ok} healthy` : `${symbols.failed} failing`;
}

export function raidsSection(data: HostData, ink: HostInk): HostSection {
	return listSection(ink, {
		id: 'raids',
		title: 'RAID',
		place: 'right',
		field: 'raids',
		rows: data.raids,
		line: (raid) => rowLine(`raids:${raid.name}`, raidCells(raid, ink.theme), ink.theme),
	});
}

function raidCells(raid: RaidRow, { symbols }: Theme): readonly Cell[] {
	const isBad = raid.state === 'degraded' || raid.state === 'inactive';
	const counts =
		raid.devicesTotal === null ? '' : `${raid.devicesActive ?? symbols.unknown} of ${raid.devicesTotal} disks`;
	const extra = [
		raid.progressPercent === null ? null : `${raid.progressPercent.toFixed(1)}% done`,
		raid.failedDevices.length === 0 ? null : `failed ${raid.failedDevices.join(' ')}`,
	];
	return [
		{ text: raid.name, width: 8, weight: 100 },
		{ text: raid.level ?? symbols.unknown, width: 7, weight: 60 },
		{
			text: `${isBad ? symbols.failed : symbols.ok} ${raid.state}`,
			width: 13,
			weight: 90,
			style: isBad ? 'bad' : 'plain',
		},
		{ text: counts, width: 13, weight: 50 },
		{ text: extra.filter((part) => part !== null).join(', '), width: 10, weight: 70, grows: true },
	];
}
