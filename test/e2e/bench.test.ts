import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, openTemporaryDirectory, projectRoot } from '../support/program.ts';

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
describe('the measurements that README quotes', () => {
	test('compare the console with its peers', async () => {
		const args = ['--small', '--only', 'as it is', '--settle', '1', '--seconds', '2'];
		const report = await runBench('run.mjs', ...args);
		expect(report).toMatch(/^\| opsdash \| \d+\.\d\d \| (?:1\.00|–) \| \d+\.\d \| \d+ \| (?:\d+|–) \|$/m);
	});

	test('compare one-shot commands and the first frame with ps and a bare Node', async () => {
		const report = await runBench('startup.mjs', '--processes', '40', '--runs', '1');
		expect(report).toMatch(/^\| opsdash --json \| \d+ \| \d+ \| \d+\.\d \| 500: (met|missed) \|$/m);
		expect(report).toMatch(/^\| opsdash, rows with PIDs \| \d+ \| 400: (met|missed) \|$/m);
	});

	test('leave the console open and say how its memory grew', async () => {
		expect(await runBench('leave-open.mjs', '--refreshes', '20')).toMatch(/^\d+ refreshes at 0\.1 s: PSS \d/);
	});
});
