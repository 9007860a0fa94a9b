import { describe, expect, test } from 'vitest';
import { type Tab, tabLine } from '../../source/components/tab-line.ts';
import { createTheme } from '../../source/theme.ts';

const theme = createTheme({ mode: 'dark', colourDepth: 0, isAscii: false });
const titles = ['Host', 'Top', 'Network', 'Services', 'History'] as const;
const short = ['Host', 'Top', 'Net', 'Serv', 'Hist'] as const;

function lineAt(width: number, badges: Readonly<Record<string, Tab['badge']>>, active = 'Top'): string {
	const tabs = titles.map(
		(title, index): Tab => ({
			number: index + 1,
			title,
			shortTitle: short[index] ?? title,
			isActive: title === active,
			badge: badges[title] ?? null,
		}),
	);
	return tabLine(theme, tabs, width).text.replaceAll(/\u001B\[[\d;]*m/g, '');
}

const failed = { kind: 'failed', count: 12 } as const;
const unseen = { kind: 'unseen', count: 30, failed: 2 } as const;

describe('badges on the line of tabs', () => {
	test('have their figures where there is room', () => {
		expect(lineAt(120, { Services: failed, History: unseen })).toContain('4 Services ✗12  5 History •30 ✗2');
	});

	test('keep their figures without blanks at 40 columns', () => {
		const line = lineAt(40, { Services: failed, History: { kind: 'unseen', count: 30, failed: 2 } });
		expect(line.length).toBeLessThanOrEqual(40);
		expect(line).toContain('4 Serv✗12 5 Hist✗2');
	});

	test('are a sign each where figures have no room, and none gives way to the others', () => {
		const line = lineAt(40, { Services: { kind: 'failed', count: 1200 }, History: unseen });
		expect(line.length).toBeLessThanOrEqual(40);
		expect(line).toMatch(/4 Serv✗ +5 Hist✗/);
	});

	test('stay when even short titles have no room', () => {
		const line = lineAt(24, { Services: failed, History: { kind: 'unseen', count: 3 } });
		expect(line).toMatch(/2 Top +3 +4✗ +5•/);
	});
});
