import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory } from '../support/program.ts';
import {
	confirm,
	eventually,
	expectRestored,
	listFamily,
	listProcesses,
	openRealConsole,
	type RealConsole,
} from '../support/real-console.ts';
import { run } from '../support/run.ts';
import type { TestTerminal } from '../support/terminal.ts';

const patienceMs = 30_000;

/** A command that says when it began, goes on until it is let go, and leaves a marker at its end. */
function makeGate(directory: string) {
	const begun = join(directory, 'begun');
	const gate = join(directory, 'gate');
	const marker = join(directory, 'marker');
	const script = `echo to the screen; echo $$ >${begun}; while [ ! -e ${gate} ]; do sleep 0.05; done; echo done >${marker}; exit 3`;
	return {
		command: `sh -c '${script}'`,
		open: () => writeFileSync(gate, ''),
		hasBegun: () =>
			eventually(() => expect(existsSync(begun) && readFileSync(begun, 'utf8')).toMatch(/^\d+\n$/), patienceMs),
		hasEnded: () =>
			eventually(() => expect(existsSync(marker) && readFileSync(marker, 'utf8')).toBe('done\n'), patienceMs),
		isOver: () => existsSync(marker),
	};
}

/** Types a command into the form of the Services tab, and confirms it. */
async function runInForm(terminal: TestTerminal, command: string): Promise<void> {
	// Init scripts are asked one by one, which takes its time on a busy machine.
	await terminal.waitFor(/1 of \d+/, { timeoutMs: 60_000 });
	terminal.press('A');
	await terminal.waitFor('Or run');
	terminal.press('down', 'down');
	// A paste, as one would.
	terminal.paste(command);
	await terminal.waitFor('exit 3');
	terminal.press('enter');
	await confirm(terminal);
}

const openServices = (home: string): RealConsole => openRealConsole({ home, args: ['--tab', 'services'] });

async function readHistory(home: string) {
	const { stdout } = await run(launcher, ['history', '--json'], { env: { HOME: home } });
	return JSON.parse(stdout).data.entries;
}

describe('an act under way', { timeout: 150_000 }, () => {
	test('goes on when the console is killed; the next one records its outcome, and no helper is left', async () => {
		using directory = openTemporaryDirectory();
		const act = makeGate(directory.path);
		await using first = openServices(directory.path);
		await runInForm(first.terminal, act.command);
		await act.hasBegun();
		const family = listFamily(first.terminal.pid).map(({ pid }) => pid);
		first.terminal.kill('SIGKILL');
		await first.terminal.exited();
		// All but the act end with their pipes.
		await eventually(() => {
			const left = listProcesses().filter(({ pid }) => family.includes(pid));
			expect(left.length).toBeGreaterThan(0);
			for (const { text } of left) expect(text).toMatch(/opsdash-act|to the screen|^sleep 0\.05$|^$/);
		});
		expect(await readHistory(directory.path)).toMatchObject([{ type: 'run', status: 'open' }]);
		act.open();
		await act.hasEnded();

		await using second = openServices(directory.path);
		await second.terminal.waitFor(/5 History •1 ✗1/);
		second.terminal.press('5');
		await second.terminal.waitFor(/✗ failed +run/);
		second.terminal.press('enter');
		const record = (await second.terminal.waitFor(/exit status +3/)).join('\n');
		expect(record).toContain('gone before its end');
		second.terminal.press('l');
		await second.terminal.waitFor('to the screen');
	});

	test.each([
		['q', 'q', 0],
		['Ctrl+C', 'ctrl+c', 0],
	] as const)('is waited for after %s, however often it is pressed', async (_, key, exitCode) => {
		using directory = openTemporaryDirectory();
		const act = makeGate(directory.path);
		await using console = openServices(directory.path);
		const { terminal } = console;
		await runInForm(terminal, act.command);
		await act.hasBegun();
		// The form is still there, and has the keys.
		if (key === 'q') {
			terminal.press('escape');
			await terminal.waitFor((screen) => !screen.join('\n').includes('Or run'));
		}
		terminal.press(key);
		await terminal.waitFor('Waiting for 1 operation to be recorded, then leaving.');
		terminal.press(key);
		terminal.press(key);
		expect(act.isOver()).toBe(false);
		act.open();
		expect(await terminal.exited()).toEqual({ exitCode, signal: undefined });
		expectRestored(terminal);
		expect(act.isOver()).toBe(true);
		expect(await readHistory(directory.path)).toMatchObject([{ type: 'run', status: 'failed', exitCode: 3 }]);
	});

	test.each([
		['SIGHUP', 129],
		['SIGTERM', 143],
	] as const)('is waited for after %s', async (signal, exitCode) => {
		using directory = openTemporaryDirectory();
		const act = makeGate(directory.path);
		await using console = openServices(directory.path);
		const { terminal } = console;
		await runInForm(terminal, act.command);
		await act.hasBegun();
		terminal.kill(signal);
		if (signal === 'SIGTERM') await terminal.waitFor('Waiting for 1 operation');
		else await terminal.waitFor(() => !terminal.isAlternateScreen);
		act.open();
		expect(await terminal.exited()).toEqual({ exitCode, signal: undefined });
		expectRestored(terminal);
		expect(await readHistory(directory.path)).toMatchObject([{ type: 'run', status: 'failed', exitCode: 3 }]);
	});

	test('is waited for when the terminal itself is gone', async () => {
		using directory = openTemporaryDirectory();
		const act = makeGate(directory.path);
		await using console = openServices(directory.path);
		const { terminal } = console;
		await runInForm(terminal, act.command);
		await act.hasBegun();
		const { pid } = terminal;
		terminal.hangUp();
		act.open();
		await act.hasEnded();
		await eventually(() => expect(listProcesses().map((process) => process.pid)).not.toContain(pid));
		expect(await readHistory(directory.path)).toMatchObject([{ type: 'run', status: 'failed', exitCode: 3 }]);
	});
});
