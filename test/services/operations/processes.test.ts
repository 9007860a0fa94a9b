import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Operation, OperationResult } from '../../../source/domain/operation.ts';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { createOperations, type Operations } from '../../../source/services/operations/operations.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { createLocalTransport } from '../../../source/services/transports/local-transport.ts';
import type { Transport } from '../../../source/services/transports/transport.ts';
import { run } from '../../support/run.ts';

const actor = { user: 'ada', uid: 0, loginUser: null, loginUid: null, sudoUser: null, from: null };
/** Of what comes in its own time: a busy machine takes longer. */
const patience = { timeout: 15_000, interval: 20 };
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
	// It says that it is ready a moment before it waits.
	await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(' S '), patience);
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
		const result = await act({ type: 'run', command: { file: 'sh', args: ['-c', script] }, timeoutMs: 2000 });
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

test('undo of a renice gives each thread its own value back, once', { timeout: 20_000 }, async () => {
	const pid = await startChild(process.execPath, ['-e', 'console.log("ready"); setTimeout(() => {}, 1e6)']);
	const threads = readdirSync(`/proc/${pid}/task`);
	const before = niceOf(pid)[0] ?? 0;
	await run('renice', [String(before + 2), '-p', threads.at(-1) ?? '']);
	const mixed = niceOf(pid);
	const result = await act({ type: 'renice', pid, startTicks: null, key: null, nice: before + 7 });
	expect(result.canUndo).toBe(true);
	expect(await act({ type: 'undo', of: result.id })).toMatchObject({ status: 'succeeded' });
	expect(niceOf(pid)).toEqual(mixed);
	expect(await operations.plan({ type: 'undo', of: result.id })).toMatchObject({
		ok: false,
		error: { message: expect.stringContaining('cannot be undone any more: the nice value of process') },
	});
});

test('who is connected to a process is told before it is ended', { timeout: 20_000 }, async () => {
	const server =
		'const s = require("net").createServer(() => {}).listen(0, "127.0.0.1", () => console.log(s.address().port))';
	const started = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'ignore'] });
	child = started;
	const port = Number(
		await new Promise<string>((resolve) => started.stdout.once('data', (data) => resolve(String(data)))),
	);
	const client = connect(port, '127.0.0.1');
	await once(client, 'connect');
	const pid = started.pid ?? 0;
	const plan = await operations.plan({ type: 'signal', pid, startTicks: null, key: null, signal: 'TERM' });
	client.destroy();
	expect(plan.ok && plan.value.effects).toEqual(
		expect.arrayContaining([`Listens on tcp 127.0.0.1:${port}.`, '1 client is connected.']),
	);
	if (plan.ok) operations.discard(plan.value);
});

test('several that are confirmed by their number get their signal together', { timeout: 20_000 }, async () => {
	const deaf = ['-c', "trap '' TERM; echo ready; while :; do sleep 0.2; done"];
	const group = await startChild('sh', [
		'-c',
		`sleep 1000 & sh ${deaf.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')} & wait`,
	]);
	const children = readFileSync(`/proc/${group}/task/${group}/children`, 'utf8').trim().split(' ').map(Number);
	const plans = [];
	for (const pid of children) {
		const plan = await operations.plan({ type: 'signal', pid, startTicks: null, key: null, signal: 'KILL' });
		if (plan.ok) plans.push(plan.value);
	}
	expect(plans).toHaveLength(2);
	const results = await operations.performAll(plans, { kind: 'typed', text: '2' });
	expect(results.map(({ status, after }) => `${status} ${after}`)).toEqual(['succeeded ended', 'succeeded ended']);
});

test('a command past its time limit says which signal it took', { timeout: 20_000 }, async () => {
	// Long enough for a busy machine to have set the trap.
	const operation = (script: string): Operation => ({
		type: 'run',
		command: { file: 'sh', args: ['-c', script] },
		timeoutMs: 1500,
	});
	const soft = await act(operation('exec sleep 1000'));
	expect(soft.message).toBe('sh did not end within 1.5 s, so its processes were ended with TERM');
	const hard = await act(operation("trap '' TERM; while :; do sleep 0.1; done"));
	expect(hard.message).toBe(
		'sh did not end within 1.5 s, so its processes were ended: TERM was not enough, so with KILL',
	);
});

test('a command that a signal ended has no exit status', { timeout: 20_000 }, async () => {
	const result = await act({ type: 'run', command: { file: 'sh', args: ['-c', 'kill -SEGV $$'] }, timeoutMs: 5000 });
	expect(result).toMatchObject({
		status: 'failed',
		exitCode: null,
		message: 'sh did not succeed: it was ended by SIGSEGV',
	});
});
