import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../../source/components/cells.ts';
import { addToTrend, emptyTrend } from '../../../source/domain/trend.ts';
import { coreLines } from '../../../source/screens/top/top-cores.ts';
import { topFigures, topFiguresInOneLine } from '../../../source/screens/top/top-figures.ts';
import { noTopTrends } from '../../../source/store/trends.ts';
import { createTheme } from '../../../source/theme.ts';
import { sampleTop } from '../../support/sample-top.ts';

const plain = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const bare = (text: string) => text.replaceAll(/\u001B\[[\d;]*m/g, '');
const trend = Array.from({ length: 200 }, (_, index) => 50 + 40 * Math.sin(index / 9)).reduce(
	(all, value) => addToTrend(all, value, 600),
	emptyTrend,
);
const input = (width: number, data = sampleTop()) => ({
	data,
	trends: { ...noTopTrends, cpuPercent: trend, memoryPercent: trend },
	theme: plain,
	width,
	intervalMs: 2000,
});

describe('the figures of Top', () => {
	it('stand in four lines with every share, charts and rates at 120 columns', () => {
		const [tasks = '', cpu = '', memory = '', swap = ''] = topFigures(input(120)).map(bare);
		expect(tasks).toContain('Tasks   220 total     1 running   218 sleeping     0 stopped     1 zombie  1 stuck in D');
		expect(tasks).toMatch(/Disk r 1\.2M\/s w 310K\/s$/);
		expect(cpu).toMatch(/CPU {3}▕██▎ {9}▏ 18\.3% {2}us 14\.2 sy {2}4\.1 .* [▁-█]{20} 80s$/);
		expect(memory).toContain('48.0%  3.6G of 7.5G  cache 1.8G  avail 3.9G  free 2.1G');
		expect(swap).toContain('pressure cpu  0.4 mem  0.0 io  3.1');
	});

	it('have all eight shares where there is room, the telling ones first where there is not', () => {
		const labels = (width: number) =>
			(bare(topFigures(input(width))[1] ?? '').match(/[a-z]{2}(?= +\d)/g) ?? []).join(' ');
		for (const width of [120, 160]) expect(labels(width)).toBe('us sy ni id wa hi si st');
		expect(labels(80)).toBe('us sy id wa st');
	});

	it('become one line on a small terminal', () => {
		expect(bare(topFiguresInOneLine(input(40)))).toBe(' cpu 18.3  mem 48.0  1 stuck in D');
	});

	it('show what is unknown as unknown', () => {
		const blank = { ...sampleTop(), memory: { ...sampleTop().memory, usedBytes: null, totalBytes: null } };
		expect(bare(topFigures(input(120, blank))[2] ?? '')).toContain('   –%     – of –');
	});

	it('say that there is no swap', () => {
		const none = { ...sampleTop(), swap: { totalBytes: 0, freeBytes: 0, usedBytes: 0 } };
		expect(bare(topFigures(input(120, none))[3] ?? '')).toContain('none');
	});

	it('show each core on demand, and how many found no room', () => {
		expect(coreLines(plain, sampleTop().cpus, 80, 2).map(bare)[0]).toContain('   1 ▕█████████▋▏ 96.8%');
		const many = Array.from({ length: 64 }, () => sampleTop().cpu);
		expect(bare(coreLines(plain, many, 80, 4)[3] ?? '')).toMatch(/53 more$/);
	});

	it('never pass the width of the terminal', () => {
		for (let width = 20; width <= 300; width++) {
			for (const line of [...topFigures(input(width)), topFiguresInOneLine(input(width))]) {
				expect(cellWidth(bare(line)), `${width}: ${line}`).toBeLessThanOrEqual(Math.max(width, 40));
			}
		}
	});
});
