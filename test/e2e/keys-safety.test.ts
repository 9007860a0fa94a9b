import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { launcher } from '../support/program.ts';
import {
	confirm,
	filterList,
	listProcesses,
	openRealConsole,
	readDialog,
	rowOf,
	startSleeper,
} from '../support/real-console.ts';
import { run } from '../support/run.ts';

const isThere = (pid: number) => listProcesses().some((process) => process.pid === pid);
const isOpen = (screen: readonly string[]) => screen.join('\n').includes('yes, do it');

describe('a question before an act', () => {
	test('is answered neither by keys typed ahead nor by pasted ones, in brackets or in a burst', async () => {
		using sleeper = startSleeper('86391.25');
		await using console = openRealConsole({ args: ['--tab', 'top'] });
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		await filterList(terminal, '86391.25');
		await terminal.waitFor(/› .*sleep 86391\.25/);
		terminal.press('k');
		await terminal.waitFor(`Signal to ${sleeper.pid} sleep`);
		// All that it takes, in one piece: the choice is not made by a burst either.
		terminal.press('\ry');
		await terminal.waitFor('│ y ');
		terminal.press('backspace');
		await terminal.waitFor('Type to search');
		// A key that follows another one closely counts as a burst.
		await readDialog();
		terminal.press('enter');
		await terminal.waitFor(isOpen);
		terminal.press('y');
		await terminal.waitFor('came too fast');
		await readDialog();
		terminal.paste('y');
		terminal.paste('y\r');
		terminal.press('\u001B[200~y\u001B[201~', 'yy', 'yyyy\ry');
		// Behind all of those: a key that is answered shows that they were taken.
		await readDialog();
		terminal.press('n');
		await terminal.waitFor((screen) => !isOpen(screen));
		expect(isThere(sleeper.pid)).toBe(true);
		expect(terminal.screen().join('\n')).not.toContain('was sent');
		const { stdout } = await run(launcher, ['history', '--json'], { env: { HOME: console.home } });
		expect(JSON.parse(stdout).data.entries).toEqual([]);
	});

	test('keeps its target while the list sorts itself anew behind it', async () => {
		using sleeper = startSleeper('86392.25');
		await using console = openRealConsole({ args: ['--tab', 'top'] });
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		await filterList(terminal, '86392.25');
		await terminal.waitFor(/› .*sleep 86392\.25/);
		terminal.press('k');
		await terminal.waitFor(`Signal to ${sleeper.pid} sleep`);
		terminal.press('enter');
		await terminal.waitFor(isOpen);
		// It has the filter's text in its arguments too, and more CPU: it comes first.
		const busy = spawn('/bin/sh', ['-c', 'while :; do :; done', '86392.25'], { stdio: 'ignore' });
		try {
			await terminal.waitFor((screen) => {
				const first = screen.findIndex((line) => line.includes(` ${busy.pid} `));
				const second = screen.findIndex((line) => line.includes(` ${sleeper.pid} `));
				return first >= 0 && first < second;
			});
			expect(terminal.screen().join('\n')).toContain(`${sleeper.pid} sleep`);
			await confirm(terminal);
			await terminal.waitFor(`TERM was sent to ${sleeper.pid} sleep`);
			expect(isThere(busy.pid ?? 0)).toBe(true);
			await terminal.waitFor((screen) => !rowOf(screen, ` ${sleeper.pid} `).includes('sleep 86392.25'));
		} finally {
			busy.kill('SIGKILL');
		}
	});
});

describe('a command of one’s own', () => {
	test('can neither write to the terminal nor read from it', async () => {
		await using console = openRealConsole({ args: ['--tab', 'services'] });
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		terminal.press('A');
		await terminal.waitFor('Or run');
		terminal.press('down', 'down');
		const script =
			'echo intru""der >/dev/tty; read -r key </dev/tty; echo "read <$key>"; [ -t 0 ] || echo no terminal; tty';
		terminal.paste(`sh -c '${script}'`);
		await terminal.waitFor('; tty');
		terminal.press('enter');
		await confirm(terminal);
		const screen = (await terminal.waitFor(/Exit status[\s\S]*Esc close/)).join('\n');
		expect(screen).toContain('read <>');
		expect(screen).toContain('not a tty');
		expect(screen).toMatch(/\/dev\/tty/);
		expect(terminal.written).not.toContain('intruder');
		// The keys are still the console's.
		terminal.press('escape');
		await terminal.waitFor((lines) => !lines.join('\n').includes('Esc close'));
		terminal.press('?');
		await terminal.waitFor('Everywhere');
	});

	test('nor can whatever the console reads with: none of its children has the terminal', async () => {
		await using console = openRealConsole({ args: ['--tab', 'top'] });
		const { terminal } = console;
		await terminal.waitFor(/ 1 of \d+/);
		await terminal.waitFor(/opsdash/);
		const children = listProcesses().filter(({ ppid }) => ppid === terminal.pid);
		expect(children.length).toBeGreaterThan(0);
		for (const { pid, session } of children) {
			expect(session).not.toBe(terminal.pid);
			const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
			// tty_nr of proc(5): 0 where there is none.
			expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4]).toBe('0');
		}
	});
});
