import { expect, it } from 'vitest';
import { cellWidth } from '../../source/components/cells.ts';
import { type DetailLine, layoutDetail } from '../../source/components/detail-lines.ts';
import { createTheme } from '../../source/theme.ts';

const theme = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const bare = (text: string) => text.replaceAll(/\u001B\[[\d;]*m/g, '').trimEnd();
const layout = (lines: readonly DetailLine[], width: number) => layoutDetail(lines, theme, width).map(bare);

const sample: readonly DetailLine[] = [
	{ kind: 'heading', text: 'Use', note: 'a note that is rather long for a narrow pane, and longer still' },
	{
		kind: 'field',
		label: 'command',
		value: '/usr/sbin/mysqld --datadir=/var/lib/mysql --漢字漢字漢字漢字 --more of it',
	},
	{ kind: 'field', label: 'unit', value: null },
	{ kind: 'columns', cells: ['12', 'socket:[4711] and a very long target of a descriptor'], widths: [-5, 0] },
	{ kind: 'text', text: `x${'y'.repeat(300)}` },
];

it('wraps a long value under itself', () => {
	expect(layout(sample.slice(1, 2), 50)).toEqual([
		' command     /usr/sbin/mysqld',
		'             --datadir=/var/lib/mysql',
		'             --漢字漢字漢字漢字 --more of it',
	]);
});

it('puts a long value under its label where there is little room', () => {
	expect(layout(sample.slice(1, 2), 24)[0]).toBe(' command');
});

it('shows what is unknown as unknown and sets headings off', () => {
	expect(layout([sample[2] as DetailLine, sample[0] as DetailLine], 70).slice(0, 3)).toEqual([
		' unit          –',
		'',
		expect.stringMatching(/^ Use {2}a note/),
	]);
});

it('never passes its width', () => {
	for (let width = 10; width < 120; width++) {
		for (const line of layout(sample, width)) expect(cellWidth(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
	}
});

it('cuts a text that nobody would read to its end', () => {
	const lines = layout([{ kind: 'text', text: 'z'.repeat(1_000_000) }], 80);
	expect(lines.length).toBeLessThan(60);
	expect(lines.at(-1)).toMatch(/…$/);
});

it('prints nothing that a terminal would obey', () => {
	const [line] = layout([{ kind: 'field', label: 'name', value: 'a\u001B[2Jb\u202Ec' }], 60);
	expect(line).toContain('a^[[2Jb<U+202E>c');
});
