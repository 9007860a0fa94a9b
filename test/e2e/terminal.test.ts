import { expect, test } from 'vitest';
import { openTerminal } from '../support/terminal.ts';

const shell = (script: string) => ({ command: '/bin/sh', args: ['-c', script], columns: 60, rows: 10 });

test('shows what a program writes, in its colours', async () => {
	await using terminal = openTerminal(shell(String.raw`printf '\033[1;31mred\033[0m plain 日本'; read -r line`));

	await terminal.waitFor('plain 日本');

	expect(terminal.screen()[0]).toBe('red plain 日本');
	expect(terminal.cells(0)[0]).toMatchObject({ text: 'r', foreground: 1, isBold: true });
	expect(terminal.cells(0)[4]).toMatchObject({ text: 'p', foreground: 'default', isBold: false });
	expect(terminal.cells(0)[10]).toMatchObject({ text: '日', width: 2 });
});

test('sends keys and tells how the program ended', async () => {
	await using terminal = openTerminal(shell('read -r line; echo "got $line"; exit 3'));

	terminal.press('h', 'i', 'enter');

	await terminal.waitFor('got hi');
	expect(await terminal.exited()).toEqual({ exitCode: 3, signal: undefined });
});

test('tells the program of a new size', async () => {
	await using terminal = openTerminal(shell("trap 'stty size' WINCH; echo ready; while :; do read -r line; done"));
	await terminal.waitFor('ready');

	terminal.resize(50, 12);

	await terminal.waitFor('12 50');
});

test('says what was on the screen when the program ends too early', async () => {
	await using terminal = openTerminal(shell('echo something else'));

	await expect(terminal.waitFor('never')).rejects.toThrow(/the program ended.*never.*\|something else/s);
});

test('keeps continuous integration and colour settings from the program', async () => {
	await using terminal = openTerminal(shell('echo "<$CI$NODE_ENV$NO_COLOR> $TERM $LANG"'));

	await terminal.waitFor('<> xterm-256color C.UTF-8');
});

test('collects what is sent to the clipboard', async () => {
	await using terminal = openTerminal(shell(String.raw`printf '\033]52;c;aGVsbG8=\007done'`));

	await terminal.waitFor('done');

	expect(terminal.clipboard).toEqual(['hello']);
});
