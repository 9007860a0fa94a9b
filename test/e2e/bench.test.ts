import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, openTemporaryDirectory, projectRoot } from '../support/program.ts';
import { testWhen } from '../support/requires.ts';

/** Output of a measurement, with a home of its own. */
async function runBench(name: string, ...args: readonly string[]): Promise<string> {
	using home = openTemporaryDirectory();
	const { stdout } = await promisify(execFile)(process.execPath, [join(projectRoot, 'bench', name), ...args], {
		env: cleanEnvironment({ HOME: home.path }),
	});
	return stdout;
}

describe('a screen on which nothing happens', () => {
	test('costs one short frame a refresh at most', async () => {
		const counted: unknown = JSON.parse(await runBench('idle-screen.mjs', '--refreshes', '10'));
		const { refreshes, frames, bytes } = counted as Record<string, number>;
		expect(refreshes).toBeGreaterThanOrEqual(10);
		expect(frames).toBeLessThanOrEqual((refreshes ?? 0) + 1);
		// The line of the clock, and the charts that move on by a cell.
		expect((bytes ?? 0) / (frames ?? 0)).toBeLessThan(1000);
	});
});

// What they measure is nothing to test on a busy machine: that they work is.
describe('the measurements that README quotes', { timeout: 240_000 }, () => {
	test('fill every row of the table on a small load, say what cannot be measured, and leave no load behind', async () => {
		const report = await runBench('run.mjs', '--small');
		const rows = report.split('\n').filter((line) => line.startsWith('| '));
		const named = (text: string) => rows.find((line) => line.includes(text)) ?? '';
		for (const what of [
			/^\| CPU on Top, \d+ processes \| \d+\.\d\d % of a core \| .*busy process at its figure after \S+ s/,
			/^\| bytes to the terminal a second, idle machine \| \d+ B\/s/,
			/^\| CPU on Top, \d+ mostly idle processes \| \d+\.\d\d % of a core/,
			/^\| CPU on Top, \d+ short processes forked a second .*descriptors past two a process \d/,
			/^\| `top --json --window 0` at \d+ processes \| \d+ ms, \d+ ms CPU \| of ps and a bare node -e 0/,
			/^\| first full frame, .* \| \d+ ms/,
			/^\| key to changed frame .* p99 \d+ ms/,
			/^\| longest synchronous stretch .* \| \d+\.\d ms/,
			/^\| hidden tab, paused, nobody reading: .* hidden \d+, paused \d+, unread \d+/,
			/^\| memory .* \| \d+\.\d MiB after \d/,
			/^\| CPU on Top, \d+ processes, \d+ of them busy/,
			/^\| growth of a scan .* per existing process \S+ µs .* per running one \S+ µs/,
		]) {
			expect(rows).toContainEqual(expect.stringMatching(what));
		}
		// What needs a network namespace of its own has a figure, or says what it lacks.
		for (const what of ['CPU on Network, 100 sockets', 'TIME_WAIT', 'do not end it']) {
			expect(named(what)).toMatch(/ \| \d|peak PSS|not measured; needs/);
		}
		expect(rows).toHaveLength(17);
	});

	testWhen(
		{ root: true, packages: ['openssh-server', 'iproute2', 'util-linux'] },
		'fill every row about another host on a small load',
		async () => {
			const report = await runBench('remote.mjs', '--small');
			const rows = report.split('\n').filter((line) => line.startsWith('| '));
			for (const what of [
				/^\| connecting to the first full Top frame, \d+ processes there \| \d+ ms \| of `ssh HOST top -b -n1` \d/,
				/^\| the same where the connection is shared already \| \d+ ms/,
				/^\| a command in the console over the shared connection \| \d+\.\d ms \| of `ssh -S SOCKET HOST true` \d/,
				/^\| `opsdash run`, a process of its own, recorded \| \d+ ms/,
				/^\| CPU of the console with 3 hosts open, one in front \| \d/,
				/^\| CPU of the agent on the host, Top of \d+ processes \| \d/,
				/^\| bytes on the wire meanwhile \| \d+\.\d kB\/s/,
			]) {
				expect(rows).toContainEqual(expect.stringMatching(what));
			}
		},
		60_000,
	);

	test('compare one-shot commands and the first frame with ps and a bare Node', async () => {
		const report = await runBench('startup.mjs', '--processes', '40', '--runs', '1');
		expect(report).toMatch(/^\| opsdash --json \| \d+ \| \d+ \| \d+\.\d \| 500: (met|missed) \|$/m);
		expect(report).toMatch(/^\| opsdash, rows with PIDs \| \d+ \| 400: (met|missed) \|$/m);
	});

	test('leave the console open and say how its memory grew', async () => {
		expect(await runBench('leave-open.mjs', '--refreshes', '20')).toMatch(/^\d+ refreshes at 0\.1 s: PSS \d/);
	});
});
