import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocalTransport } from '../../../../source/services/transports/local-transport.ts';

const fixture = new URL('../../../fixtures/procfs-6.18-debian12/pid/', import.meta.url).pathname;
/** Of the fixture's process. */
const pid = 24302;
let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-procfs-'));
	const own = join(directory, String(pid));
	mkdirSync(own);
	for (const name of ['stat', 'cmdline', 'cgroup', 'io', 'statm', 'schedstat'])
		cpSync(join(fixture, name), join(own, name));
	mkdirSync(join(directory, '2'));
	cpSync(join(fixture, 'kthread-stat'), join(directory, '2', 'stat'));
	mkdirSync(join(directory, '77'));
	writeFileSync(join(directory, '77', 'stat'), '77 (cut) S 1 2');
	writeFileSync(join(directory, 'loadavg'), '0.00 0.00 0.00 1/1 5\n');
});

afterEach(() => rmSync(directory, { recursive: true }));

test('a directory of plain files is read as /proc, and what goes from it is gone', async () => {
	const transport = createLocalTransport({ procfs: directory, stateDirectory: directory });
	const facts = ['uid', 'args', 'cgroup', 'io', 'shared'] as const;
	const scan = async () => {
		const result = await transport.scanProcesses({ facts, factsTimeoutMs: 5000 });
		if (!result.ok) throw new Error(result.error.message);
		return result.value;
	};
	const first = await scan();
	expect(first.malformed).toBe(1);
	expect(first.hidden).toBeNull();
	const byPid = new Map(first.processes.map((sample) => [sample.pid, sample]));
	expect(byPid.get(2)).toMatchObject({ name: 'kthreadd', isKernelThread: true, args: [] });
	expect(byPid.get(pid)).toMatchObject({
		name: 'a) R 1 (\n\u001B[2J\uFFFD',
		cgroup: '/guest/payload',
		readBytes: expect.any(Number),
		sharedBytes: expect.any(Number),
	});
	expect(byPid.get(pid)?.args?.slice(2)).toEqual(['--password', 'hunter2', '', 'two words']);
	const again = await scan();
	expect(again.processes.find((sample) => sample.pid === pid)).toBe(byPid.get(pid));
	rmSync(join(directory, String(pid)), { recursive: true });
	expect((await scan()).processes.map((sample) => sample.pid)).toEqual([2]);
	await transport.close();
});
