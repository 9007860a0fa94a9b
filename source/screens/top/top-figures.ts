import { fitCells } from '../../components/cells.ts';
import { type GaugeLimits, gauge, limitStyle } from '../../components/gauge.ts';
import { sparkline } from '../../components/sparkline.ts';
import {
	figure,
	joined,
	labelled,
	type Painted,
	padded,
	painted,
	piece,
	statLine,
} from '../../components/stat-line.ts';
import { formatRate, formatSize } from '../../domain/format.ts';
import type { Pressure, TopData } from '../../domain/top.ts';
import type { Trend } from '../../domain/trend.ts';
import { busyPercentOf, diskSum, type TopTrends, usedPercentOf } from '../../store/trends.ts';
import type { StyleName, Theme } from '../../theme.ts';

export type FiguresInput = {
	readonly data: TopData;
	readonly trends: TopTrends;
	readonly theme: Theme;
	readonly width: number;
	readonly intervalMs: number;
};

/** The CPU is there to be used: a bar of it turns later than one of space that runs out. */
const cpuLimits: GaugeLimits = { warnPercent: 85, badPercent: 97 };
const labelCells = 5;
const gap = 2;
/** Time that one cell of a chart stands for; at least one refresh. */
const cellMs = 4000;

/** The figures above the process table: four lines, painted, at most `width` cells each. */
export function topFigures(input: FiguresInput): readonly string[] {
	const geometry = geometryOf(input.width);
	const rows = [tasksRow(input), cpuRow(input, geometry), memoryRow(input, geometry), swapRow(input, geometry)];
	return rows.map(({ label, fixed, pieces, right }) => {
		const head = joined([painted(input.theme, fitCells(label, labelCells), 'dim'), ...fixed], 1);
		const room = input.width - 1 - head.cells - gap - (geometry.right === 0 ? 0 : geometry.right + gap) - 1;
		const shown = geometry.right === 0 ? [...pieces, ...right.text] : pieces;
		// Closer together where all find room then.
		const isTight = joined(shown, gap).cells > room && joined(shown, 1).cells <= room;
		const left = joined([head, statLine(shown, room, isTight ? 1 : gap)], gap);
		if (geometry.right === 0) return ` ${left.text}`;
		const rightPart = right.chart === null ? statLine(right.text, geometry.right) : right.chart(geometry.right);
		return ` ${padded(left, input.width - geometry.right - 2).text}${rightPart.text}`;
	});
}

/** One line that says the most where there is no room for four. */
export function topFiguresInOneLine({ data, theme, width }: FiguresInput): string {
	const cpu = busyPercentOf(data.cpu);
	const memory = usedPercentOf(data.memory);
	const swap = usedPercentOf(data.swap);
	const share = (label: string, percent: number | null, limits?: GaugeLimits, weight = 90) =>
		labelled(theme, label, figure(theme, percent, shareText, 4), limitStyle(percent, limits), weight);
	const pieces = [
		share('cpu', cpu, cpuLimits, 100),
		share('mem', memory),
		share('swap', swap, undefined, 60),
		labelled(theme, 'tasks', `${data.tasks.total}`, 'plain', 50),
		...stuckPieces(data, theme),
	];
	return ` ${statLine(pieces, width - 2).text}`;
}

type FigureRow = {
	readonly label: string;
	readonly fixed: readonly Painted[];
	readonly pieces: ReturnType<typeof piece>[];
	/** The right column: a chart, or text that joins the pieces where there is no such column. */
	readonly right: {
		readonly chart: ((width: number) => Painted) | null;
		readonly text: ReturnType<typeof piece>[];
	};
};

type Geometry = {
	readonly bar: number /** Cells of the right column; 0 where there is no room for one. */;
	readonly right: number;
};

function geometryOf(width: number): Geometry {
	return { bar: width < 70 ? 10 : 14, right: width < 110 ? 0 : Math.min(60, Math.max(24, width - 103)) };
}

function tasksRow({ data, theme }: FiguresInput): FigureRow {
	const { tasks } = data;
	const count = (value: number, label: string, style: StyleName, weight: number) => ({
		...joined([painted(theme, `${value}`.padStart(4), value > 0 ? style : 'plain'), painted(theme, label, 'dim')], 1),
		weight,
	});
	const pieces = [
		count(tasks.total, 'total', 'plain', 100),
		count(tasks.running, 'running', 'plain', 90),
		count(tasks.sleeping, 'sleeping', 'plain', 40),
		count(tasks.stopped, 'stopped', 'warn', 50),
		count(tasks.zombie, 'zombie', 'warn', 80),
		...stuckPieces(data, theme),
	];
	const rates = ratesPiece(theme, 'Disk', [
		['r', diskSum(data, 'readBytesPerSecond')],
		['w', diskSum(data, 'writeBytesPerSecond')],
	]);
	return { label: 'Tasks', fixed: [], pieces, right: { chart: null, text: [rates] } };
}

/** Processes that wait for a device and cannot be ended: said only where there are any. */
function stuckPieces(data: TopData, theme: Theme): ReturnType<typeof piece>[] {
	const stuck = data.processes.reduce((sum, process) => sum + (process.state === 'D' ? 1 : 0), 0);
	return stuck === 0 ? [] : [piece(theme, `${stuck} stuck in D`, 'bad', 95)];
}

