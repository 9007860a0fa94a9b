import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { OperationPlan } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import type { UnitDetail, UnitLog } from '../../../source/domain/services.ts';
import { act, driveManagers } from '../../support/drive-managers.ts';
import { openrcScripts, runitServices, supervisorFiles } from '../../support/managed-services.ts';
import { bootManagersHost, type ManagersHost } from '../../support/managers-host.ts';
import { describeWhen } from '../../support/requires.ts';

const needed = {
	root: true,
	packages: ['util-linux', 'procps', 'runit', 'supervisor'],
	downloads: ['openrc', 'librc1', 'libeinfo1'],
} as const;

describeWhen(needed, 'OpenRC, runit and supervisord on one host', () => {
	vi.setConfig({ testTimeout: 90_000 });
	let host: ManagersHost;
	const { list, listOnce, find, waitForUnit, doAct } = driveManagers(() => host);

	beforeAll(async () => {
		host = await bootManagersHost('managers', ['openrc']);
		await host.write({ ...openrcScripts, ...runitServices, ...supervisorFiles });
		for (const name of ['web', 'watched', 'looping', 'slow']) await host.run('rc-update', ['add', name, 'default']);
		await host.start('openrc');
		for (const name of ['liar', 'broken']) await host.run('rc-service', [name, 'start']);
		await host.start('runit');
		await host.start('supervisord');
		await waitForUnit('supervisord/api', ({ activeState }) => activeState === 'active');
		await waitForUnit('runit/shop', ({ activeState }) => activeState === 'active');
	}, 150_000);

	afterAll(async () => {
		await host?.down();
	});

	test('all three are listed together, each unit with its manager, and init scripts stand there once', async () => {
		const { data, problems } = await list();
		expect(problems).toEqual([]);
		expect(data.managers.map(({ name }) => name).toSorted()).toEqual(['openrc', 'runit', 'supervisord']);
		expect(data.units.filter(({ name }) => name === 'web').map(({ manager }) => manager)).toEqual(['openrc']);
		const keys = data.units.map(({ key }) => key);
		expect(keys).toEqual(expect.arrayContaining(['openrc/base', 'runit/shop', 'supervisord/worker:worker_01']));
	});

	test('states, main processes and figures of OpenRC are told, and what is not known is null', async () => {
		expect(await find('openrc/web')).toMatchObject({
			activeState: 'active',
			description: 'A daemon in the background',
			enabled: 'enabled',
			mainPid: expect.any(Number),
			memoryBytes: expect.any(Number),
			restarts: null,
			since: expect.stringMatching(/^\d{4}-/),
		});
		expect(await find('openrc/watched')).toMatchObject({
			activeState: 'active',
			restarts: 0,
			mainPid: expect.any(Number),
		});
		expect(await find('openrc/base')).toMatchObject({ activeState: 'active', subState: 'started', mainPid: null });
		expect(await find('openrc/broken')).toMatchObject({ enabled: 'disabled' });
	});

	test('a forking script that says it runs while its process is gone is found out', async () => {
		const status = await host.run('rc-service', ['liar', 'status']);
		expect(status).toMatchObject({ exitCode: 0 });
		expect(await find('openrc/liar')).toMatchObject({ activeState: 'failed', subState: 'crashed', mainPid: null });
	});

	test('units that crash and are started again and again are seen as crashing with each manager', async () => {
		expect(await find('runit/crasher')).toMatchObject({ subState: 'auto-restart', isCrashing: true });
		await waitForUnit('openrc/looping', ({ isCrashing, restarts }) => isCrashing && (restarts ?? 0) >= 3);
		expect(await find('supervisord/fatal')).toMatchObject({ activeState: 'failed', subState: 'gave up' });
	});

	test('a name that two managers have is asked for, and --manager settles it', async () => {
		const [unclear, clear] = await doAct(act('restart', 'both', null), act('restart', 'both', 'supervisord'));
		expect(unclear).toMatchObject({
			plan: {
				ok: false,
				error: {
					code: 'refused',
					message: 'runit and supervisord each have a unit both',
					hint: 'Say which is meant: --manager runit or --manager supervisord.',
				},
			},
		});
		expect(clear?.result).toMatchObject({ status: 'succeeded' });
	});

	test.each([
		['openrc', 'web', 'rc-service web restart'],
		['runit', 'shop', 'sv -w 60 restart /etc/service/shop'],
		['supervisord', 'site:front', 'supervisorctl -c /etc/supervisor/supervisord.conf restart site:front'],
	] as const)('%s: a service is stopped, started and restarted', async (manager, unit, text) => {
		const before = await find(`${manager}/${unit}`);
		const [stop, start, restart] = await doAct(
			act('stop', unit, manager),
			act('start', unit, manager),
			act('restart', unit, manager),
		);
		expect(stop).toMatchObject({ result: { status: 'succeeded', after: expect.stringContaining('inactive') } });
		expect(start).toMatchObject({ result: { status: 'succeeded', after: 'active (running)' } });
		expect(restart).toMatchObject({ plan: { value: { commandText: text } }, result: { status: 'succeeded' } });
		const after = await find(`${manager}/${unit}`);
		expect(after.mainPid).not.toBeNull();
		expect(after.mainPid).not.toBe(before.mainPid);
	});

	test('stopping what others need says so, and they go down with it', async () => {
		const [plan] = (await host.drive([
			{ step: 'plan', operation: { type: 'service', verb: 'stop', unit: 'base', manager: 'openrc' } },
		])) as ReadonlyArray<Result<OperationPlan>>;
		expect(plan).toMatchObject({ ok: true, value: { effects: expect.arrayContaining(['Goes down with it: web.']) } });
	});

	test('a start that comes to nothing is no success, whatever the manager says', async () => {
		const [crasher, fatal, broken] = await doAct(
			act('restart', 'crasher', 'runit', 4000),
			act('start', 'fatal', 'supervisord'),
			act('start', 'broken', 'openrc'),
		);
		for (const acted of [crasher, fatal, broken]) expect(acted?.result?.status).not.toBe('succeeded');
		expect(fatal?.result?.message).toContain('ended right after it was started');
	});

	test('enable and disable of OpenRC change runlevels', async () => {
		const [on, off] = await doAct(act('enable', 'base', 'openrc'), act('disable', 'base', 'openrc'));
		expect(on).toMatchObject({ plan: { value: { commandText: 'rc-update add base default' } } });
		expect(on?.result).toMatchObject({ status: 'succeeded' });
		expect(off).toMatchObject({ plan: { value: { commandText: 'rc-update del base default' } } });
		expect(off?.result).toMatchObject({ status: 'succeeded' });
	});

	test('enable and disable of runit are links, and say that they start and end it', async () => {
		expect(await find('runit/linked')).toMatchObject({ enabled: 'disabled', activeState: 'inactive' });
		const [on] = await doAct(act('enable', 'linked', 'runit'));
		expect(on).toMatchObject({
			plan: {
				value: {
					commandText: 'ln -s -- /etc/sv/linked /etc/service/linked',
					effects: ['runsvdir starts it within 5 s, and at each boot.'],
				},
			},
		});
		expect(on?.result).toMatchObject({ status: 'succeeded' });
		await waitForUnit('runit/linked', ({ mainPid }) => mainPid !== null);
		const [off] = await doAct(act('disable', 'linked', 'runit'));
		expect(off).toMatchObject({
			plan: {
				value: {
					commandText: 'rm -- /etc/service/linked',
					effects: ['Its link goes: runsvdir ends it within 5 s, and does not start it at the next boot.'],
				},
			},
			result: { status: 'succeeded' },
		});
	});

	test('what a manager has not is refused with its reason', async () => {
		const verbs = [
			['mask', 'web', 'openrc', 'OpenRC has no mask'],
			['reset-failed', 'web', 'openrc', 'web has not failed, so there is nothing to reset'],
			['reload', 'watched', 'openrc', 'The script of watched has no reload'],
			['mask', 'shop', 'runit', 'runit has no mask'],
			['reset-failed', 'shop', 'runit', 'runit keeps no failed state'],
			['enable', 'api', 'supervisord', 'supervisord has no enable: its configuration decides what it starts'],
			['reload', 'api', 'supervisord', 'supervisord cannot make a program reload'],
		] as const;
		const refused = await doAct(...verbs.map(([verb, unit, manager]) => act(verb, unit, manager)));
		expect(refused.map(({ plan }) => (plan.ok ? null : plan.error.message))).toEqual(verbs.map((verb) => verb[3]));
		expect(refused.every(({ plan }) => !plan.ok && plan.error.hint !== undefined)).toBe(true);
	});

	test('a failed state of OpenRC is reset', async () => {
		const [reset] = await doAct(act('reset-failed', 'liar', 'openrc'));
		expect(reset).toMatchObject({ plan: { value: { commandText: 'rc-service liar zap' } } });
		expect(reset?.result).toMatchObject({ status: 'succeeded' });
	});

	test('names that no unit can have are refused before a manager sees them', async () => {
		const names = ['a;b', '$(id)', 'a b', '-rf', 'x'.repeat(10_000), 'wеb', '../../etc/init.d/web', ''];
		const acted = await doAct(...names.map((name) => act('stop', name, 'runit')));
		expect(
			acted.every(({ plan }) => !plan.ok && plan.error.code === 'refused' && plan.error.message.length < 200),
		).toBe(true);
	});

	test('details have the file, the dependencies and the processes', async () => {
		const asked = [
			['openrc', 'web'],
			['runit', 'shop'],
			['supervisord', 'api'],
		] as const;
		const details = (await host.drive(
			asked.map(([manager, unit]) => ({ step: 'detail', manager, unit })),
		)) as ReadonlyArray<Result<UnitDetail>>;
		const [web, shop, api] = details.map((detail) => (detail.ok ? detail.value : null));
		expect(web?.file).toMatchObject({ path: '/etc/init.d/web', text: expect.stringContaining('command_background') });
		expect(web?.properties).toContainEqual({ name: 'Requires', value: 'base' });
		expect(shop?.file?.text).toContain('the shop opens');
		expect(shop?.file?.text).toContain('svlogd');
		expect(api?.file).toEqual({
			path: '/etc/supervisor/conf.d/programs.conf',
			text: expect.stringMatching(/^\[program:api\]\ncommand=.+\n$/),
		});
		for (const detail of [web, shop, api]) expect(detail?.pids).toContain(detail?.row.mainPid);
	});

	test('the last lines of a log are found where each manager keeps them', async () => {
		const asked = [
			['openrc', 'watched', 'a line of its own', '/var/log/watched.log'],
			['runit', 'shop', 'the shop opens', '/etc/service/shop/log/main/current'],
			['supervisord', 'api', 'api is up', 'supervisorctl tail api stdout'],
		] as const;
		const logs = (await host.drive(
			asked.map(([manager, unit]) => ({ step: 'log', manager, unit, lines: 20 })),
		)) as ReadonlyArray<Result<UnitLog>>;
		for (const [index, [, , text, source]] of asked.entries()) {
			const log = logs[index];
			expect(log).toMatchObject({ ok: true });
			expect(log?.ok === true && log.value.source).toContain(source);
			expect(log?.ok === true && log.value.lines.map((line) => line.text)).toContain(text);
		}
		expect(logs[1]?.ok === true && logs[1].value.lines.at(-1)?.time).toMatch(/^\d{4}-.*Z$/);
		expect(logs[2]?.ok === true && logs[2].value.lines.map((line) => line.text)).toContain('a complaint');
	});

	test(
		'a stop that takes 20 s outlasts its time limit, and is told as still going on',
		{ timeout: 60_000 },
		async () => {
			const [runit, openrc] = await doAct(act('stop', 'slowly', 'runit', 1500), act('stop', 'slow', 'openrc', 1500));
			expect(runit?.result).toMatchObject({ status: 'timed-out', after: expect.stringContaining('deactivating') });
			expect(openrc?.result).toMatchObject({ status: 'timed-out' });
		},
	);

	test('a supervisord that hangs is named, and the others are listed all the same', async () => {
		const pid = (await host.run('cat', ['/run/supervisord.pid'])).stdout.trim();
		await host.run('kill', ['-STOP', pid]);
		try {
			const { data, problems } = await listOnce();
			expect(data.managers.map(({ name }) => name)).toEqual(['openrc', 'runit']);
			expect(problems).toMatchObject([{ code: 'timeout', message: 'supervisord did not answer within 5 s' }]);
		} finally {
			await host.run('kill', ['-CONT', pid]);
		}
	});

	test('a user without rights is told what may not be known, and gets the rest', async () => {
		const { data, problems } = await list(65_534);
		expect(data.units.find(({ key }) => key === 'openrc/web')).toMatchObject({ activeState: 'active' });
		expect(data.units.find(({ key }) => key === 'runit/shop')).toMatchObject({ activeState: null, mainPid: null });
		expect(problems.map(({ code }) => code)).toEqual(['permission', 'permission']);
		expect(problems.every(({ hint }) => hint !== null)).toBe(true);
	});
});
