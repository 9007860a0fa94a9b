import { expect, test } from 'vitest';
import { openRealConsole } from '../support/real-console.ts';

test('the terminal’s own cursor stands where one types, and nowhere else', async () => {
	await using console = openRealConsole({ args: ['--tab', 'top'] });
	const { terminal } = console;
	await terminal.waitFor(/1 of \d+/);
	expect(terminal.isCursorHidden).toBe(true);

	terminal.press('/');
	terminal.press('z', 'y');
	await terminal.waitFor('/zy');
	await terminal.waitFor((screen) => {
		const row = screen.findIndex((line) => line.includes('/zy'));
		return !terminal.isCursorHidden && terminal.cursor.row === row && terminal.cursor.column === 4;
	});

	terminal.press('escape');
	await terminal.waitFor((screen) => terminal.isCursorHidden && !screen.join('\n').includes('/zy'));

	terminal.press(':');
	await terminal.waitFor('Command');
	terminal.press('h');
	await terminal.waitFor((screen) => {
		const row = screen.findIndex((line) => line.includes(': h'));
		const column = (screen[row] ?? '').indexOf(': h') + ': h'.length;
		return !terminal.isCursorHidden && terminal.cursor.row === row && terminal.cursor.column === column;
	});
	terminal.press('escape');
	await terminal.waitFor((screen) => terminal.isCursorHidden && !screen.join('\n').includes('Command'));
});
