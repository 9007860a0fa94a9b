import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';

const driver = fileURLToPath(new URL('../../support/operations-driver.ts', import.meta.url));
let directory = '';

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-full-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true });
});

/** Runs the driver over a small file system of its own, with what `prepare` does to it before. */
async function driveOn(size: string, prepare: string, steps: readonly unknown[]): Promise<readonly unknown[]> {
	const script = `mount -t tmpfs -o size=${size} tmpfs "$1" && cd "$1" && { ${prepare}; } && OPSDASH_DRIVER_STATE="$1" exec "$2" "$3"`;
	const ran = await run('unshare', ['--mount', 'sh', '-c', script, 'sh', directory, process.execPath, driver], {
		input: JSON.stringify(steps),
	});
	if (ran.exitCode !== 0) throw new Error(ran.stderr);
	return JSON.parse(ran.stdout) as readonly unknown[];
}

describeWhen({ root: true, packages: ['util-linux'] }, 'a log that cannot be written', () => {
	const marker = () => join(tmpdir(), `opsdash-ran-${process.pid}`);
	const touch = () => ({
		step: 'act',
		operation: { type: 'run', command: { file: 'touch', args: [marker()] }, timeoutMs: 5000 },
	});

	test('a full disk: the act is refused before it runs, with the reason', async () => {
		const [acted] = (await driveOn('300k', 'dd if=/dev/zero of=fill bs=1k 2>/dev/null; true', [touch()])) as [unknown];
		expect(acted).toMatchObject({
			result: {
				status: 'refused',
				message: expect.stringMatching(/^Nothing was done, because it could not be recorded: There is no space left/),
			},
		});
		expect(existsSync(marker())).toBe(false);
	});

	test('a read-only disk: the act is refused, and the log that is there can be read', async () => {
		const before = { step: 'act', operation: { type: 'run', command: { file: 'true', args: [] }, timeoutMs: 5000 } };
		await run(process.execPath, [driver], {
			input: JSON.stringify([before]),
			env: { OPSDASH_DRIVER_STATE: directory },
		});
		const script =
			'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && OPSDASH_DRIVER_STATE="$1" exec "$2" "$3"';
		const ran = await run('unshare', ['--mount', 'sh', '-c', script, 'sh', directory, process.execPath, driver], {
			input: JSON.stringify([touch(), { step: 'history' }]),
		});
		const [acted, history] = JSON.parse(ran.stdout) as [unknown, unknown];
		expect(acted).toMatchObject({ result: { status: 'refused', code: 'permission' } });
		expect(history).toMatchObject({ ok: true, value: { entries: [{ target: 'true', status: 'succeeded' }] } });
		expect(existsSync(marker())).toBe(false);
	});
});
