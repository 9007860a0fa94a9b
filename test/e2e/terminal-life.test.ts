import { describe, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory } from '../support/program.ts';
import { expectRestored, openRealConsole, type RealConsoleOptions } from '../support/real-console.ts';
import { describeWhen, testWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import type { TestTerminal } from '../support/terminal.ts';

const sizes = [
	[40, 15],
	[80, 24],
	[120, 40],
	[300, 100],
] as const;

const tabs = [
	['host', 'Kernel'],
	['top', / 1 of \d+/],
	['network', /1 of \d+/],
	['services', /1 of \d+/],
	['history', /Nothing|No acts|no acts|yet/i],
] as const;

/** What is drawn anew begins with a wiped screen. */
const wipes = (terminal: TestTerminal) => terminal.written.split('\u001B[2J').length;

/** The whole screen after what `change` does to it: the line of hints is drawn last. */
async function redrawn(terminal: TestTerminal, change: () => void): Promise<string> {
	const before = wipes(terminal);
	change();
	const { columns, rows } = terminal.size;
	const screen = await terminal.waitFor((lines) => wipes(terminal) > before && isWhole(lines, columns, rows));
	return screen.slice(1).join('\n');
}

/** Resizes and repaints: whatever is gone after that was left over. Facts that arrive late change it too, but not each time. */
async function expectNoDebris(terminal: TestTerminal, columns: number, rows: number): Promise<void> {
	for (let tries = 1; ; tries++) {
		const resized = await redrawn(terminal, () => terminal.resize(columns, rows));
		const repainted = await redrawn(terminal, () => terminal.press('ctrl+l'));
		if (resized === repainted) return;
		if (tries === 4) expect(resized).toBe(repainted);
		await redrawn(terminal, () => terminal.resize(columns + 5, rows + 2));
	}
}

/** Header, tabs, rule and hints each where they belong in that size, and nothing wider. */
function isWhole(screen: readonly string[], columns: number, rows: number): boolean {
	const [header = '', tabLine = '', rule = ''] = screen;
	const hasRule = rows < 20 || rule === ` ${'─'.repeat(columns - 2)}`;
	return (
		screen.length === rows &&
		header.includes('paused') &&
		/1 Host +2 Top/.test(tabLine) &&
		hasRule &&
		screen.at(-1) !== ''
	);
}

async function pause(terminal: TestTerminal): Promise<void> {
	terminal.press('p');
	await terminal.waitFor('paused');
}

describe('every tab', () => {
	test.each(tabs)('%s fills every size, and leaves nothing behind when the size changes', async (tab, ready) => {
		await using console = openRealConsole({ columns: 120, rows: 40, args: ['--tab', tab] });
		const { terminal } = console;
		await terminal.waitFor(ready);
		await pause(terminal);
		for (const [columns, rows] of [...sizes, [100, 30], [41, 15]] as const) {
			await expectNoDebris(terminal, columns, rows);
		}
	});
});

describe('the size', () => {
	test('after changes is as if it had been that from the start', async () => {
		await using console = openRealConsole({ columns: 300, rows: 100, args: ['--tab', 'services'] });
		await console.terminal.waitFor(/1 of \d+/);
		await pause(console.terminal);
		for (const [columns, rows] of [sizes[0], sizes[2], sizes[1]]) {
			console.terminal.resize(columns, rows);
			await using fresh = openRealConsole({ columns, rows, args: ['--tab', 'services'] });
			await fresh.terminal.waitFor(/1 of \d+/);
			await pause(fresh.terminal);
			const wanted = fresh.terminal.screen().slice(1);
			await console.terminal.waitFor((screen) => screen.slice(1).join('\n') === wanted.join('\n'));
		}
	});

	test('may be unknown, or smaller than anything', async () => {
		const script = `stty rows 0 cols 0; exec ${launcher} --tab top`;
		await using unknown = openRealConsole({ command: '/bin/sh', args: ['-c', script] });
		// As 80x24.
		const screen = await unknown.terminal.waitFor(
			(lines) => / 1 of \d+/.test(lines.join()) && /filter/.test(lines[23] ?? ''),
		);
		expect(screen.slice(24).join('')).toBe('');
		for (const [columns, rows] of [
			[30, 10],
			[12, 3],
			[1, 1],
		] as const) {
			unknown.terminal.resize(columns, rows);
			await unknown.terminal.waitFor((lines) => lines.length === rows && lines.join('').trim() !== '');
		}
		unknown.terminal.resize(80, 24);
		await unknown.terminal.waitFor((lines) => /PID/.test(lines.join('\n')) && /filter/.test(lines.at(-1) ?? ''));
		unknown.terminal.press('q');
		expect((await unknown.terminal.exited()).exitCode).toBe(0);
	});
});

describe('what a terminal can show', () => {
	const colours = /\u001B\[(?:[\d;]*;)?(?:3|4|9|10)\d(?:;[\d;]*)?m/;
	const open = (env: RealConsoleOptions['env'], ...args: string[]) =>
		openRealConsole({ args: ['--tab', 'top', ...args], ...(env === undefined ? {} : { env }) });

	/** Every tab, a menu and the help. */
	async function visitAll(terminal: TestTerminal): Promise<void> {
		for (const [key, seen] of [
			['1', 'Kernel'],
			['3', 'PROTO'],
			['4', /STATE +UNIT/],
			['5', tabs[4][1]],
			['2', 'COMMAND'],
			['s', 'Sort by'],
		] as const) {
			terminal.press(key);
			await terminal.waitFor(seen);
		}
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Sort by'));
		terminal.press('?');
		await terminal.waitFor('Everywhere');
	}

	test.each([
		['NO_COLOR', { NO_COLOR: '1' }, []],
		['--no-color', {}, ['--no-color']],
	])('%s leaves every colour out', async (_, env, args) => {
		await using console = open(env, ...args);
		await console.terminal.waitFor(/ 1 of \d+/);
		await visitAll(console.terminal);
		expect(colours.test(console.terminal.written)).toBe(false);
	});

	test('a locale that is not UTF-8 gets nothing but ASCII', async () => {
		await using console = open({ LANG: 'C' });
		await console.terminal.waitFor(/ 1 of \d+/);
		await visitAll(console.terminal);
		expect(/^[\0-\u007F]*$/.test(console.terminal.written)).toBe(true);
		expect(colours.test(console.terminal.written)).toBe(true);
	});

	test('a screen reader gets lines of words, on the normal screen, that hold still', async () => {
		await using console = open({ INK_SCREEN_READER: 'true' });
		const { terminal } = console;
		await terminal.waitFor('Paused, so that nothing is read out by itself');
		const text = terminal.screen().join('\n');
		expect(terminal.isAlternateScreen).toBe(false);
		expect(text).not.toMatch(/[─│╭●✗▕█▁]/);
		expect(text).toMatch(/PID/);
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
		expectRestored(terminal);
	});

	test('the Linux console gets symbols that its font has', async () => {
		await using console = open({ TERM: 'linux' });
		const screen = await console.terminal.waitFor(/ 1 of \d+/);
		expect(screen.join('\n')).not.toMatch(/[▕▁▎✗›]/);
		console.terminal.press('q');
		await console.terminal.exited();
		expectRestored(console.terminal);
	});
});

describe('the mouse', () => {
	test('is the terminal’s own unless it was asked for', async () => {
		await using console = openRealConsole({ args: ['--tab', 'top'] });
		await console.terminal.waitFor(/ 1 of \d+/);
		expect(console.terminal.modes.mouseTrackingMode).toBe('none');
	});

	test('with --mouse clicks on tabs, rows and column heads, and its wheel scrolls', async () => {
		await using console = openRealConsole({ args: ['--tab', 'top', '--mouse'] });
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		expect(terminal.modes.mouseTrackingMode).not.toBe('none');
		const at = (pattern: string) => {
			const screen = terminal.screen();
			const row = screen.findIndex((line) => line.includes(pattern));
			return { row: row + 1, column: (screen[row]?.indexOf(pattern) ?? 0) + 2 };
		};
		const send = (button: number, { column, row }: { readonly column: number; readonly row: number }) =>
			terminal.press(`\u001B[<${button};${column};${row}M`, `\u001B[<${button};${column};${row}m`);
		const tab = at('4 Services');
		send(0, tab);
		await terminal.waitFor(/1 of \d+[\s\S]*STATE +UNIT/);
		const head = at('STATE');
		send(0, { column: 4, row: head.row + 3 });
		await terminal.waitFor((screen) => screen[head.row + 2]?.trimStart().startsWith('›') === true);
		send(65, { column: 4, row: head.row + 3 });
		await terminal.waitFor(/[2-9] of \d+/);
		send(0, at('2 Top'));
		await terminal.waitFor(/PID USER/);
		send(0, at('PID USER'));
		await terminal.waitFor(/PID[▴▾]/);
		terminal.press('q');
		await terminal.exited();
		expectRestored(terminal);
	});
});

describe('the ways out', () => {
	test.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGINT', 130],
		['SIGQUIT', 131],
	] as const)('%s gives the terminal back', async (signal, exitCode) => {
		await using console = openRealConsole({ args: ['--tab', 'top', '--mouse'] });
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		terminal.kill(signal);
		expect(await terminal.exited()).toEqual({ exitCode, signal: undefined });
		expectRestored(terminal);
	});

	test('Ctrl+Z goes back to the shell, Ctrl+C there ends nothing, and fg draws the screen again', async () => {
		using home = openTemporaryDirectory();
		await using console = openRealConsole({
			home: home.path,
			command: '/bin/bash',
			args: ['--norc', '-i'],
			env: { PS1: 'prompt> ' },
		});
		const { terminal } = console;
		await terminal.waitFor('prompt>');
		terminal.press(`${launcher} --tab services`, 'enter');
		await terminal.waitFor(/1 of \d+/);
		await pause(terminal);
		const wanted = terminal.screen().slice(1);
		terminal.press('ctrl+z');
		await terminal.waitFor('Stopped');
		expect(terminal.isAlternateScreen).toBe(false);
		expect(terminal.isCursorHidden).toBe(false);
		terminal.press('ctrl+c');
		await terminal.waitFor(/\^C\s+prompt>/);
		terminal.press('echo $((1+1))nd', 'enter');
		await terminal.waitFor('2nd');
		// Another size meanwhile, and back: the signal of it came while nobody could draw.
		terminal.resize(90, 30);
		terminal.press('echo $((1+2))rd', 'enter');
		await terminal.waitFor('3rd');
		terminal.press('fg', 'enter');
		await terminal.waitFor((screen) => screen.length === 30 && /filter/.test(screen.at(-1) ?? ''));
		terminal.resize(120, 40);
		await terminal.waitFor((screen) => screen.slice(1).join('\n') === wanted.join('\n'));
		terminal.press('q');
		await terminal.waitFor((screen) => screen.join('\n').trimEnd().endsWith('prompt>'));
		expect(terminal.isAlternateScreen).toBe(false);
		expect(terminal.isCursorHidden).toBe(false);
	});
});

