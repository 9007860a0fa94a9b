import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { listStuck } from '../../../source/services/operations/plans/process-target.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';
import { planOf, prepareActs, service } from './acts-on-fake.ts';
import { fakeSystemd, fakeUnit } from './fake-systemd.ts';

const { create, entries } = prepareActs();
const down = { activeState: 'inactive', subState: 'dead' };

describe('the state that was seen', () => {
	test('counts: a unit that went down since is asked about again, and nothing runs', async () => {
		const unit = fakeUnit('app.service');
		const { operations, transport } = create(fakeSystemd([unit]));
		const plan = await planOf(operations, service('restart', 'app'));
		Object.assign(unit, { activeState: 'failed', subState: 'failed' });
		const result = await operations.perform(plan, { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'refused',
			message: 'app.service is failed now and was active (running) when this was asked; nothing was done',
			again: { before: 'failed', title: 'Restart app.service on web1' },
		});
		expect(transport.count('act')).toBe(0);
		expect(await entries()).toMatchObject([{ status: 'refused' }]);
		if (result.again === undefined) throw new Error('it is not asked again');
		Object.assign(unit, { activeState: 'active', subState: 'running' });
		expect(await operations.perform(result.again, { kind: 'yes' })).toMatchObject({ status: 'refused' });
	});

	test.each(['stop', 'restart'] as const)('a unit between two crashes can be told to %s', async (verb) => {
		const unit = fakeUnit('app.service');
		const { operations } = create(
			fakeSystemd([unit], (done) => {
				if (done === 'stop') Object.assign(unit, down);
				if (done === 'restart') Object.assign(unit, { activeState: 'active', subState: 'running' });
				return {};
			}),
		);
		const plan = await planOf(operations, service(verb, 'app'));
		Object.assign(unit, { activeState: 'activating', subState: 'auto-restart' });
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'succeeded' });
	});

	test('is followed while the question stands, and what was shown last counts', async () => {
		const unit = fakeUnit('app.service');
		const { operations } = create(fakeSystemd([unit]));
		const plan = await planOf(operations, service('stop', 'app'));
		expect(await operations.look(plan)).toMatchObject({ plan: { before: 'active (running)' }, isFlipped: false });
		Object.assign(unit, { activeState: 'activating', subState: 'auto-restart' });
		expect(await operations.look(plan)).toMatchObject({
			plan: { before: 'activating (auto-restart)' },
			isFlipped: false,
		});
		Object.assign(unit, down);
		expect(await operations.look(plan)).toMatchObject({ plan: { before: 'inactive (dead)' }, isFlipped: true });
		expect(await operations.look(plan)).toMatchObject({ isFlipped: false });
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'succeeded' });
		expect(await operations.look(plan)).toBeNull();
	});
});

describe('words of an act', () => {
	test('a unit that runs already was not started', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('app.service')]));
		const result = await operations.perform(await planOf(operations, service('start', 'app')), { kind: 'yes' });
		expect(result.message).toBe('app.service was running already: nothing was started; it is active (running)');
	});

	test('a unit that is down already was not stopped', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('app.service', down)]));
		const result = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect(result.message).toBe('app.service was not running; it is inactive (dead)');
	});
});

describe('the job of an act', () => {
	const withJob = (unit: ReturnType<typeof fakeUnit>, job: () => string) => {
		const host = fakeSystemd([unit]);
		return {
			...host,
			onCommand: (command: { file: string; args: readonly string[] }) =>
				command.args.includes('list-jobs') ? { stdout: job() } : host.onCommand?.(command, undefined),
		};
	};

	test('is followed to its end', async () => {
		const unit = fakeUnit('app.service');
		let asked = 0;
		const host = withJob(unit, () => {
			asked += 1;
			if (asked < 4) return '12 app.service stop running\n';
			Object.assign(unit, down);
			return '';
		});
		const { operations } = create(host);
		const result = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect(result).toMatchObject({ status: 'succeeded', after: 'inactive (dead)' });
		expect(asked).toBe(4);
	});

	test('that outlasts its limit goes on, and can be withdrawn', async () => {
		const unit = fakeUnit('app.service');
		const { operations, transport } = create(
			withJob(unit, () => '12 app.service stop running\n'),
			{ unitTimeoutMs: 1000 },
		);
		const stop = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect(stop).toMatchObject({
			status: 'timed-out',
			stillAt: { unit: 'app.service', manager: 'systemd', job: 12 },
			message: 'app.service was not stopped within 1 s; it is still stopping (active (running), job 12)',
		});
		const cancel = await planOf(operations, { type: 'cancel-job', unit: 'app', manager: null });
		expect(cancel.commandText).toBe('systemctl --no-pager --no-ask-password cancel 12');
		await operations.perform(cancel, { kind: 'yes' });
		expect(transport.count('act', cancel.commandText)).toBe(1);
	});

	test('that is not there cannot be withdrawn', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('app.service')]));
		expect(await operations.plan({ type: 'cancel-job', unit: 'app', manager: null })).toMatchObject({
			ok: false,
			error: { code: 'not-found', message: 'app.service has no job: what was begun has ended' },
		});
	});
});

