import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleConsoleProgram, type ConsoleProgram } from '../support/open-console.ts';
import { openTemporaryDirectory } from '../support/program.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

let program: ConsoleProgram;
beforeAll(async () => {
	program = await bundleConsoleProgram();
});
afterAll(() => program[Symbol.dispose]());

/** The line of hints is drawn last. */
const ready = 'a act';

/** A person reads before answering; a dialog takes no answer in its first quarter of a second. */
async function readDialog(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 300));
}

function expectRestored(terminal: TestTerminal): void {
	expect(terminal.isAlternateScreen).toBe(false);
	expect(terminal.isCursorHidden).toBe(false);
	expect(terminal.modes.bracketedPasteMode).toBe(false);
	expect(terminal.modes.mouseTrackingMode).toBe('none');
}

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
		const screen = (await terminal.waitFor('Everywhere')).join('\n');
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

describe('dialogs', () => {
	test('ask before an act, and y by itself confirms', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('a');
		const screen = (await terminal.waitFor('yes, do it')).join('\n');
		for (const text of [
			'Restart nginx.service on web1',
			'systemctl restart nginx.service',
			'php-fpm.service restarts',
		]) {
			expect(screen).toContain(text);
		}
		await readDialog();
		terminal.press('y');
		await terminal.waitFor('Restarted nginx.service');
	});

	test.each(['enter', 'escape', 'n'])('take %s as no', async (key) => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('yes, do it');
		await readDialog();
		terminal.press(key);
		const screen = await terminal.waitFor((lines) => !lines.join().includes('yes, do it'));
		expect(screen.join()).not.toContain('Restarted');
	});

	test('take neither pasted nor typed-ahead keys as a yes', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('ay');
		await terminal.waitFor('yes, do it');
		terminal.press('y');
		await terminal.waitFor('That came too fast');
		await readDialog();
		terminal.paste('y\r');
		terminal.press('yy');
		terminal.press('?');
		const screen = await terminal.waitFor('yes, do it');
		expect(screen.join()).not.toContain('Restarted');
	});

	test('that want a name typed take no pasted one', async () => {
		await using terminal = program.open({ env: { TEST_TYPED: '1' } });
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('To do it, type nginx');
		await readDialog();
		terminal.paste('nginx');
		await terminal.waitFor('Pasted text is not taken here');
		for (const letter of 'nginx') {
			terminal.press(letter);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		await terminal.waitFor((screen) => !screen.join().includes('Pasted'));
		terminal.press('enter');
		await terminal.waitFor('Restarted nginx.service');
	});

	test('take pasted text in a field, as one line without control characters', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('e');
		await terminal.waitFor('A text');
		terminal.paste('one\ntwo\u0007');
		await terminal.waitFor('one two^G');
		terminal.press('enter');
		await terminal.waitFor('Text: one two^G');
	});

	test('search a list of choices as one types', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('c');
		await terminal.waitFor('Type to search');
		terminal.press('kil');
		await terminal.waitFor('1 of 1');
		terminal.press('enter');
		await terminal.waitFor('Signal: KILL');
	});

	test('show a text that scrolls and is searched', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('r');
		await terminal.waitFor('1 to 37 of 300');
		terminal.press('G');
		await terminal.waitFor('line 300 of the log');
		terminal.press('/');
		await terminal.waitFor((screen) => screen.join().includes('/_'));
		terminal.press('needle');
		await terminal.waitFor('/needle_');
		terminal.press('enter');
		await terminal.waitFor('1 with needle');
		await terminal.waitFor('line 201 of the log needle');
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join().includes('needle'));
	});

	test('hold all keys but Ctrl+C', async () => {
		await using terminal = program.open();
		await terminal.waitFor(ready);
		terminal.press('c');
		await terminal.waitFor('Type to search');
		terminal.press('ctrl+c');
		expect(await terminal.exited()).toEqual({ exitCode: 0, signal: undefined });
		expectRestored(terminal);
	});
});

