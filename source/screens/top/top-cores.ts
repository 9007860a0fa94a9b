import { gauge } from '../../components/gauge.ts';
import { figure } from '../../components/stat-line.ts';
import type { CpuShares } from '../../domain/top.ts';
import { busyPercentOf } from '../../store/trends.ts';
import type { Theme } from '../../theme.ts';

const barCells = 12;
const cellCells = 4 + 1 + barCells + 1 + 5;
const gap = 2;

/** A bar for each core, as many to a line as fit, at most `maxLines` lines; what is left out is said on the last one. */
export function coreLines(
	theme: Theme,
	cpus: readonly CpuShares[],
	width: number,
	maxLines: number,
): readonly string[] {
	const perLine = Math.max(1, Math.floor((width - 2 + gap) / (cellCells + gap)));
	const lines = Math.min(maxLines, Math.ceil(cpus.length / perLine));
	const isCut = cpus.length > lines * perLine;
	const shown = isCut ? lines * perLine - 1 : cpus.length;
	return Array.from({ length: lines }, (_, line) => {
		const cells = cpus
			.slice(line * perLine, Math.min(shown, (line + 1) * perLine))
			.map((cpu, index) => coreCell(theme, cpu, line * perLine + index));
		const more = isCut && line === lines - 1 ? [theme.paint('dim', `${cpus.length - shown} more`)] : [];
		return ` ${[...cells, ...more].join(' '.repeat(gap))}`;
	});
}

function coreCell(theme: Theme, cpu: CpuShares, index: number): string {
	const busy = busyPercentOf(cpu);
	const label = theme.paint('dim', `${index}`.padStart(4));
	const text = figure(theme, busy, (percent) => (percent >= 99.95 ? '100' : percent.toFixed(1)), 4);
	return `${label} ${gauge(theme, busy, barCells, { warnPercent: 85, badPercent: 97 })} ${text}%`;
}