describe('a watch', () => {
	test('is recorded as observed, with its verdict', async () => {
		const unit = fakeUnit('app.service', down);
		const host = fakeSystemd([unit], () => {
			Object.assign(unit, { activeState: 'active', subState: 'running' });
			return {};
		});
		const { operations } = create(host, { watchMs: 10_000 });
		const result = await operations.perform(await planOf(operations, service('start', 'app')), { kind: 'yes' });
		expect(await operations.observe(result.id)).toEqual({
			verdict: 'app.service held for 10 s; it is active (running)',
			isGood: true,
			state: 'active (running)',
		});
		const [entry] = await entries();
		expect(entry?.events.map(({ kind }) => kind)).toEqual(['begun', 'ended', 'observed']);
		expect(entry).toMatchObject({ verdict: expect.stringContaining('held for 10 s'), held: true });
		expect(await operations.observe(result.id)).toBeNull();
	});

	test('says nothing once another act on the unit began: what that does is no word on the act before', async () => {
		const unit = fakeUnit('app.service');
		const host = fakeSystemd([unit], (verb) => {
			Object.assign(unit, verb === 'stop' ? down : { activeState: 'active', subState: 'running' });
			return {};
		});
		const over = Promise.withResolvers<void>();
		const { operations } = create(host, {
			watchMs: 10_000,
			sleep: async (_milliseconds, signal) => {
				if (signal !== undefined) await over.promise;
			},
		});
		const stop = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		const start = await operations.perform(await planOf(operations, service('start', 'app')), { kind: 'yes' });
		over.resolve();
		expect(await operations.observe(stop.id)).toBeNull();
		expect(await operations.observe(start.id)).toMatchObject({ isGood: true });
		expect((await entries()).map(({ verdict }) => verdict)).toEqual([
			'app.service held for 10 s; it is active (running)',
			null,
		]);
	});

	test('is not kept when the console leaves', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('app.service')]), {
			watchMs: 60_000,
			sleep: async (milliseconds, signal) => {
				if (signal !== undefined) await pause(milliseconds, undefined, { signal });
			},
		});
		const result = await operations.perform(await planOf(operations, service('restart', 'app')), { kind: 'yes' });
		const seen = operations.observe(result.id);
		operations.stopWatching();
		expect(await seen).toBeNull();
	});
});

describe('undo', () => {
	test('starts again what went down, and is refused once the state has moved', async () => {
		const unit = fakeUnit('app.service');
		const { operations } = create(
			fakeSystemd([unit], (verb) => {
				Object.assign(unit, verb === 'stop' ? down : { activeState: 'active', subState: 'running' });
				return {};
			}),
		);
		const stop = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect(stop.canUndo).toBe(true);
		const undo = await planOf(operations, { type: 'undo', of: stop.id });
		expect(undo).toMatchObject({
			title: 'Undo stop of app.service on web1',
			commandText: 'systemctl --no-pager --no-ask-password start -- app.service',
		});
		expect(await operations.perform(undo, { kind: 'yes' })).toMatchObject({ status: 'succeeded' });
		expect(await operations.plan({ type: 'undo', of: stop.id })).toMatchObject({
			ok: false,
			error: { message: 'This cannot be undone any more: app.service is active (running) now' },
		});
	});

	test('is no success where a unit does not come up again, whatever systemctl says', async () => {
		const unit = fakeUnit('app.service');
		const { operations } = create(
			fakeSystemd([unit], (verb) => {
				Object.assign(unit, verb === 'stop' ? down : { activeState: 'failed', subState: 'failed' });
				return {};
			}),
		);
		const stop = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		const undo = await planOf(operations, { type: 'undo', of: stop.id });
		expect(await operations.perform(undo, { kind: 'yes' })).toMatchObject({
			status: 'failed',
			message: 'Everything was run, but app.service is failed',
		});
	});

	test('is not offered for a transient unit, a restart or a signal', async () => {
		const unit = fakeUnit('app.service', { enabled: 'transient' });
		const { operations } = create(
			fakeSystemd([unit], (verb) => {
				if (verb === 'stop') Object.assign(unit, down);
				return {};
			}),
		);
		const restart = await operations.perform(await planOf(operations, service('restart', 'app')), { kind: 'yes' });
		const stop = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect([restart.canUndo, stop.canUndo]).toEqual([undefined, undefined]);
		expect(await operations.plan({ type: 'undo', of: stop.id })).toMatchObject({
			ok: false,
			error: { code: 'refused', message: expect.stringContaining('This cannot be undone') },
		});
	});

	test('asks for the name where what it stops can lock out', async () => {
		const unit = fakeUnit('ssh.service', down);
		const { operations } = create(
			fakeSystemd([unit], () => {
				Object.assign(unit, { activeState: 'active', subState: 'running' });
				return {};
			}),
		);
		const start = await operations.perform(await planOf(operations, service('start', 'ssh')), { kind: 'yes' });
		const undo = await planOf(operations, { type: 'undo', of: start.id });
		expect(undo.friction).toMatchObject({ kind: 'name', typed: 'ssh' });
	});
});

describe('a manager that hangs', () => {
	test('past its limit the act is timed out, and the record says so', async () => {
		const unit = fakeUnit('app.service');
		const host = fakeSystemd([unit]);
		const late = { code: 'timeout', message: 'systemctl did not end within 1 s' } as const;
		const { operations } = create(
			{
				...host,
				onCommand: (command) => (command.args.includes('--no-block') ? late : host.onCommand?.(command, undefined)),
			},
			{ unitTimeoutMs: 1000 },
		);
		const result = await operations.perform(await planOf(operations, service('stop', 'app')), { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'timed-out',
			message: 'app.service was not stopped within 1 s, so its command was ended; it is active (running)',
		});
		expect(await entries()).toMatchObject([{ status: 'timed-out', exitCode: null }]);
	});
});

test('processes that no signal reaches are named', async () => {
	const line = (pid: number, name: string, state: string) => `${pid} (${name}) ${state} 1 ${'1 '.repeat(48)}\n`;
	const transport = createFakeTransport({
		files: { '/proc/7/stat': line(7, 'mount', 'D'), '/proc/8/stat': line(8, 'sh', 'S') },
	});
	expect(await listStuck(transport, [7, 8, 9])).toEqual(['7 mount']);
	expect(await listStuck(transport, null)).toEqual([]);
});