function cpuRow({ data, trends, theme, intervalMs }: FiguresInput, { bar }: Geometry): FigureRow {
	const { cpu } = data;
	const busy = busyPercentOf(cpu);
	const share = (label: string, percent: number | null, weight: number, warnPercent = 101) =>
		labelled(
			theme,
			label,
			figure(theme, percent, shareText, 4),
			limitStyle(percent, { warnPercent, badPercent: 101 }),
			weight,
		);
	const pieces = [
		share('us', cpu.userPercent, 100),
		share('sy', cpu.systemPercent, 95),
		share('ni', cpu.nicePercent, 50),
		share('id', cpu.idlePercent, 60),
		share('wa', cpu.iowaitPercent, 90, 20),
		share('hi', cpu.irqPercent, 10),
		share('si', cpu.softirqPercent, 20),
		share('st', cpu.stealPercent, 70, 10),
	];
	return {
		label: 'CPU',
		fixed: [barOf(theme, busy, bar, cpuLimits)],
		pieces,
		right: { chart: chartOf(theme, trends.cpuPercent, intervalMs, 100), text: [] },
	};
}

function memoryRow({ data, trends, theme, intervalMs }: FiguresInput, { bar }: Geometry): FigureRow {
	const { memory } = data;
	return {
		label: 'Mem',
		fixed: [barOf(theme, usedPercentOf(memory), bar)],
		pieces: [
			piece(theme, ofTotal(theme, memory.usedBytes, memory.totalBytes), 'plain', 100),
			labelled(theme, 'cache', size(theme, memory.buffersCacheBytes), 'plain', 60),
			labelled(theme, 'avail', size(theme, memory.availableBytes), 'plain', 80),
			labelled(theme, 'free', size(theme, memory.freeBytes), 'plain', 30),
		],
		right: { chart: chartOf(theme, trends.memoryPercent, intervalMs, 100), text: [] },
	};
}

function swapRow({ data, theme }: FiguresInput, { bar }: Geometry): FigureRow {
	const { swap, networkRates } = data;
	const hasSwap = swap.totalBytes !== 0;
	const rates = ratesPiece(theme, 'Net ', [
		['r', networkRates.receiveBytesPerSecond],
		['t', networkRates.transmitBytesPerSecond],
	]);
	return {
		label: 'Swap',
		fixed: [barOf(theme, usedPercentOf(swap), bar)],
		pieces: [
			hasSwap
				? piece(theme, ofTotal(theme, swap.usedBytes, swap.totalBytes), 'plain', 100)
				: piece(theme, fitCells('none', 12), 'dim', 100),
			...pressurePieces(data.pressure, theme),
		],
		right: { chart: null, text: [rates] },
	};
}

/** Share of the last 10 s in which something waited, where the kernel tells. */
function pressurePieces(pressure: TopData['pressure'], theme: Theme): ReturnType<typeof piece>[] {
	const known = (['cpu', 'memory', 'io'] as const).flatMap((kind) => {
		const line: Pressure | null = pressure[kind];
		if (line === null) return [];
		const percent = line.some.avg10;
		const style = limitStyle(percent, { warnPercent: 20, badPercent: 60 });
		return [labelled(theme, kind === 'memory' ? 'mem' : kind, figure(theme, percent, shareText, 4), style)];
	});
	if (known.length === 0) return [];
	return [{ ...joined([painted(theme, 'pressure', 'dim'), joined(known, 1)], 1), weight: 70 }];
}

function ratesPiece(theme: Theme, label: string, rates: ReadonlyArray<readonly [string, number | null]>) {
	const parts = rates.map(([name, rate]) => labelled(theme, name, figure(theme, rate, formatRate, 6)));
	return { ...joined([painted(theme, label, 'dim'), ...parts], 1), weight: 35 };
}

function barOf(theme: Theme, percent: number | null, width: number, limits?: GaugeLimits): Painted {
	const text = `${figure(theme, percent, shareText, 4)}%`;
	return joined(
		[{ text: gauge(theme, percent, width, limits), cells: width }, painted(theme, text, limitStyle(percent, limits))],
		1,
	);
}

/** A chart of one share over the last minutes; how long it reaches back stands behind it. */
function chartOf(theme: Theme, trend: Trend, intervalMs: number, highest: number): (width: number) => Painted {
	const perCell = Math.max(1, Math.round(cellMs / intervalMs));
	return (width) => {
		const cells = width - 4;
		const seconds = Math.round((cells * perCell * intervalMs) / 1000);
		const span = seconds < 100 ? `${seconds}s` : `${Math.round(seconds / 60)}m`;
		const chart = sparkline(theme, trend, { width: cells, perCell, highest });
		return joined([{ text: theme.paint('accent', chart), cells }, painted(theme, span.padEnd(3), 'dim')], 1);
	};
}

/** Four characters at most: `0.0`, `14.2`, `100`. */
function shareText(percent: number): string {
	return percent >= 99.95 ? Math.round(percent).toString() : percent.toFixed(1);
}

function size(theme: Theme, bytes: number | null): string {
	return figure(theme, bytes, formatSize, 4);
}

function ofTotal(theme: Theme, used: number | null, total: number | null): string {
	return `${size(theme, used)} of ${total === null ? theme.symbols.unknown : formatSize(total).padEnd(4)}`;
}
