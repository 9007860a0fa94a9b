import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Operation, OperationPlan, OperationResult, ServiceVerb } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import { describeWhen } from '../../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../../support/systemd-host.ts';

type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

const nobody = 65_534;

function service(verb: ServiceVerb, unit: string): { readonly step: 'act'; readonly operation: Operation } {
	return { step: 'act', operation: { type: 'service', verb, unit, manager: null } };
}

describeWhen({ root: true, packages: ['systemd', 'dbus', 'util-linux'] }, 'acts on a real systemd', () => {
	let host: SystemdHost;

	beforeAll(async () => {
		host = await bootSystemdHost('acts');
		await host.addUnit(
			'steady.service',
			'[Unit]\nDescription=Runs\n[Service]\nExecStart=sleep 1000\n[Install]\nWantedBy=multi-user.target\n',
		);
		await host.addUnit(
			'crash.service',
			'[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c "echo going down; exit 3"\nRestart=always\nRestartSec=200ms\n',
		);
		await host.addUnit('once.service', '[Service]\nExecStart=/bin/false\n');
		await host.addUnit(
			'slow.service',
			'[Service]\nExecStart=/bin/sh -c "trap \'\' TERM; sleep 1000 & wait; wait"\nTimeoutStopSec=30\n',
		);
		await host.addUnit(
			'wanting.service',
			'[Unit]\nRequires=steady.service\nAfter=steady.service\n[Service]\nExecStart=sleep 1000\n',
		);
		const packaged = '[Service]\nExecStart=sleep 1000\n';
		await host.run('tee', ['/usr/lib/systemd/system/packaged.service'], { input: packaged });
		await host.run('ln', ['-s', '/dev/null', '/etc/systemd/system/hidden.service']);
	}, 90_000);

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	async function act(...steps: readonly unknown[]): Promise<readonly Acted[]> {
		return (await host.drive(steps)) as readonly Acted[];
	}

	test('start, restart and stop end in the state that they are for', { timeout: 30_000 }, async () => {
		const [start, restart, stop] = await act(
			service('start', 'steady'),
			service('restart', 'steady'),
			service('stop', 'steady'),
		);
		expect(start?.result).toMatchObject({
			status: 'succeeded',
			exitCode: 0,
			before: 'inactive (dead)',
			after: 'active (running)',
		});
		expect(restart?.result).toMatchObject({
			status: 'succeeded',
			before: 'active (running)',
			after: 'active (running)',
		});
		expect(stop?.result).toMatchObject({ status: 'succeeded', before: 'active (running)', after: 'inactive (dead)' });
	});

	test('a start that systemctl calls a success and that ends at once is a failure', { timeout: 30_000 }, async () => {
		const [started] = await act(service('start', 'once'));
		expect(started?.result).toMatchObject({ status: 'failed', exitCode: 0, after: 'failed' });
		expect(started?.result?.message).toContain('reported success, but once.service is failed');
		const [reset] = await act(service('reset-failed', 'once'));
		expect(reset?.result).toMatchObject({ status: 'succeeded', before: 'failed', after: 'inactive (dead)' });
	});

	test('a unit that crashes again and again did not start, and can be stopped', { timeout: 30_000 }, async () => {
		const [started, stopped] = await act(service('start', 'crash'), service('stop', 'crash'));
		expect(started?.result).toMatchObject({ status: 'failed', exitCode: 0 });
		// Stopped while it was going down once more, it has failed.
		const after = expect.stringMatching(/^(?:inactive \(dead\)|failed)$/);
		expect(stopped?.result).toMatchObject({ status: 'succeeded', after });
		await act(service('reset-failed', 'crash'));
	});

	test('a masked unit is refused before anything runs', { timeout: 30_000 }, async () => {
		const [start, enable] = await act(service('start', 'hidden'), service('enable', 'hidden'));
		expect(start?.plan).toMatchObject({
			ok: false,
			error: { code: 'refused', message: 'hidden.service is masked: nothing can start it' },
		});
		expect(enable?.plan).toMatchObject({ ok: false, error: { code: 'refused' } });
	});

	test('enable, disable, mask and unmask change what happens at the next boot', { timeout: 30_000 }, async () => {
		const answers = await act(service('enable', 'steady'), service('disable', 'steady'));
		expect(answers.map(({ result }) => result?.status)).toEqual(['succeeded', 'succeeded']);
		expect(answers[0]?.result?.after).toContain('enabled');
		expect(answers[1]?.result?.after).toContain('disabled');
		const masks = await act(service('mask', 'packaged'), service('start', 'packaged'), service('unmask', 'packaged'));
		expect(masks[0]?.result).toMatchObject({ status: 'succeeded', after: 'masked, inactive (dead)' });
		expect(masks[1]?.plan).toMatchObject({ ok: false, error: { code: 'refused' } });
		expect(masks[2]?.result).toMatchObject({ status: 'succeeded', after: 'static, inactive (dead)' });
	});

	test('mask of a unit whose file lies in /etc is explained', { timeout: 30_000 }, async () => {
		const [masked] = await act(service('mask', 'steady'));
		expect(masked?.result).toMatchObject({ status: 'failed', exitCode: 1, code: 'refused' });
		expect(masked?.result?.hint).toContain('cannot be masked');
	});

	test('reload of a unit that has nothing to reload is explained', { timeout: 30_000 }, async () => {
		const [, reload] = await act(service('start', 'steady'), service('reload', 'steady'));
		expect(reload?.result).toMatchObject({ status: 'failed', exitCode: 3 });
		expect(reload?.result?.message).toContain('nothing to reload');
	});

	test('what goes down with a unit is told before it is stopped', { timeout: 30_000 }, async () => {
		await act(service('start', 'wanting'));
		const [plan] = (await host.drive([
			{ step: 'plan', operation: { type: 'service', verb: 'stop', unit: 'steady', manager: null } },
		])) as [Result<OperationPlan>];
		expect(plan.ok && plan.value.effects).toEqual([
			'Goes down with it: wanting.service.',
			expect.stringMatching(/^1 process ends: \d+ sleep\.$/),
		]);
		expect(plan.ok && plan.value.friction).toEqual({ kind: 'yes' });
	});

	test('a unit that logins hang on asks for its name, and is left alone without it', { timeout: 30_000 }, async () => {
		const [refused] = await act({ ...service('stop', 'dbus'), confirm: false });
		expect(refused?.plan).toMatchObject({ ok: true, value: { friction: { kind: 'name', typed: 'dbus' } } });
		expect(refused?.result).toMatchObject({
			status: 'refused',
			message: `Stop dbus.service on ${host.name} was not confirmed`,
		});
		expect((await host.run('systemctl', ['is-active', 'dbus'])).stdout).toBe('active\n');
	});

	test('a unit that nobody has is told with the nearest names', { timeout: 30_000 }, async () => {
		const [plan] = await act(service('start', 'stedy'));
		expect(plan?.plan).toMatchObject({ ok: false, error: { code: 'not-found', hint: 'Did you mean steady?' } });
	});

	test('names are never interpreted', { timeout: 60_000 }, async () => {
		const names = [
			'a;reboot',
			'$(touch /tmp/pwned)',
			'a b',
			'-H',
			'--version',
			'x'.repeat(10_000),
			'ѕtеаdу',
			'../steady',
			'a\nb',
			'*',
		];
		const answers = await act(...names.map((name) => service('stop', name)));
		expect(answers.map(({ plan }) => (plan.ok ? plan.value.title : plan.error.code))).toEqual(
			names.map(() => 'refused'),
		);
		expect((await host.run('ls', ['/tmp/pwned'])).exitCode).not.toBe(0);
	});

	test('an ordinary user is told what is missing, and nothing changes', { timeout: 30_000 }, async () => {
		await act(service('start', 'steady'));
		const [stop] = (await host.drive([service('stop', 'steady')], { uid: nobody })) as readonly Acted[];
		expect(stop?.result).toMatchObject({ status: 'failed', code: 'permission', after: 'active (running)' });
		expect(stop?.result?.hint).toContain('polkit');
	});

	test('an act that outlasts its time limit says in what state the unit is', { timeout: 40_000 }, async () => {
		await act(service('start', 'slow'));
		const [stop] = await act({ ...service('stop', 'slow'), unitTimeoutMs: 700 });
		expect(stop?.result).toMatchObject({ status: 'timed-out', code: 'timeout', exitCode: null });
		expect(stop?.result?.message).toMatch(
			/^slow\.service was not stopped within 0\.7 s; it is still stopping \(deactivating/,
		);
		expect(stop?.result?.stillAt).toMatchObject({ unit: 'slow.service', manager: 'systemd', job: expect.any(Number) });
		await host.run('systemctl', ['kill', '--signal=KILL', 'slow.service']);
		await host.run('systemctl', ['reset-failed', 'slow.service']);
	});

	test('a transient unit that is forgotten when it stops was stopped', { timeout: 30_000 }, async () => {
		await host.run('systemd-run', ['--collect', '--unit=passing', 'sleep', '1000']);
		const [stop] = await act(service('stop', 'passing'));
		expect(stop?.result).toMatchObject({ status: 'succeeded', after: 'no longer loaded' });
	});

	test('daemon-reload is due after a change of the file, and can be done', { timeout: 30_000 }, async () => {
		await host.run('sh', ['-c', 'echo "# changed" >>/etc/systemd/system/steady.service']);
		const detail = { step: 'detail', manager: 'systemd', unit: 'steady' };
		const reload = { step: 'act', operation: { type: 'reload-manager', manager: 'systemd' } };
		const [before, reloaded, after] = await host.drive([detail, reload, detail]);
		expect(before).toMatchObject({ ok: true, value: { needsReload: true } });
		expect(reloaded).toMatchObject({ result: { status: 'succeeded' } });
		expect(after).toMatchObject({ ok: true, value: { needsReload: false, row: { name: 'steady.service' } } });
	});

	test('the list joins loaded units, unit files and figures, what failed first', { timeout: 60_000 }, async () => {
		type View = {
			readonly data: { readonly managers: unknown; readonly units: ReadonlyArray<Record<string, unknown>> };
			readonly problems: unknown;
		};
		await act(service('start', 'once'));
		// On a busy machine the scripts may take longer than others wait for them.
		const [view, failed] = await vi.waitFor(
			async () => {
				const [listed, count] = (await host.drive([{ step: 'list' }, { step: 'failed' }])) as [View, unknown];
				expect(listed.problems).toEqual([]);
				return [listed, count] as const;
			},
			{ timeout: 50_000, interval: 100 },
		);
		expect(view.data.managers).toMatchObject([{ name: 'systemd', version: expect.stringMatching(/^\d+/) }]);
		expect(view.data.units[0]).toMatchObject({ name: 'once.service', activeState: 'failed' });
		const byName = new Map(view.data.units.map((unit) => [unit['name'], unit]));
		expect(byName.get('steady.service')).toMatchObject({
			activeState: 'active',
			description: 'Runs',
			mainPid: expect.any(Number),
		});
		expect(byName.get('hidden.service')).toMatchObject({
			enabled: 'masked',
			loadState: 'masked',
			activeState: 'inactive',
		});
		expect(failed).toEqual({ ok: true, value: 1 });
		await act(service('reset-failed', 'once'));
	});

	test('the log of a unit has what it printed', { timeout: 30_000 }, async () => {
		await act(service('start', 'crash'), service('stop', 'crash'));
		const step = { step: 'log', manager: 'systemd', unit: 'crash', lines: 50 };
		const [log] = (await host.drive([step])) as [
			{ readonly ok: boolean; readonly value: { readonly source: string; readonly lines: unknown } },
		];
		expect(log).toMatchObject({ ok: true, value: { source: 'journal' } });
		expect(JSON.stringify(log.value.lines)).toContain('going down');
	});

	test('an ordinary user is told why the journal is empty for them', { timeout: 30_000 }, async () => {
		const step = { step: 'log', manager: 'systemd', unit: 'steady', lines: 50 };
		const [log] = await host.drive([step], { uid: nobody });
		expect(log).toMatchObject({
			ok: false,
			error: { code: 'permission', hint: expect.stringContaining('systemd-journal') },
		});
	});

	test('everything that was done and refused is in the log, and the chain holds', { timeout: 30_000 }, async () => {
		const [verify, history] = (await host.drive([{ step: 'verify' }, { step: 'history' }])) as [
			unknown,
			{ readonly value: { readonly entries: ReadonlyArray<{ readonly status: string }> } },
		];
		expect(verify).toMatchObject({ ok: true, value: { isIntact: true } });
		const statuses = new Set(history.value.entries.map(({ status }) => status));
		expect([...statuses].toSorted()).toEqual(['failed', 'refused', 'succeeded', 'timed-out']);
	});
});
