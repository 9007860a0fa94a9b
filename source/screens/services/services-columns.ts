import type { Column } from '../../components/table-contract.ts';
import { layoutColumns, type TableLayout } from '../../components/table-layout.ts';
import { formatCpuTime, formatShortTime, formatSize } from '../../domain/format.ts';
import type { ServiceManagerName, UnitRow } from '../../domain/services.ts';
import type { Symbols } from '../../theme.ts';
import { conditionOf, conditionSign, conditionStyles, portsText, stateWord } from './unit-words.ts';

type UnitColumn = Column<UnitRow>;

/** Ids of the columns shown at first, in order. Narrow terminals drop the lightest of them. */
export const defaultServicesColumns: readonly string[] = [
	'state',
	'unit',
	'manager',
	'enabled',
	'pid',
	'memory',
	'cpu',
	'restarts',
	'ports',
	'since',
	'description',
];

/** What only some managers tell. A column for which nobody on this host has a value would be a column of dashes. */
const toldBy: Readonly<Record<string, readonly ServiceManagerName[]>> = {
	restarts: ['systemd', 'systemd-user', 'openrc'],
};

/** Every column of the table of units that says something on a host with these managers. */
export function createServicesColumns(
	symbols: Symbols,
	managers: readonly ServiceManagerName[],
): readonly UnitColumn[] {
	const columns = [
		stateColumn(symbols),
		...identityColumns(symbols, Math.max(7, ...managers.map(({ length }) => length))),
		...figureColumns(symbols),
		...placeColumns(symbols),
	];
	return columns.filter(({ id }) => {
		if (id === 'manager') return managers.length > 1;
		const tellers = toldBy[id];
		return tellers === undefined || managers.length === 0 || managers.some((manager) => tellers.includes(manager));
	});
}

/** `enabled-runtime`, which is cut where another column would have to go for it, or names be cut. */
const longestEnabled = 15;
const roomForNames = 38;

function withWholeWords(column: UnitColumn): UnitColumn {
	return column.id === 'enabled' ? { ...column, width: longestEnabled } : column;
}

/** Where there is no room for descriptions, names of units take what is left. */
export function layoutServices(columns: readonly UnitColumn[], width: number): TableLayout<UnitRow> {
	const wide = layoutNames(columns.map(withWholeWords), width);
	const narrow = layoutNames(columns, width);
	const names = wide.columns.find(({ column }) => column.id === 'unit')?.width ?? 0;
	return names < roomForNames || wide.columns.length < narrow.columns.length ? narrow : wide;
}

function layoutNames(columns: readonly UnitColumn[], width: number): TableLayout<UnitRow> {
	const layout = layoutColumns(columns, width);
	if (layout.columns.some(({ column }) => column.grow === true)) return layout;
	return layoutColumns(
		columns.map((column) => (column.id === 'unit' ? { ...column, grow: true } : { ...column, grow: false })),
		width,
	);
}

const stateOrder = ['failed', 'changing', 'active', 'inactive', 'unknown'] as const;

function stateColumn(symbols: Symbols): UnitColumn {
	return {
		id: 'state',
		title: 'STATE',
		description: 'What it does now, in its manager’s words',
		width: 14,
		align: 'left',
		weight: 95,
		text: (row) => `${conditionSign(conditionOf(row), symbols)} ${stateWord(row)}`,
		style: (row) => conditionStyles[conditionOf(row)],
		sortValue: (row) => `${stateOrder.indexOf(conditionOf(row))} ${stateWord(row)}`,
	};
}

function identityColumns({ unknown }: Symbols, managerWidth: number): readonly UnitColumn[] {
	return [
		{
			id: 'unit',
			title: 'UNIT',
			description: 'Name, as its manager knows it',
			width: 20,
			align: 'left',
			weight: 100,
			text: (row) => row.name,
			sortValue: (row) => row.name.toLowerCase(),
		},
		name('manager', 'MANAGER', 'Service manager that controls it', managerWidth, 55, (row) => row.manager, unknown),
		name(
			'enabled',
			'ENABLED',
			'Whether it starts at boot, in its manager’s words',
			9,
			75,
			(row) => row.enabled,
			unknown,
		),
	];
}

function figureColumns({ unknown }: Symbols): readonly UnitColumn[] {
	return [
		figure('pid', 'PID', 'Main process', 7, 50, (row) => row.mainPid, String, unknown),
		figure('memory', 'MEM', 'Memory of all its processes', 5, 70, (row) => row.memoryBytes, formatSize, unknown),
		figure('cpu', 'CPU', 'CPU time used since it started', 9, 40, (row) => row.cpuSeconds, formatCpuTime, unknown),
		{
			...figure('restarts', 'RST', 'Restarts by its manager', 4, 45, (row) => row.restarts, String, unknown),
			style: (row) => ((row.restarts ?? 0) > 0 ? 'warn' : null),
		},
	];
}

function placeColumns({ unknown }: Symbols): readonly UnitColumn[] {
	return [
		{
			...name('ports', 'PORTS', 'Ports on which its processes listen', 12, 65, (row) => portsText(row.ports), unknown),
			sortValue: (row) => row.ports[0]?.port ?? null,
		},
		{
			...name('since', 'SINCE', 'When it came into this state', 11, 60, (row) => row.since, unknown),
			text: (row) => (row.since === null ? null : formatShortTime(row.since)) ?? unknown,
			descendsFirst: true,
		},
		{
			...name('description', 'DESCRIPTION', 'What it says it is', 12, 35, (row) => row.description ?? '', unknown),
			grow: true,
		},
	];
}

function name(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: (row: UnitRow) => string | null,
	unknown: string,
): UnitColumn {
	const text = (row: UnitRow) => value(row) ?? unknown;
	return { id, title, description, width, weight, align: 'left', text, sortValue: (row) => value(row) || null };
}

function figure(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: (row: UnitRow) => number | null,
	format: (value: number) => string,
	unknown: string,
): UnitColumn {
	const text = (row: UnitRow) => {
		const known = value(row);
		return known === null ? unknown : format(known);
	};
	return { id, title, description, width, weight, align: 'right', text, sortValue: value, descendsFirst: true };
}
