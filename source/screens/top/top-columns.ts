import type { Column } from '../../components/table-contract.ts';
import { formatCpuTime, formatPercent, formatShortTime, formatSize } from '../../domain/format.ts';
import type { ProcessRow } from '../../domain/top.ts';
import type { Symbols } from '../../theme.ts';

/** A row as the list shows it: the process and what a tree draws before its command. */
export type ListedProcess = { readonly process: ProcessRow; readonly branch: string };

type ProcessColumn = Column<ListedProcess>;

export type CommandForm = 'full' | 'program';

/** Ids of the columns shown at first, in order. Narrow terminals drop the lightest of them. */
export const defaultTopColumns: readonly string[] = [
	'pid',
	'user',
	'pr',
	'ni',
	'virt',
	'res',
	's',
	'cpu',
	'mem',
	'time',
	'command',
	'unit',
];

/** Every column of the process table. They are made once per form of the command, since a new array paints all rows anew. */
export function createTopColumns(symbols: Symbols, commandForm: CommandForm): readonly ProcessColumn[] {
	return [...identityColumns(symbols), ...figureColumns(symbols), ...placeColumns(symbols, commandForm)];
}

function identityColumns({ unknown }: Symbols): readonly ProcessColumn[] {
	return [
		number('pid', 'PID', 'Process id', 7, 100, ({ process }) => process.pid, String, unknown),
		number('ppid', 'PPID', 'Process id of the parent', 7, 25, ({ process }) => process.ppid, String, unknown),
		name('user', 'USER', 'Effective user', 9, 70, ({ process }) => process.user ?? textOf(process.uid), unknown),
		number('uid', 'UID', 'Effective user id', 6, 15, ({ process }) => process.uid, String, unknown),
		number(
			'pr',
			'PR',
			'Priority as the kernel schedules it; RT is real time',
			3,
			30,
			({ process }) => process.priority,
			priorityText,
			unknown,
		),
		number('ni', 'NI', 'Nice value', 3, 35, ({ process }) => process.nice, String, unknown),
		number('threads', 'THR', 'Threads', 4, 28, ({ process }) => process.threads, String, unknown),
	];
}

function figureColumns({ unknown }: Symbols): readonly ProcessColumn[] {
	const share = (value: number) => formatPercent(value);
	return [
		figure('virt', 'VIRT', 'Virtual memory', 5, 20, ({ process }) => process.virtualBytes, formatSize, unknown),
		figure('res', 'RES', 'Resident memory', 5, 75, ({ process }) => process.residentBytes, formatSize, unknown),
		figure(
			'shr',
			'SHR',
			'Shared part of the resident memory',
			5,
			18,
			({ process }) => process.sharedBytes,
			formatSize,
			unknown,
		),
		stateColumn,
		{
			...figure(
				'cpu',
				'CPU%',
				'CPU use in percent of one core',
				5,
				95,
				({ process }) => process.cpuPercent,
				share,
				unknown,
			),
			style: ({ process }) => ((process.cpuPercent ?? 0) >= 90 ? 'warn' : null),
		},
		figure(
			'mem',
			'MEM%',
			'Resident memory in percent of all memory',
			5,
			60,
			({ process }) => process.memoryPercent,
			share,
			unknown,
		),
		figure(
			'time',
			'TIME+',
			'CPU time used since it started',
			9,
			50,
			({ process }) => process.cpuSeconds,
			formatCpuTime,
			unknown,
		),
		figure(
			'read',
			'READ/s',
			'Bytes per second read from storage',
			6,
			26,
			({ process }) => process.readBytesPerSecond,
			formatSize,
			unknown,
		),
		figure(
			'write',
			'WRITE/s',
			'Bytes per second written to storage',
			7,
			26,
			({ process }) => process.writeBytesPerSecond,
			formatSize,
			unknown,
		),
	];
}

function placeColumns({ unknown }: Symbols, commandForm: CommandForm): readonly ProcessColumn[] {
	return [
		{
			...name('start', 'STARTED', 'When it started', 11, 22, ({ process }) => process.startTime, unknown),
			text: ({ process }) => (process.startTime === null ? null : formatShortTime(process.startTime)) ?? unknown,
			sortValue: ({ process }) => process.startTicks,
		},
		{
			id: 'command',
			title: 'COMMAND',
			description: 'Command line, or the program alone (c)',
			width: 10,
			grow: true,
			align: 'left',
			weight: 100,
			text: (row) => row.branch + commandText(row.process, commandForm),
			sortValue: ({ process }) => commandText(process, commandForm).toLowerCase(),
		},
		name('container', 'CONTAINER', 'Container it runs in', 14, 24, ({ process }) => process.container, unknown),
		{
			...name(
				'unit',
				'UNIT',
				'Unit of the service manager it belongs to',
				15,
				40,
				({ process }) => process.unit,
				unknown,
			),
			text: ({ process }) => unitText(process.unit) ?? unknown,
			style: () => 'dim',
		},
		name('cgroup', 'CGROUP', 'Control group', 30, 10, ({ process }) => process.cgroup, unknown),
	];
}

/** D and Z are what one looks for: they are marked by their letter, by a sign and by colour. */
const stateColumn: ProcessColumn = {
	id: 's',
	title: ' S',
	description: 'State: R running, S sleeping, D stuck, Z ended, T stopped, I idle',
	width: 3,
	align: 'left',
	weight: 85,
	text: ({ process }) => (isStuck(process) ? ` ${process.state}!` : ` ${process.state}`),
	style: ({ process }) => stateStyle(process.state),
	sortValue: ({ process }) => stateOrder.indexOf(process.state),
	descendsFirst: false,
};

const stateOrder = 'DRZTtSXI';

export function isStuck(process: ProcessRow): boolean {
	return process.state === 'D';
}

function stateStyle(state: string): 'bad' | 'warn' | 'good' | null {
	if (state === 'D') return 'bad';
	if (state === 'Z' || state === 'T' || state === 't') return 'warn';
	return state === 'R' ? 'good' : null;
}

/** The command line; `program` is the executable's own name with the arguments left out. */
export function commandText(process: ProcessRow, form: CommandForm): string {
	return form === 'full' && process.command !== null && process.command !== '' ? process.command : process.name;
}

/** `mysql` of `mysql.service`; other kinds keep their ending. */
function unitText(unit: string | null): string | null {
	return unit?.endsWith('.service') === true ? unit.slice(0, -'.service'.length) : unit;
}

/** The kernel calls -100 and below real time, as top does. */
function priorityText(priority: number): string {
	return priority <= -100 ? 'RT' : priority.toString();
}

function textOf(value: number | null): string | null {
	return value === null ? null : value.toString();
}

type Value<Type> = (row: ListedProcess) => Type | null;

function name(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: Value<string>,
	unknown: string,
): ProcessColumn {
	return {
		id,
		title,
		description,
		width,
		weight,
		align: 'left',
		text: (row) => value(row) ?? unknown,
		sortValue: value,
	};
}

function number(
	id: string,
	title: string,
	description: string,
	width: number,
	weight: number,
	value: Value<number>,
	format: (value: number) => string,
	unknown: string,
): ProcessColumn {
	const text = (row: ListedProcess) => {
		const known = value(row);
		return known === null ? unknown : format(known);
	};
	return { id, title, description, width, weight, align: 'right', text, sortValue: value };
}

/** A number of which the largest is what one looks for. */
function figure(...args: Parameters<typeof number>): ProcessColumn {
	return { ...number(...args), descendsFirst: true };
}
