import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const children = new Set<ChildProcess>();
const homes = new Set<TemporaryDirectory>();

afterEach(() => {
	for (const child of children) child.kill('SIGKILL');
	for (const home of homes) home[Symbol.dispose]();
	children.clear();
	homes.clear();
});

/** A process of this test alone, known by an argument that nothing else has. */
function startSleeper(mark: string): ChildProcess {
	const child = spawn('sleep', [mark], { stdio: 'ignore' });
	children.add(child);
	return child;
}

function openTop(columns = 120, rows = 40): TestTerminal {
	const home = openTemporaryDirectory();
	homes.add(home);
	return openTerminal({ command: launcher, args: ['--tab', 'top'], columns, rows, env: { HOME: home.path } });
}

/** A person reads before answering; a dialog takes no answer in its first quarter of a second. */
async function readDialog(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 300));
}

const rowOf = (screen: readonly string[], text: string) => screen.find((line) => line.includes(text)) ?? '';

describe('the Top tab on this machine', () => {
	test.each([
		[40, 15],
		[80, 24],
		[120, 40],
		[200, 60],
	])('fills %ix%i with figures and processes', async (columns, rows) => {
		await using terminal = openTop(columns, rows);
		const screen = await terminal.waitFor(/ 1 of \d+/);
		expect(screen).toHaveLength(rows);
		expect(rowOf(screen, 'PID')).toContain('COMMAND');
		if (columns >= 80) expect(rowOf(screen, 'CPU ')).toMatch(/us +[\d–]/);
	});

	test('finds a process by its argument and ends it once that is confirmed', async () => {
		const sleeper = startSleeper('86399.25');
		await using terminal = openTop();
		await terminal.waitFor(/ 1 of \d+/);
		terminal.press('/');
		terminal.press(...'86399.25');
		await terminal.waitFor(/sleep 86399\.25/);
		terminal.press('enter');
		await terminal.waitFor(/1 of 1$/m);
		terminal.press('k');
		await terminal.waitFor(`Signal to ${sleeper.pid} sleep`);
		terminal.press('enter');
		await terminal.waitFor(`Send TERM to ${sleeper.pid} sleep`);
		await readDialog();
		const ended = once(sleeper, 'exit');
		terminal.press('y');
		expect(await ended).toEqual([null, 'SIGTERM']);
		await terminal.waitFor('No processes match');
	});

	test('renices a process', async () => {
		const sleeper = startSleeper('86398.25');
		await using terminal = openTop();
		await terminal.waitFor(/ 1 of \d+/);
		terminal.press('/');
		terminal.press(...'86398.25');
		await terminal.waitFor(/sleep 86398\.25/);
		terminal.press('enter');
		await terminal.waitFor(/1 of 1$/m);
		terminal.press('r');
		await terminal.waitFor(`Nice value of ${sleeper.pid} sleep`);
		terminal.press('backspace');
		terminal.press(...'7');
		await terminal.waitFor(/│ 7 /);
		await readDialog();
		terminal.press('enter');
		await terminal.waitFor((screen) => /renice .*7/.test(screen.join('\n')));
		await readDialog();
		terminal.press('y');
		await terminal.waitFor('nice 7 now');
		await terminal.waitFor((screen) => / 7 /.test(rowOf(screen, 'sleep 86398.25')));
		const stat = readFileSync(`/proc/${sleeper.pid}/stat`, 'utf8');
		expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]).toBe('7');
	});

	test('opens what is known of a process', async () => {
		const sleeper = startSleeper('86397.25');
		await using terminal = openTop();
		await terminal.waitFor(/ 1 of \d+/);
		terminal.press('/');
		terminal.press(...'86397.25');
		await terminal.waitFor(/sleep 86397\.25/);
		terminal.press('enter');
		terminal.press('enter');
		const screen = await terminal.waitFor(/Open files/);
		expect(rowOf(screen, 'executable')).toContain('/sleep');
		expect(rowOf(screen, 'directory')).toContain(process.cwd());
		sleeper.kill('SIGKILL');
		await terminal.waitFor(/has ended/);
	});
});
