/** A server that allows one session at a time, and whoever waits for it. */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createOpeningBackoff } from '../../../../source/services/transports/ssh/opening-backoff.ts';
import { createTurn } from '../../../../source/services/transports/ssh/turn.ts';
import { openRemote } from '../../../support/remote-transport.ts';

const longMs = 30_000;
const run = `${process.pid}-${Math.floor(Math.random() * 1e6)}`;

describe('a server with one session that is not known to be one', () => {
	/** It is known as soon as one was refused. */
	function openOne() {
		let limit: number | null = null;
		return openRemote({
			sessionLimit: () => limit,
			canOpen(_purpose, open) {
				if (open >= 1) limit = 1;
				return open < 1;
			},
		});
	}

	test('gives the figures their place when what had it is over, and an act waits its turn', async () => {
		const { transport, shells } = openOne();
		const acted = transport.act(`one-${run}`, { file: 'sleep', args: ['0.5'] }, { timeoutMs: longMs });
		const [first, files, ran, scan, second] = await Promise.all([
			acted,
			transport.readFiles(['/proc/uptime']),
			transport.run({ file: 'echo', args: ['hi'] }, { timeoutMs: longMs }),
			transport.scanProcesses({ facts: ['args'], factsTimeoutMs: longMs }),
			transport.act(`two-${run}`, { file: 'echo', args: ['ho'] }, { timeoutMs: longMs }),
		]);
		expect([first.ok, files[0]?.ok, ran.ok, scan.ok, second.ok]).toEqual([true, true, true, true, true]);
		expect(shells.openCount()).toBe(1);
	});

	test('holds a process though an act had the session before', async () => {
		const { transport } = openOne();
		await transport.act(`three-${run}`, { file: 'true', args: [] }, { timeoutMs: longMs });
		const startTicks = Number(readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ')[19]);
		const held = await transport.holdProcess({ pid: process.pid, startTicks });
		if (!held.ok) throw new Error(held.error.message);
		expect(await held.value.isAlive()).toBe(true);
	});

	test('lets nothing of an act start whose time was over before its turn came', async () => {
		const { transport } = openOne();
		await transport.readFiles(['/proc/uptime']);
		const long = transport.act(`four-${run}`, { file: 'sleep', args: ['1'] }, { timeoutMs: longMs });
		const late = await transport.act(`five-${run}`, { file: 'true', args: [] }, { timeoutMs: 200 });
		expect(late).toMatchObject({ ok: false, error: { message: expect.stringContaining('was not started') } });
		expect(await long).toMatchObject({ ok: true });
		expect(await transport.recoverAct(`five-${run}`)).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});
});

describe('who waits for a session', () => {
	afterEach(() => void vi.useRealTimers());
	const wait = (timeoutMs: number | null, isOpening = () => false, signal?: AbortSignal) =>
		createTurn({ host: 'one', timeoutMs, isOpening }, signal);

	test('gives up after its time limit, and in a queue not before ten seconds', async () => {
		vi.useFakeTimers();
		const turn = wait(500);
		await vi.advanceTimersByTimeAsync(9000);
		expect(turn.isOver()).toBe(false);
		await vi.advanceTimersByTimeAsync(1001);
		expect(turn.isOver()).toBe(true);
		expect(await turn.givenUp).toMatchObject({ error: { message: expect.stringMatching(/busy.*was not asked$/) } });
	});

	test('waits on while a session is being opened, and gives up no more once it was sent', async () => {
		vi.useFakeTimers();
		let isOpening = true;
		const [slow, sent] = [wait(500, () => isOpening), wait(500)];
		sent.begin();
		await vi.advanceTimersByTimeAsync(60_000);
		expect([slow.isOver(), sent.isOver()]).toEqual([false, false]);
		isOpening = false;
		await vi.advanceTimersByTimeAsync(10_001);
		expect([slow.isOver(), sent.isOver()]).toEqual([true, false]);
	});

	test('may be withdrawn', async () => {
		const withdraw = new AbortController();
		const turn = wait(null, undefined, withdraw.signal);
		withdraw.abort();
		expect(await turn.givenUp).toMatchObject({ error: { code: 'cancelled' } });
	});
});

test('what could not be opened over one connection is tried at once over the next', () => {
	let connections = 1;
	const backoff = createOpeningBackoff<string>({ connections: () => connections });
	for (let round = 0; round < 10; round += 1) backoff.note('no');
	expect(backoff.failure()).toBe('no');
	connections = 2;
	expect(backoff.failure()).toBeNull();
});
