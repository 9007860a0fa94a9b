import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { testWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';

const program = fileURLToPath(new URL('../../support/wrong-target.ts', import.meta.url));
const tries = 1000;

testWhen(
	{ root: true, packages: ['util-linux'] },
	'no signal reaches a process that took the number of the one in the question, in a thousand tries',
	async () => {
		const args = ['--pid', '--fork', '--mount-proc', process.execPath, program, String(tries)];
		const { stdout, stderr } = await run('unshare', args, { timeoutMs: 240_000 });
		const { taken, sameTicks, rightSignals, refused, wrong } = JSON.parse(stdout || `{"wrong":"${stderr}"}`);
		expect(wrong).toEqual([]);
		expect({ taken, refused }).toEqual({ taken: tries, refused: tries });
		// PID and start time alone would not have told many of them apart.
		expect(sameTicks).toBeGreaterThan(tries / 100);
		expect(rightSignals).toBeGreaterThan(tries / 40);
	},
	250_000,
);
