import type { Reading } from '../domain/reading.ts';
import type { CpuShares, TopData } from '../domain/top.ts';
import { addToTrend, emptyTrend, type Trend } from '../domain/trend.ts';

/** The last minutes of the figures that charts show. Each has at most `trendCap` values. */
export type TopTrends = {
	readonly cpuPercent: Trend;
	readonly memoryPercent: Trend;
	readonly diskBytesPerSecond: Trend;
	readonly networkBytesPerSecond: Trend;
};

/** Five minutes at the shortest interval. */
export const trendCap = 600;

export const noTopTrends: TopTrends = {
	cpuPercent: emptyTrend,
	memoryPercent: emptyTrend,
	diskBytesPerSecond: emptyTrend,
	networkBytesPerSecond: emptyTrend,
};

/** The trends after a reading arrived. A failed poll leaves a gap, so that the time axis stays true. */
export function trendsAfter(trends: TopTrends, reading: Reading<{ readonly data: TopData }>): TopTrends {
	if (reading.state === 'waiting' || reading.state === 'failed') return trends;
	const data = reading.state === 'ready' ? reading.value.data : null;
	const add = (trend: Trend, value: number | null) => addToTrend(trend, value, trendCap);
	return {
		cpuPercent: add(trends.cpuPercent, data && busyPercentOf(data.cpu)),
		memoryPercent: add(trends.memoryPercent, data && usedPercentOf(data.memory)),
		diskBytesPerSecond: add(trends.diskBytesPerSecond, data && diskTotal(data)),
		networkBytesPerSecond: add(trends.networkBytesPerSecond, data && networkTotal(data)),
	};
}

/** What is neither idle nor waiting for a disk. */
export function busyPercentOf(cpu: CpuShares): number | null {
	return cpu.idlePercent === null ? null : Math.max(0, 100 - cpu.idlePercent - (cpu.iowaitPercent ?? 0));
}

/** Share of memory or swap in use; null where the total is unknown or there is none. */
export function usedPercentOf(space: {
	readonly totalBytes: number | null;
	readonly usedBytes: number | null;
}): number | null {
	if (space.totalBytes === null || space.usedBytes === null || space.totalBytes <= 0) return null;
	return (space.usedBytes / space.totalBytes) * 100;
}

/** Bytes per second of all disks together; null while no rate is known. */
export function diskSum(data: TopData, field: 'readBytesPerSecond' | 'writeBytesPerSecond'): number | null {
	return data.disks.reduce<number | null>((sum, disk) => plus(sum, disk[field]), null);
}

function diskTotal(data: TopData): number | null {
	return plus(diskSum(data, 'readBytesPerSecond'), diskSum(data, 'writeBytesPerSecond'));
}

function networkTotal({ networkRates }: TopData): number | null {
	return plus(networkRates.receiveBytesPerSecond, networkRates.transmitBytesPerSecond);
}

function plus(left: number | null, right: number | null): number | null {
	return left === null ? right : right === null ? left : left + right;
}
