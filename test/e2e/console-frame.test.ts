import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleConsoleProgram, type ConsoleProgram, ready } from '../support/open-console.ts';

let program: ConsoleProgram;
beforeAll(async () => {
	program = await bundleConsoleProgram();
});
afterAll(() => program[Symbol.dispose]());

describe('the frame', () => {
	test.each([
		[40, 15],
		[80, 24],
		[120, 40],
		[300, 100],
	])('fills a terminal of %ix%i and no more', async (columns, rows) => {
		await using terminal = program.open({ columns, rows });
		const screen = await terminal.waitFor(ready);
		expect(screen).toHaveLength(rows);
		expect(screen[0]).toContain('web1');
		expect(screen.at(-1)).toContain('act');
		expect(screen.join('\n')).toContain('row 1 of');
		expect(terminal.isAlternateScreen).toBe(true);
	});

	test('draws what fits into a few cells', async () => {
		await using terminal = program.open({ columns: 12, rows: 3 });
		expect((await terminal.waitFor('row 1 of'))[0]).toContain('web1');
		terminal.resize(2, 1);
		terminal.resize(80, 24);
		await terminal.waitFor(ready);
	});

	test('says which host it is, how it does and that the figures are live', async () => {
		await using terminal = program.open({ env: { TZ: 'UTC' } });
		const [header, tabs] = await terminal.waitFor(ready);
		expect(header).toBe(
			` web1  Debian 12 · Linux 6.1.0 · up 12d 4h · load 0.42 0.31 0.28${' '.repeat(31)}● live 2s   12:03:44 UTC`,
		);
		expect(tabs).toMatch(/^ 1 Host {2}2 Top {2}3 Network {2}4 Services ✗2 {2}5 History .* \? help {3}: command$/);
	});

	test('takes a new size without leaving anything of the old one', async () => {
		await using terminal = program.open({ columns: 120, rows: 40 });
		await terminal.waitFor(ready);
		for (const [columns, rows] of [
			[80, 24],
			[100, 30],
			[40, 15],
			[120, 40],
		] as const) {
			terminal.resize(columns, rows);
			await terminal.waitFor(`, ${columns} wide`);
			await using fresh = program.open({ columns, rows });
			const wanted = await fresh.waitFor(ready);
			await terminal.waitFor((screen) => screen.join('\n') === wanted.join('\n'));
		}
	});

	test('draws nothing while nothing changes', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('2');
		await terminal.waitFor(() => terminal.cells(1)[9]?.isBold === true);
		await new Promise((resolve) => setTimeout(resolve, 200));
		const before = terminal.writtenBytes;
		await new Promise((resolve) => setTimeout(resolve, 700));
		expect(terminal.writtenBytes).toBe(before);
	});

	test('is plain ASCII where the locale is not UTF-8, and without colours under NO_COLOR', async () => {
		await using terminal = program.open({ env: { LANG: 'C', NO_COLOR: '1' } });
		await terminal.waitFor(ready);
		terminal.press('?');
		await terminal.waitFor('Draw the screen anew');
		expect(/^[\0-\u007F]*$/.test(terminal.written)).toBe(true);
		expect(/\u001B\[(?:[\d;]*;)?(?:3|4|9|10)\d(?:;[\d;]*)?m/.test(terminal.written)).toBe(false);
	});

	test('is lines of words for a screen reader', async () => {
		await using terminal = program.open({ env: { INK_SCREEN_READER: 'true' }, rows: 24 });
		const screen = await terminal.waitFor(ready);
		expect(terminal.isAlternateScreen).toBe(false);
		expect(screen.join('\n')).toContain('Services failed 2');
		expect(screen.join('\n')).not.toMatch(/[─●✗]/);
	});

	test('puts nothing side by side for a screen reader, however wide the terminal is', async () => {
		await using terminal = program.open({ env: { INK_SCREEN_READER: 'true' }, columns: 200, rows: 24 });
		await terminal.waitFor(', 116 wide');
	});
});

describe('keys', () => {
	test('change tabs', async () => {
		await using terminal = program.open({ env: { NO_COLOR: '1' } });
		await terminal.waitFor(ready);
		const active = () =>
			terminal
				.cells(1)
				.filter((cell) => cell.isInverse)
				.map((cell) => cell.text)
				.join('')
				.trim();
		for (const [key, tab] of [
			['3', '3 Network'],
			['tab', '4 Services ✗2'],
			['shift+tab', '3 Network'],
			[']', '4 Services ✗2'],
			['[', '3 Network'],
			['1', '1 Host'],
			['[', '5 History'],
		] as const) {
			terminal.press(key);
			await terminal.waitFor(() => active() === tab);
		}
	});

	test('pause, and change the interval', async () => {
		await using terminal = program.open();
		await terminal.waitFor('live 2s');
		terminal.press('+');
		await terminal.waitFor('live 3s');
		terminal.press('-', '-');
		await terminal.waitFor('live 1s');
		terminal.press('p');
		await terminal.waitFor('paused');
	});

	test('are all in the help, which any of its keys closes', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('?');
		const screen = (await terminal.waitFor(/q \^C +Leave/)).join('\n');
		expect(screen).toMatch(/a +Restart a unit/);
		expect(screen).toMatch(/\^Z +Back to the shell/);
		terminal.press('q');
		await terminal.waitFor((lines) => !lines.join('\n').includes('Everywhere'));
	});

	test('run commands of the palette by name', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press(':');
		await terminal.waitFor('Command');
		terminal.press('interval 5');
		await terminal.waitFor(': interval 5');
		terminal.press('enter');
		await terminal.waitFor('live 5s');
	});

	test('can be moved by the settings; a clash is named and the usual ones hold', async () => {
		await using moved = program.open({ env: { TEST_KEYS: '{"global.pause": ["x"]}' } });
		await moved.waitFor('x pause');
		moved.press('x');
		await moved.waitFor('paused');
		await using clash = program.open({ env: { TEST_KEYS: '{"global.pause": ["q"]}' } });
		await clash.waitFor('keys: global.pause and global.quit are both on q');
		clash.press('p');
		await clash.waitFor('paused');
	});

	test('draw the screen anew when something else has written on it', async () => {
		await using terminal = program.open();
		const wanted = await terminal.waitFor(ready);
		terminal.press('ctrl+l');
		await terminal.waitFor((screen) => screen.join('\n') === wanted.join('\n'));
	});

	test('click on a tab when the mouse is on', async () => {
		await using terminal = program.open({ env: { TEST_MOUSE: '1', NO_COLOR: '1' } });
		const screen = await terminal.waitFor(ready);
		expect(terminal.modes.mouseTrackingMode).not.toBe('none');
		const column = (screen[1]?.indexOf('Network') ?? 0) + 1;
		terminal.press(`\u001B[<0;${column};2M`);
		await terminal.waitFor(() => terminal.cells(1)[column]?.isInverse === true);
	});

	test('copy by asking the terminal', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('y');
		await terminal.waitFor('sent');
		expect(terminal.clipboard).toEqual(['copied text']);
	});
});
