import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Operation, OperationResult } from '../../../source/domain/operation.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { createOperations, type Operations } from '../../../source/services/operations/operations.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { createLocalTransport } from '../../../source/services/transports/local-transport.ts';
import type { Transport } from '../../../source/services/transports/transport.ts';

const actor = { user: 'ada', uid: 0, loginUser: null, loginUid: null, sudoUser: null, from: null };
let directory = '';
let log: OperationLog;
let transport: Transport;
let operations: Operations;
let child: ChildProcess | null = null;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'opsdash-processes-'));
	log = createOperationLog({ path: join(directory, 'operations.db'), user: '0' });
	transport = createLocalTransport({ stateDirectory: directory });
	operations = createOperations({
		transport,
		log,
		managers: createManagers(transport),
		actor,
		settings: { protectedHosts: [], secretPatterns: [] },
	});
});

afterEach(async () => {
	child?.kill('SIGKILL');
	child = null;
	await transport.close();
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

async function startChild(file: string, args: readonly string[]): Promise<number> {
	const started = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
	child = started;
	await new Promise((resolve) => started.stdout.once('data', resolve));
	return started.pid ?? 0;
}

async function act(operation: Operation): Promise<OperationResult> {
	const plan = await operations.plan(operation);
	if (!plan.ok) throw new Error(plan.error.message);
	return operations.perform(plan.value, { kind: 'yes' });
}

function niceOf(pid: number): readonly number[] {
	return readdirSync(`/proc/${pid}/task`).map((thread) => {
		const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
		return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16]);
	});
}

/** Empty once a process has ended, whether or not init has collected it. */
function readCommandLine(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}

test('a real process is ended by TERM, and the record says so', { timeout: 20_000 }, async () => {
	const pid = await startChild('sh', ['-c', 'echo ready; sleep 1000 & wait']);
	const result = await act({ type: 'signal', pid, startTicks: null, key: null, signal: 'TERM' });
	expect(result).toMatchObject({ status: 'succeeded', before: 'sleeping', after: 'ended' });
	expect(result.message).toBe(`TERM was sent to ${pid} sh; it has ended`);
});

test('a process that ignores TERM is told to be there still', { timeout: 20_000 }, async () => {
	const pid = await startChild('sh', ['-c', "trap '' TERM; echo ready; while :; do sleep 0.2; done"]);
	const result = await act({ type: 'signal', pid, startTicks: null, key: null, signal: 'TERM' });
	expect(result.message).toContain('is still there');
	expect(result.hint).toBe('Give it time, or send KILL.');
});

test('renice reaches every thread', { timeout: 20_000 }, async () => {
	const pid = await startChild(process.execPath, ['-e', 'console.log("ready"); setTimeout(() => {}, 1e6)']);
	expect(niceOf(pid).length).toBeGreaterThan(3);
	const before = niceOf(pid)[0] ?? 0;
	const result = await act({ type: 'renice', pid, startTicks: null, key: null, nice: before + 7 });
	expect(result).toMatchObject({ status: 'succeeded', before: `nice ${before}`, after: `nice ${before + 7}` });
	expect(new Set(niceOf(pid))).toEqual(new Set([before + 7]));
});

test('a signal to what this program came from asks for a name', { timeout: 20_000 }, async () => {
	const plan = await operations.plan({
		type: 'signal',
		pid: process.ppid,
		startTicks: null,
		key: null,
		signal: 'TERM',
	});
	expect(plan).toMatchObject({ ok: true, value: { friction: { kind: 'name' } } });
	if (plan.ok) operations.discard(plan.value);
});

test(
	'a command that does not end in time is ended with what it started, and its output kept',
	{ timeout: 20_000 },
	async () => {
		const script = 'echo so far; sleep 1000 & echo $!; wait';
		const result = await act({ type: 'run', command: { file: 'sh', args: ['-c', script] }, timeoutMs: 400 });
		expect(result).toMatchObject({ status: 'timed-out', code: 'timeout', exitCode: null });
		const [first, pid] = result.output.split('\n');
		expect(first).toBe('so far');
		expect(readCommandLine(pid ?? '')).toBe('');
	},
);

test('a command without a shell takes signs of the shell as they stand', { timeout: 20_000 }, async () => {
	const result = await act({ type: 'run', command: { file: 'echo', args: ['$(id)', '>', '/tmp/x'] }, timeoutMs: 5000 });
	expect(result).toMatchObject({ status: 'succeeded', output: '$(id) > /tmp/x' });
});
