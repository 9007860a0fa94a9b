import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { readWriter } from '../../../source/services/operation-log/writer.ts';
import { run } from '../../support/run.ts';
import { begun } from '../operation-log/events.ts';

const driver = fileURLToPath(new URL('../../support/operations-driver.ts', import.meta.url));
let directory = '';
let log: OperationLog;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-killed-'));
	log = createOperationLog({ path: join(directory, 'operations.db'), user: '0' });
});

afterEach(async () => {
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

function start(script: string): ChildProcess {
	const operation = { type: 'run', command: { file: 'sh', args: ['-c', script] }, timeoutMs: 150_000 };
	const child = spawn(process.execPath, [driver], {
		env: { ...process.env, OPSDASH_DRIVER_STATE: directory },
		stdio: ['pipe', 'ignore', 'inherit'],
	});
	child.stdin?.end(JSON.stringify([{ step: 'act', operation }]));
	return child;
}

async function recover(): Promise<unknown> {
	const ran = await run(process.execPath, [driver], {
		input: JSON.stringify([{ step: 'recover' }]),
		env: { OPSDASH_DRIVER_STATE: directory },
	});
	return JSON.parse(ran.stdout)[0];
}

async function readEntry() {
	const answer = await log.query({});
	const entry = answer.ok ? answer.value.entries[0] : undefined;
	if (entry === undefined) throw new Error('nothing is recorded yet');
	return entry;
}

async function killWhenRunning(child: ChildProcess, marker: string): Promise<void> {
	const patience = { timeout: 60_000, interval: 30 };
	await vi.waitFor(async () => expect((await run('cat', [marker])).stdout).toBe('running\n'), patience);
	const closed = new Promise((resolve) => child.once('close', resolve));
	child.kill('SIGKILL');
	await closed;
}

test(
	'an act goes on when its console is killed, and the next one writes down how it ended',
	{ timeout: 150_000 },
	async () => {
		const marker = join(directory, 'marker');
		const child = start(
			`echo running >${marker}; while [ ! -e ${marker}.go ]; do sleep 0.05; done; echo ended well; exit 7`,
		);
		await killWhenRunning(child, marker);
		expect(await readEntry()).toMatchObject({ status: 'open', type: 'run' });
		expect(await recover()).toMatchObject({ ok: true, value: { settled: [], stillOpen: [expect.any(String)] } });
		await run('touch', [`${marker}.go`]);
		await vi.waitFor(async () => expect(await recover()).toMatchObject({ ok: true, value: { stillOpen: [] } }), {
			timeout: 60_000,
			interval: 100,
		});
		const entry = await readEntry();
		expect(entry).toMatchObject({ status: 'failed', exitCode: 7, durationMs: null });
		expect(entry.output).toContain('ended well');
		expect(await log.verify()).toMatchObject({ ok: true, value: { isIntact: true, events: 2 } });
	},
);

test('an operation of which nothing is left to see ends as unknown', { timeout: 150_000 }, async () => {
	const gone = { ...readWriter(), pid: 2 ** 22 - 3, startTicks: 1 };
	const { actor } = begun('lost');
	// Of another user's act nothing is settled so soon.
	const own = { ...actor, uid: process.getuid?.() ?? null };
	await log.append(begun('lost', { host: hostname(), type: 'signal', target: '77 sleep', writer: gone, actor: own }));
	expect(await recover()).toMatchObject({ ok: true, value: { settled: ['lost'], stillOpen: [] } });
	expect(await readEntry()).toMatchObject({ id: 'lost', status: 'unknown', exitCode: null });
	expect(await recover()).toMatchObject({ ok: true, value: { settled: [] } });
});

test('what another machine, another host or a living program began is left alone', { timeout: 150_000 }, async () => {
	const own = readWriter();
	await log.append(begun('machine', { host: hostname(), writer: { ...own, machine: 'another', pid: 2 ** 22 - 3 } }));
	await log.append(begun('host', { host: 'another-host', writer: { ...own, pid: 2 ** 22 - 3 } }));
	await log.append(begun('living', { host: hostname(), writer: own }));
	expect(await recover()).toMatchObject({ ok: true, value: { settled: [], stillOpen: ['machine', 'host', 'living'] } });
});