describe('leaving', () => {
	test.each(['q', 'ctrl+c'])('by %s gives the terminal back', async (key) => {
		await using terminal = program.open({ env: { TEST_MOUSE: '1' } });
		await terminal.waitFor(ready);
		terminal.press(key);
		expect(await terminal.exited()).toEqual({ exitCode: 0, signal: undefined });
		expectRestored(terminal);
		expect(terminal.screen().join('\n').trim()).toBe('left with 0');
	});

	test.each([
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('by %s gives the terminal back', async (signal, exitCode) => {
		await using terminal = program.open({ env: { TEST_MOUSE: '1' } });
		await terminal.waitFor(ready);
		terminal.kill(signal);
		expect((await terminal.exited()).exitCode).toBe(exitCode);
		expectRestored(terminal);
	});

	test('by a crash gives the terminal back and says what broke', async () => {
		await using terminal = program.open({ env: { TEST_MOUSE: '1' } });
		await terminal.waitFor(ready);
		terminal.press('b');
		expect((await terminal.exited()).exitCode).toBe(1);
		expectRestored(terminal);
		expect(terminal.screen().join('\n')).toContain('Error: broken on purpose');
	});

	test('turns raw mode off', async () => {
		const command = `stty -a; ${process.execPath} ${program.file}; stty -a; read done`;
		await using terminal = openTerminal({ command: '/bin/sh', args: ['-c', command] });
		await terminal.waitFor(ready);
		terminal.kill('SIGCONT');
		terminal.press('q');
		const screen = await terminal.waitFor((lines) => (lines.join(' ').match(/ icanon /g) ?? []).length === 2);
		expect(screen.join(' ').match(/[ -]echo /g)).toEqual([' echo ', ' echo ']);
	});

	test('prints afterwards what a library printed meanwhile', async () => {
		await using terminal = program.open();
		const wanted = await terminal.waitFor(ready);
		terminal.press('o');
		terminal.press('2');
		await terminal.waitFor(() => terminal.cells(1)[9]?.isBold === true);
		expect(terminal.screen().slice(2)).toEqual(wanted.slice(2));
		terminal.press('q');
		await terminal.exited();
		expect(terminal.screen().join('\n')).toContain('a library says something');
	});

	test('waits until an open act is recorded', async () => {
		await using terminal = program.open({ env: { TEST_ACT_MS: '1500' } });
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('yes, do it');
		await readDialog();
		terminal.press('y');
		await terminal.waitFor((screen) => !screen.join().includes('yes, do it'));
		terminal.press('q');
		await terminal.waitFor('Waiting for 1 operation to be recorded');
		expect((await terminal.exited()).exitCode).toBe(0);
		expectRestored(terminal);
	});

	test('waits for it without a terminal too, after a hang-up', async () => {
		using directory = openTemporaryDirectory();
		const record = join(directory.path, 'record');
		await using terminal = program.open({ env: { TEST_ACT_MS: '1000', TEST_RECORD: record } });
		await terminal.waitFor(ready);
		terminal.press('a');
		await terminal.waitFor('yes, do it');
		await readDialog();
		terminal.press('y');
		await terminal.waitFor((screen) => !screen.join().includes('yes, do it'));
		terminal.kill('SIGHUP');
		expect((await terminal.exited()).exitCode).toBe(129);
		expect(existsSync(record) && readFileSync(record, 'utf8')).toBe('recorded');
	});
});

test('Ctrl+Z goes back to the shell, and fg draws the screen again', async () => {
	await using terminal = openTerminal({ command: '/bin/bash', args: ['--norc', '-i'], env: { PS1: 'prompt> ' } });
	await terminal.waitFor('prompt>');
	terminal.press(`${process.execPath} ${program.file}`, 'enter');
	const wanted = await terminal.waitFor(ready);
	terminal.press('ctrl+z');
	await terminal.waitFor('Stopped');
	expect(terminal.isAlternateScreen).toBe(false);
	expect(terminal.isCursorHidden).toBe(false);
	terminal.press('echo in the $((1+1))nd shell', 'enter');
	await terminal.waitFor('in the 2nd shell');
	terminal.press('fg', 'enter');
	await terminal.waitFor((screen) => screen.join('\n') === wanted.join('\n'));
	terminal.press('q');
	await terminal.waitFor('left with 0');
});