test('after a stop that was not announced, the screen is taken and drawn anew', async () => {
	await using console = openRealConsole({ args: ['--tab', 'services', '--mouse'] });
	const { terminal } = console;
	await terminal.waitFor(/1 of \d+/);
	await pause(terminal);
	const wanted = terminal.screen().slice(1);
	const before = wipes(terminal);
	terminal.kill('SIGSTOP');
	terminal.kill('SIGCONT');
	await terminal.waitFor((screen) => wipes(terminal) > before && screen.slice(1).join('\n') === wanted.join('\n'));
	expect(terminal.isAlternateScreen).toBe(true);
	terminal.press('q');
	await terminal.exited();
	expectRestored(terminal);
});

describeWhen({ packages: ['tmux'] }, 'in tmux', () => {
	test('it draws, follows a new size, and leaves', async () => {
		using home = openTemporaryDirectory();
		const socket = `${home.path}/tmux`;
		const tmux = (...args: string[]) => run('tmux', ['-S', socket, ...args]);
		try {
			await using console = openRealConsole({
				home: home.path,
				command: 'tmux',
				args: ['-S', socket, '-f', '/dev/null', 'new-session', launcher, '--tab', 'services'],
			});
			const { terminal } = console;
			await terminal.waitFor(/1 of \d+/);
			expect(terminal.screen()[0]).toMatch(/live|paused/);
			terminal.resize(80, 24);
			// One row less: tmux has a line of its own.
			await terminal.waitFor((screen) => /filter/.test(screen[22] ?? ''));
			terminal.press('?');
			await terminal.waitFor('─ Keys ─');
			terminal.press('escape');
			await terminal.waitFor((screen) => !screen.join('\n').includes('─ Keys ─'));
			terminal.press('q');
			await terminal.waitFor('[exited]');
		} finally {
			await tmux('kill-server');
		}
	});
});

testWhen({ packages: ['screen'] }, 'in GNU screen it draws, follows a new size, and leaves', async () => {
	using home = openTemporaryDirectory();
	await using console = openRealConsole({
		home: home.path,
		command: 'screen',
		args: ['-c', '/dev/null', '-U', launcher, '--tab', 'services'],
		env: { SCREENDIR: home.path },
	});
	const { terminal } = console;
	await terminal.waitFor(/1 of \d+/);
	terminal.resize(80, 24);
	await terminal.waitFor((screen) => /filter/.test(screen[23] ?? ''));
	await terminal.waitFor(/1 of \d+/);
	terminal.press('q');
	await terminal.waitFor('[screen is terminating]');
	expect((await terminal.exited()).exitCode).toBe(0);
});
