import { afterAll, beforeAll, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { expectRestored, filterList, openRealConsole, type RealConsole, rowOf } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { openStuckMount, type StuckMount } from '../support/stuck-mount.ts';
import type { TestTerminal } from '../support/terminal.ts';

/** Nobody waits longer than this for a program to leave. */
const exitMs = 2000;

describeWhen(
	{ root: true, packages: ['python3', 'util-linux'] },
	'with a mount and a process that never answer',
	() => {
		let directory: TemporaryDirectory;
		let stuck: StuckMount;

		beforeAll(async () => {
			directory = openTemporaryDirectory();
			stuck = await openStuckMount(directory.path, 'stuck-behind');
		});

		afterAll(async () => {
			await stuck?.[Symbol.asyncDispose]();
			directory?.[Symbol.dispose]();
		});

		function openInside(tab: string): RealConsole {
			return openRealConsole({ command: 'nsenter', args: [...stuck.inside, launcher, '--tab', tab] });
		}

		async function leave(terminal: TestTerminal): Promise<void> {
			const beganMs = performance.now();
			terminal.press('q');
			expect((await terminal.exited()).exitCode).toBe(0);
			expect(performance.now() - beganMs).toBeLessThan(exitMs);
			expectRestored(terminal);
		}

		/** What `!` says, once it says that: command lines of a machine's many processes come one batch after the other. */
		async function readGaps(terminal: TestTerminal, wanted: RegExp): Promise<void> {
			for (let tries = 0; tries < 10; tries++) {
				terminal.press('!');
				const text = (await terminal.waitFor('What could not be read')).join(' ');
				terminal.press('escape');
				await terminal.waitFor((lines) => !lines.join('\n').includes('What could not be read'));
				if (wanted.test(text)) return;
				await waitForRefresh(terminal);
			}
			throw new Error(`${wanted} was never said`);
		}

		/** The clock moves with the figures. */
		async function waitForRefresh(terminal: TestTerminal): Promise<void> {
			const clock = /\d\d:\d\d:\d\d/;
			const before = clock.exec(terminal.screen()[0] ?? '')?.[0];
			await terminal.waitFor((lines) => clock.exec(lines[0] ?? '')?.[0] !== before);
		}

		test('Top shows all but that command line, keys are answered, and it can be left', async () => {
			await using console = openInside('top');
			const { terminal } = console;
			await terminal.waitFor(/ 1 of \d+/);
			// Other processes have their arguments.
			await terminal.waitFor(/opsdash/);
			await filterList(terminal, 'stuck-behind !python');
			const screen = await terminal.waitFor(new RegExp(` ${stuck.pid} .* D! .* stuck-behind`));
			expect(rowOf(screen, 'Tasks')).toContain('stuck in D');
			await terminal.waitFor('gap (!)');
			await readGaps(terminal, /The command lines of 1 process /);
			await waitForRefresh(terminal);
			await leave(terminal);
		});

		test('the details of that process open, with what can be read', async () => {
			await using console = openInside('top');
			const { terminal } = console;
			await terminal.waitFor(/ 1 of \d+/);
			await filterList(terminal, 'stuck-behind !python');
			await terminal.waitFor(/› +\d+ .*stuck-behind/);
			terminal.press('enter');
			await terminal.waitFor(/state +D/);
			await terminal.waitFor('Open files');
			await leave(terminal);
		});

		test('Host shows every other file system, and says which one does not answer', async () => {
			await using console = openInside('host');
			const { terminal } = console;
			const screen = await terminal.waitFor(/stuck\) did not answer within 1 s/);
			expect(rowOf(screen, 'File systems')).not.toBe('');
			expect(screen.join('\n')).toMatch(/ \/ .* of \d/);
			await readGaps(terminal, /did not answer within 1 s/);
			await leave(terminal);
		});

		test.each([['host'], ['top']])('opsdash %s --json ends, with a gap for that value alone', async (view) => {
			const { exitCode, stdout } = await run('nsenter', [...stuck.inside, launcher, view, '--json']);
			expect(exitCode).toBe(0);
			const { data, problems } = JSON.parse(stdout);
			const gaps = problems.filter(({ code }: { code: string }) => code === 'timeout' || code === 'pending');
			expect(gaps).toHaveLength(1);
			if (view === 'top') {
				const row = data.processes.find(({ pid }: { pid: number }) => pid === stuck.pid);
				expect(row).toMatchObject({ name: 'stuck-behind', command: null, state: 'D' });
				const others = data.processes.filter(({ command }: { command: string | null }) => command !== null);
				expect(others.length).toBeGreaterThan(1);
			} else {
				const of = (mountPoint: string) =>
					data.filesystems.find((each: { mountPoint: string }) => each.mountPoint === mountPoint);
				expect(of(directory.path)).toMatchObject({ totalBytes: null });
				expect(of('/')).toMatchObject({ totalBytes: expect.any(Number) });
			}
		});
	},
);
