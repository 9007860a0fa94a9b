import type { CpuShares, DiskRates, TopData } from '../domain/top.ts';
import type { CpuCore, CpuTimes, DiskCounters, NetworkTotals } from '../domain/top-reading.ts';

/** Two decimals are more than clocks and ticks can tell. */
export function roundFigure(value: number): number {
	return Math.round(value * 100) / 100;
}

/**
 * Growth of a counter a second. Null with one sample, without a time between the two, and when the counter went back: the
 * device was replaced, or it began anew.
 */
export function rateOf(before: number | null | undefined, now: number | null, elapsedMs: number | null): number | null {
	if (before == null || now === null || elapsedMs === null || elapsedMs <= 0 || now < before) return null;
	return roundFigure(((now - before) * 1000) / elapsedMs);
}

const kinds = ['user', 'system', 'nice', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
type Kind = (typeof kinds)[number];

const unknownShares: CpuShares = sharesFrom(() => null);

/** Shares of the time between two samples; all null with one, and when no time passed. A kind that went back counts as still. */
export function selectCpuShares(before: CpuTimes | null | undefined, now: CpuTimes | null): CpuShares {
	if (before == null || now === null) return unknownShares;
	const grown = (kind: Kind) => Math.max(0, (now[kind] ?? 0) - (before[kind] ?? 0));
	const total = kinds.reduce((sum, kind) => sum + grown(kind), 0);
	if (total === 0) return unknownShares;
	return sharesFrom((kind) => (now[kind] === null ? null : roundFigure((grown(kind) * 100) / total)));
}

function sharesFrom(share: (kind: Kind) => number | null): CpuShares {
	return {
		userPercent: share('user'),
		systemPercent: share('system'),
		nicePercent: share('nice'),
		idlePercent: share('idle'),
		iowaitPercent: share('iowait'),
		irqPercent: share('irq'),
		softirqPercent: share('softirq'),
		stealPercent: share('steal'),
	};
}

/** One entry for each CPU that is online now; a CPU that came since has null shares. */
export function selectCoreShares(before: readonly CpuCore[], now: readonly CpuCore[]): readonly CpuShares[] {
	const known = new Map(before.map(({ index, times }) => [index, times]));
	return now.map(({ index, times }) => selectCpuShares(known.get(index), times));
}

export function selectDiskRates(
	before: readonly DiskCounters[] | null,
	now: readonly DiskCounters[],
	elapsedMs: number | null,
): readonly DiskRates[] {
	const known = new Map(before?.map((disk) => [disk.name, disk]));
	return now.map((disk) => {
		const earlier = known.get(disk.name);
		const busyMsPerSecond = rateOf(earlier?.busyMs, disk.busyMs, elapsedMs);
		return {
			name: disk.name,
			readBytesPerSecond: rateOf(earlier?.readBytes, disk.readBytes, elapsedMs),
			writeBytesPerSecond: rateOf(earlier?.writeBytes, disk.writeBytes, elapsedMs),
			// The kernel adds time up in steps of its own and may come out a little past the whole.
			busyPercent: busyMsPerSecond === null ? null : roundFigure(Math.min(100, busyMsPerSecond / 10)),
		};
	});
}

export function selectNetworkRates(
	before: NetworkTotals | null,
	now: NetworkTotals | null,
	elapsedMs: number | null,
): TopData['networkRates'] {
	return {
		receiveBytesPerSecond: rateOf(before?.receiveBytes, now?.receiveBytes ?? null, elapsedMs),
		transmitBytesPerSecond: rateOf(before?.transmitBytes, now?.transmitBytes ?? null, elapsedMs),
	};
}
