import { describe, expect, test } from 'vitest';
import type { Reading } from '../../../source/domain/reading.ts';
import { fail, type Result, succeed } from '../../../source/domain/result.ts';
import { createPoller, type PollerOptions, type PollTask } from '../../../source/services/collectors/poller.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

type Pushed = { readonly name: string; readonly reading: Reading<unknown> };

function setUp(tasks: readonly PollTask[], more: Partial<PollerOptions> = {}) {
	const clock = createFakeClock();
	const pushed: Pushed[] = [];
	const stretches: Array<number | null> = [];
	const poller = createPoller({
		tasks,
		sink: (name, reading) => pushed.push({ name, reading }),
		front: 'top',
		intervalMs: 2000,
		onStretch: (_, periodMs) => stretches.push(periodMs),
		clock,
		...more,
	});
	return { clock, poller, pushed, stretches };
}

function counted(name: string, more: Partial<PollTask> = {}) {
	const calls: AbortSignal[] = [];
	const task: PollTask = {
		name,
		cadence: 'live',
		deadlineMs: 5000,
		isWanted: () => true,
		...more,
		collect: async (signal) => {
			calls.push(signal);
			return more.collect === undefined ? succeed(calls.length) : more.collect(signal);
		},
	};
	return { task, calls };
}

describe('the poller', () => {
	test('reads at once and then once per interval', async () => {
		const { task, calls } = counted('top');
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(0);
		expect(calls).toHaveLength(1);
		await clock.pass(10_000);
		expect(calls).toHaveLength(6);
	});

	test('starts live readings together and hands them over together, whenever each began', async () => {
		const summary = counted('summary');
		const top = counted('top', { isWanted: (front) => front === 'top' });
		const { clock, poller } = setUp([summary.task, top.task], { front: 'host' });
		const starts: string[] = [];
		poller.start();
		await clock.pass(700);
		poller.setFront('top');
		await clock.pass(0);
		expect(top.calls).toHaveLength(1);
		starts.push(`${summary.calls.length} ${top.calls.length}`);
		await clock.pass(1299);
		starts.push(`${summary.calls.length} ${top.calls.length}`);
		await clock.pass(1);
		starts.push(`${summary.calls.length} ${top.calls.length}`);
		expect(starts).toEqual(['1 1', '1 1', '2 2']);
	});

	test('holds a reading for those of its refresh that are under way, for a moment only', async () => {
		const answers: Array<() => void> = [];
		const slow = counted('top', {
			collect: () => new Promise((resolve) => answers.push(() => resolve(succeed(1)))),
		});
		const { clock, poller, pushed } = setUp([counted('summary').task, slow.task]);
		poller.start();
		await clock.pass(20);
		expect(pushed).toEqual([]);
		answers[0]?.();
		await clock.pass(0);
		expect(pushed.map(({ name }) => name)).toEqual(['summary', 'top']);
		await clock.pass(1980 + 39);
		expect(pushed).toHaveLength(2);
		await clock.pass(1);
		expect(pushed.map(({ name }) => name)).toEqual(['summary', 'top', 'summary']);
	});

	test('follows a new interval from the last start on', async () => {
		const { task, calls } = counted('top');
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(100);
		poller.setInterval(500);
		await clock.pass(399);
		expect(calls).toHaveLength(1);
		await clock.pass(1);
		expect(calls).toHaveLength(2);
	});

	test('keeps a period of its own for what is not live', async () => {
		const { task, calls } = counted('services', { cadence: 30_000 });
		const { clock, poller } = setUp([task]);
		poller.start();
		poller.setInterval(100);
		await clock.pass(59_000);
		expect(calls).toHaveLength(2);
	});

	test('reads nothing that the tab in front does not need', async () => {
		const hidden = counted('host', { isWanted: (front) => front === 'host' });
		const badge = counted('historyBadge');
		const { clock, poller } = setUp([hidden.task, badge.task]);
		poller.start();
		await clock.pass(9000);
		expect(hidden.calls).toHaveLength(0);
		expect(badge.calls).toHaveLength(5);
	});

	test('reads at once what a tab needs when it comes to the front, unless it is fresh', async () => {
		const { task, calls } = counted('host', { isWanted: (front) => front === 'host' });
		const { clock, poller } = setUp([task]);
		poller.start();
		poller.setFront('host');
		await clock.pass(0);
		expect(calls).toHaveLength(1);
		poller.setFront('top');
		await clock.pass(500);
		poller.setFront('host');
		await clock.pass(0);
		expect(calls).toHaveLength(1);
		await clock.pass(1500);
		expect(calls).toHaveLength(2);
	});

	test('never has two collections of a reading under way', async () => {
		let open = 0;
		let most = 0;
		const gates: Array<() => void> = [];
		const { task } = counted('top', {
			deadlineMs: 60_000,
			collect: async () => {
				open += 1;
				most = Math.max(most, open);
				await new Promise<void>((resolve) => gates.push(resolve));
				open -= 1;
				return succeed(1);
			},
		});
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(0);
		poller.refresh();
		poller.refresh();
		await clock.pass(20_000);
		expect(gates).toHaveLength(1);
		gates[0]?.();
		await clock.pass(0);
		expect(gates).toHaveLength(2);
		expect(most).toBe(1);
	});

	test('reads nothing while paused, but once when asked', async () => {
		const { task, calls } = counted('top');
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(0);
		poller.setPaused(true);
		await clock.pass(60_000);
		expect(calls).toHaveLength(1);
		poller.refresh();
		await clock.pass(60_000);
		expect(calls).toHaveLength(2);
		expect(clock.pending()).toBe(0);
	});

	test('turns a failed poll into a stale reading that keeps its value', async () => {
		const answers: Array<Result<number>> = [succeed(7), fail('unreachable', 'no answer')];
		const { task } = counted('top', { collect: async () => answers.shift() ?? succeed(8) });
		const { clock, poller, pushed } = setUp([task]);
		poller.start();
		await clock.pass(2000);
		expect(pushed.map(({ reading }) => reading.state)).toEqual(['ready', 'stale']);
		expect(pushed[1]?.reading).toMatchObject({ value: 7, error: { code: 'unreachable' } });
	});

	test('gives up a collection at its deadline, says so at once, and drops its late answer', async () => {
		let answer = (_: Result<number>) => {};
		const { task, calls } = counted('top', {
			deadlineMs: 1000,
			collect: () => new Promise((resolve) => (answer = resolve)),
		});
		const { clock, poller, pushed } = setUp([task]);
		poller.start();
		await clock.pass(1000);
		expect(calls[0]?.aborted).toBe(true);
		expect(pushed.map(({ reading }) => reading)).toMatchObject([{ state: 'failed', error: { code: 'timeout' } }]);
		answer(succeed(1));
		await clock.pass(0);
		expect(pushed).toHaveLength(1);
	});

	test('starts another collection after one that never answers', async () => {
		const { task, calls } = counted('top', { deadlineMs: 1000, collect: () => new Promise(() => {}) });
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(60_000);
		expect(calls.length).toBeGreaterThan(1);
		expect(calls.length).toBeLessThan(6);
	});

	test('takes one reading after a suspended night, not thousands', async () => {
		const { task, calls } = counted('top');
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(0);
		await clock.sleep(8 * 3600 * 1000);
		expect(calls).toHaveLength(2);
		await clock.pass(2000);
		expect(calls).toHaveLength(3);
	});

	test('stretches the period when collecting takes longer than half of it, says so, and takes it back', async () => {
		let tookMs = 3000;
		const clock = createFakeClock();
		const { task, calls } = counted('top', {
			collect: () => new Promise((resolve) => clock.after(tookMs, () => resolve(succeed(1)))),
		});
		const { poller, stretches } = setUp([task], { clock });
		poller.start();
		await clock.pass(3000);
		expect(stretches).toEqual([6000]);
		tookMs = 10;
		await clock.pass(2999);
		expect(calls).toHaveLength(1);
		await clock.pass(11);
		expect(calls).toHaveLength(2);
		await clock.pass(1990);
		expect(calls).toHaveLength(3);
		await clock.pass(10_000);
		expect(stretches.at(-1)).toBeNull();
		expect(stretches.length).toBeLessThan(5);
	});

	test('rests longer after what is costly each time, within bounds, and says so', async () => {
		let tookMs = 110;
		const clock = createFakeClock();
		const { task, calls } = counted('network', {
			restFactor: () => 40,
			collect: () => new Promise((resolve) => clock.after(tookMs, () => resolve(succeed(1)))),
		});
		const { poller, stretches } = setUp([task], { clock });
		poller.start();
		await clock.pass(4110);
		expect([calls.length, stretches]).toEqual([3, [4400]]);
		await clock.pass(4399);
		expect(calls).toHaveLength(4);
		// However long it takes, figures get no older than four intervals for that.
		tookMs = 900;
		await clock.pass(30_000);
		expect(stretches.at(-1)).toBe(8000);
		tookMs = 10;
		await clock.pass(30_000);
		expect(stretches.at(-1)).toBeNull();
	});

	test('says nothing about one collection that was late', async () => {
		let tookMs = 100;
		const clock = createFakeClock();
		const { task } = counted('top', {
			collect: () => new Promise((resolve) => clock.after(tookMs, () => resolve(succeed(1)))),
		});
		const { poller, stretches } = setUp([task], { clock });
		poller.start();
		await clock.pass(3900);
		tookMs = 1500;
		await clock.pass(200);
		tookMs = 100;
		await clock.pass(20_000);
		expect(stretches).toEqual([]);
	});

	test('takes the first reading of a tab even while paused', async () => {
		const { task, calls } = counted('host', { isWanted: (front) => front === 'host' });
		const { clock, poller } = setUp([task]);
		poller.start();
		poller.setPaused(true);
		poller.setFront('host');
		await clock.pass(60_000);
		expect(calls).toHaveLength(1);
	});

	test('survives a collector that throws', async () => {
		const { task } = counted('top', {
			collect: async () => {
				throw new TypeError('a bug');
			},
		});
		const { clock, poller, pushed } = setUp([task]);
		poller.start();
		await clock.pass(2000);
		expect(pushed).toMatchObject([{ reading: { state: 'failed' } }, { reading: { state: 'failed' } }]);
	});

	test('asked to read soon, reads once however often it was asked', async () => {
		const { task, calls } = counted('top');
		const { clock, poller } = setUp([task]);
		poller.start();
		await clock.pass(100);
		for (let time = 0; time < 10; time++) {
			poller.refreshWithin('top', 150);
			await clock.pass(10);
		}
		await clock.pass(50);
		expect(calls).toHaveLength(2);
	});

	test('looks again at what is wanted by now, and keeps to what it was asked to read soon', async () => {
		let isWanted = false;
		const top = counted('top');
		const later = counted('later', { isWanted: () => isWanted });
		const { clock, poller } = setUp([top.task, later.task]);
		poller.start();
		await clock.pass(100);
		poller.refreshWithin('top', 60);
		isWanted = true;
		poller.lookAgain();
		await clock.pass(0);
		expect([top.calls.length, later.calls.length]).toEqual([1, 1]);
		await clock.pass(60);
		expect(top.calls).toHaveLength(2);
	});

	test('is silent once stopped, and leaves no timer', async () => {
		const { task, calls } = counted('top', { collect: () => new Promise(() => {}) });
		const { clock, poller, pushed } = setUp([task, counted('summary').task]);
		poller.start();
		await clock.pass(0);
		poller.stop();
		expect(calls[0]?.aborted).toBe(true);
		const before = pushed.length;
		await clock.pass(100_000);
		expect(pushed).toHaveLength(before);
	});
});
