import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type HoldOptions, holdProcess } from '../../../../source/services/transports/local/held-process.ts';

const children: ChildProcess[] = [];
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
});

function startTicksOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
	return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}

function start(file = 'sleep', args: readonly string[] = ['60']) {
	const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
	children.push(child);
	const pid = child.pid ?? 0;
	return { child, identity: { pid, startTicks: startTicksOf(pid) } };
}

function hold(identity: { pid: number; startTicks: number; key?: number }, options: Partial<HoldOptions> = {}) {
	return holdProcess(identity, { mapPath: (path) => path, ...options });
}

describe('a process that is held', () => {
	test('gets the signal by its name', async () => {
		const { child, identity } = start();
		const held = hold(identity);
		if (!held.ok) throw new Error(held.error.message);
		expect(await held.value.isAlive()).toBe(true);
		expect(await held.value.signal('SIGUSR1')).toEqual({ ok: true, value: undefined });
		expect(await once(child, 'exit')).toEqual([null, 'SIGUSR1']);
		held.value.release();
	});

	test('gets realtime signals too', async () => {
		const sent: number[] = [];
		const held = hold(start().identity, { send: (_, signal) => sent.push(signal) });
		if (!held.ok) throw new Error(held.error.message);
		await held.value.signal('RTMIN+3');
		expect(sent).toEqual([37]);
		expect(await held.value.signal('NOPE')).toMatchObject({ error: { code: 'refused' } });
		held.value.release();
	});

	test('is known to be gone, and nothing is sent to whoever has its number now', async () => {
		const { child, identity } = start();
		const sent: number[] = [];
		const held = hold(identity, { send: (pid) => sent.push(pid) });
		if (!held.ok) throw new Error(held.error.message);
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(await held.value.isAlive()).toBe(false);
		expect(await held.value.signal('TERM')).toMatchObject({ error: { code: 'not-found' } });
		expect(sent).toEqual([]);
		held.value.release();
	});

	test('must have started when the row says, and be the very process that the scan knows', () => {
		const { identity } = start();
		expect(hold({ ...identity, startTicks: identity.startTicks + 1 })).toMatchObject({ error: { code: 'not-found' } });
		const scanned = (isThere: boolean | null) => hold({ ...identity, key: 5 }, { isScanned: () => isThere }).ok;
		expect([scanned(true), scanned(false)]).toEqual([true, false]);
	});

	test('that ended and was not collected gets nothing, and the refusal says why', async () => {
		// The shell becomes a sleep that never waits for its child.
		const { child } = start('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
		const [said] = await once(child.stdout ?? child, 'data');
		const pid = Number(String(said));
		// Before that the child of the shell is the shell itself, which would collect it.
		await expect.poll(() => readFileSync(`/proc/${child.pid}/comm`, 'latin1')).toBe('sleep\n');
		process.kill(pid, 'SIGKILL');
		await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'latin1')).toMatch(/\) Z /);
		const held = hold({ pid, startTicks: startTicksOf(pid) });
		expect(held.ok && (await held.value.signal('TERM'))).toMatchObject({ error: { code: 'refused' } });
		if (held.ok) held.value.release();
	});

	test('of another /proc is refused: its number means another process here', () => {
		const { identity } = start();
		const elsewhere = hold(identity, { mapPath: (path) => path.replace('/proc', '/tmp') });
		expect(elsewhere).toMatchObject({ error: { code: 'refused' } });
	});
});
