import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	bundleConsoleProgram,
	type ConsoleProgram,
	expectRestored,
	readDialog,
	ready,
} from '../support/open-console.ts';
import { cleanEnvironment, openTemporaryDirectory } from '../support/program.ts';
import { openTerminal } from '../support/terminal.ts';

let program: ConsoleProgram;
beforeAll(async () => {
	program = await bundleConsoleProgram();
});
afterAll(() => program[Symbol.dispose]());

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

test('a terminal that is closed ends the console, once an open act is recorded', async () => {
	using directory = openTemporaryDirectory();
	const record = join(directory.path, 'record');
	const terminal = spawn(process.execPath, [program.file], {
		cols: 80,
		rows: 24,
		env: cleanEnvironment({ TERM: 'xterm-256color', TEST_ACT_MS: '1000', TEST_RECORD: record }),
	});
	const seen = async (text: string) => {
		while (!written.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
	};
	let written = '';
	terminal.onData((data) => {
		written += data;
	});
	await seen('pause');
	terminal.write('a');
	await seen('yes, do it');
	await readDialog();
	written = '';
	terminal.write('y');
	await seen('pause');
	const { pid } = terminal;
	(terminal as unknown as { destroy(): void }).destroy();
	while (existsSync(`/proc/${pid}/exe`)) await new Promise((resolve) => setTimeout(resolve, 20));
	expect(existsSync(record) && readFileSync(record, 'utf8')).toBe('recorded');
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
