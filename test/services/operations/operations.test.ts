import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createOperationLog } from '../../../source/services/operation-log/direct-operation-log.ts';
import type { LogEvent } from '../../../source/services/operation-log/log-event.ts';
import type { OperationLog } from '../../../source/services/operation-log/operation-log.ts';
import { planOf, prepareActs, service } from './acts-on-fake.ts';
import { fakeSystemd, fakeUnit } from './fake-systemd.ts';

const { create, directory, entries, log } = prepareActs();

describe('an act on a unit', () => {
	test('is shown with its canonical name and exact command, and recorded before and after', async () => {
		const nginx = fakeUnit('nginx.service', { activeState: 'inactive', subState: 'dead' });
		const { operations } = create(
			fakeSystemd([nginx], () => {
				Object.assign(nginx, { activeState: 'active', subState: 'running' });
				return {};
			}),
		);
		const plan = await planOf(operations, service('start', 'nginx'));
		expect(plan).toMatchObject({
			target: 'nginx.service',
			title: 'Start nginx.service on web1',
			commandText: 'systemctl --no-block --no-pager --no-ask-password start -- nginx.service',
			asUser: 'ada',
			before: 'inactive (dead)',
			friction: { kind: 'yes' },
		});
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({
			status: 'succeeded',
			code: null,
			message: 'nginx.service was started; it is active (running)',
			after: 'active (running)',
		});
		const [entry] = await entries();
		expect(entry).toMatchObject({
			id: plan.id,
			status: 'succeeded',
			before: 'inactive (dead)',
			actor: { user: 'ada', from: 'pts/1' },
		});
		expect(entry?.events.map(({ kind }) => kind)).toEqual(['begun', 'ended']);
	});

	test('is in the log before it runs', async () => {
		const seen: string[] = [];
		const spying: OperationLog = {
			...log(),
			append(event, options) {
				seen.push(event.kind);
				return log().append(event, options);
			},
		};
		const host = fakeSystemd([fakeUnit('a.service')], (verb) => {
			seen.push(verb);
			return {};
		});
		const { operations } = create(host, { log: spying });
		await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect(seen).toEqual(['begun', 'restart', 'ended']);
	});

	test('does not run when it cannot be recorded, and says why', async () => {
		writeFileSync(join(directory(), 'file'), '');
		const broken = createOperationLog({ path: join(directory(), 'file', 'operations.db'), user: '0' });
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service')]), { log: broken });
		const result = await operations.perform(await planOf(operations, service('stop', 'a')), { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'refused',
			message: expect.stringMatching(/^Nothing was done, because it could not be recorded: /),
		});
		expect(transport.count('act')).toBe(0);
	});

	test('whose end cannot be recorded still tells how it ended', async () => {
		const failing: OperationLog = {
			...log(),
			append: async (event: LogEvent, options) =>
				event.kind === 'ended'
					? { ok: false, error: { code: 'failed', message: 'There is no space left' } }
					: log().append(event, options),
		};
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { log: failing });
		const result = await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect(result).toMatchObject({
			status: 'succeeded',
			hint: 'Its end could not be recorded: There is no space left',
		});
	});

	test('is refused when the unit was masked between plan and act', async () => {
		const unit = fakeUnit('a.service', { activeState: 'inactive', subState: 'dead' });
		const { operations, transport } = create(fakeSystemd([unit]));
		const plan = await planOf(operations, service('start', 'a'));
		Object.assign(unit, { loadState: 'masked' });
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'refused', code: 'refused' });
		expect(transport.count('act')).toBe(0);
	});

	test('a refusal at the plan is recorded, unless it was only to be shown', async () => {
		const { operations } = create(fakeSystemd([]));
		await operations.plan(service('start', 'nothing'), { isDryRun: true });
		expect(await entries()).toEqual([]);
		await operations.plan(service('start', 'no$uch;thing'));
		expect(await entries()).toMatchObject([
			{ status: 'refused', type: 'service', target: 'no$uch;thing', argv: ['start', 'no$uch;thing'] },
		]);
	});

	test('a name of ten thousand characters is cut in the record', async () => {
		const { operations } = create(fakeSystemd([]));
		await operations.plan(service('start', 'x'.repeat(10_000)));
		const [entry] = await entries();
		expect(entry?.target.length).toBeLessThan(300);
		expect(entry?.argv.join('').length).toBeLessThan(5000);
	});

	test('a manager that is not there is told with those that are', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await operations.plan({ type: 'service', verb: 'start', unit: 'a', manager: 'runit' });
		expect(plan).toMatchObject({
			ok: false,
			error: { code: 'unavailable', message: 'runit was not found on web1', hint: 'Found there: systemd.' },
		});
	});

	test('a host without any manager says so', async () => {
		const { operations } = create({ host: 'web1' });
		expect(await operations.plan(service('start', 'a'))).toMatchObject({
			ok: false,
			error: { code: 'unavailable', message: 'No service manager was found on web1' },
		});
	});
});

describe('confirmation', () => {
	test('a typed name is checked here, whatever the screen did', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('ssh.service')]));
		const refused = await operations.perform(await planOf(operations, service('stop', 'ssh')), { kind: 'yes' });
		expect(refused).toMatchObject({ status: 'refused', hint: expect.stringContaining('--i-know ssh') });
		expect(transport.count('act')).toBe(0);
		expect(await entries()).toMatchObject([{ status: 'refused' }]);
		const typed = await operations.perform(await planOf(operations, service('restart', 'ssh')), {
			kind: 'typed',
			text: 'ssh',
		});
		expect(typed.status).toBe('succeeded');
	});

	test('the friction of a plan cannot be talked down by changing the plan', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('ssh.service')]));
		const plan = await planOf(operations, service('stop', 'ssh'));
		expect(await operations.perform({ ...plan, friction: { kind: 'yes' } }, { kind: 'yes' })).toMatchObject({
			status: 'refused',
		});
		expect(transport.count('act')).toBe(0);
	});

	test('a plan is carried out once', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await planOf(operations, service('restart', 'a'));
		const [first, second] = await Promise.all([
			operations.perform(plan, { kind: 'yes' }),
			operations.perform(plan, { kind: 'yes' }),
		]);
		expect([first.status, second.status]).toEqual(['succeeded', 'refused']);
		expect(transport.count('act')).toBe(1);
	});

	test('a plan that was given up cannot be carried out', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]));
		const plan = await planOf(operations, service('restart', 'a'));
		operations.discard(plan);
		expect(await operations.perform(plan, { kind: 'yes' })).toMatchObject({ status: 'refused' });
	});

	test('several ask for their number, and each is recorded', async () => {
		const { operations, transport } = create(fakeSystemd([fakeUnit('a.service'), fakeUnit('b.service')]));
		const both = async () => [
			await planOf(operations, service('restart', 'a')),
			await planOf(operations, service('restart', 'b')),
		];
		const refused = await operations.performAll(await both(), { kind: 'yes' });
		expect(refused.map(({ status, hint }) => [status, hint])).toEqual([
			['refused', 'Type the number of targets, 2, to confirm.'],
			['refused', 'Type the number of targets, 2, to confirm.'],
		]);
		expect(transport.count('act')).toBe(0);
		const done = await operations.performAll(await both(), { kind: 'typed', text: '2' });
		expect(done.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
		expect(await entries()).toHaveLength(4);
	});

	test('a protected host asks for its name', async () => {
		const settings = { protectedHosts: ['web*'], secretPatterns: [] };
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { settings });
		expect((await planOf(operations, service('start', 'a'))).friction).toMatchObject({ kind: 'name', typed: 'web1' });
	});

	test('a console that only looks refuses with code permission, and records it', async () => {
		const { operations } = create(fakeSystemd([fakeUnit('a.service')]), { isReadOnly: true });
		expect(await operations.plan(service('start', 'a'))).toMatchObject({ ok: false, error: { code: 'permission' } });
		expect(await entries()).toMatchObject([{ status: 'refused' }]);
		expect(await operations.plan(service('start', 'a'), { isDryRun: true })).toMatchObject({ ok: true });
	});

	test('open operations are counted while they run', async () => {
		let during = -1;
		const host = fakeSystemd([fakeUnit('a.service')], () => {
			during = operations.openOperations();
			return {};
		});
		const { operations } = create(host);
		await operations.perform(await planOf(operations, service('restart', 'a')), { kind: 'yes' });
		expect([during, operations.openOperations()]).toEqual([1, 0]);
	});
});
