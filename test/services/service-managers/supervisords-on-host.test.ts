import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Acted, act, driveManagers } from '../../support/drive-managers.ts';
import { shopSupervisorFiles, supervisorFiles } from '../../support/managed-services.ts';
import { bootManagersHost, type ManagersHost } from '../../support/managers-host.ts';
import { describeWhen } from '../../support/requires.ts';

const packages = ['util-linux', 'procps', 'supervisor', 'sudo'];

describeWhen({ root: true, packages }, 'a second supervisord', () => {
	vi.setConfig({ testTimeout: 90_000 });
	let host: ManagersHost;
	const { list, find, waitForUnit, doAct } = driveManagers(() => host);

	beforeAll(async () => {
		host = await bootManagersHost('supervisords');
		await host.write({
			...supervisorFiles,
			...shopSupervisorFiles,
			'/etc/sudoers.d/nobody': 'nobody ALL=(ALL) NOPASSWD: /usr/bin/supervisorctl\n',
		});
		await host.start('supervisord');
		expect(await host.run('supervisord', ['-c', '/srv/shop/supervisord.conf'])).toMatchObject({ exitCode: 0 });
		await waitForUnit('supervisord:shop/till', ({ activeState }) => activeState === 'active');
		await waitForUnit('supervisord/api', ({ activeState }) => activeState === 'active');
	}, 150_000);

	afterAll(async () => {
		await host?.down();
	});

	test('is listed beside the first, and its programs say whose they are', async () => {
		const { data, problems } = await list();
		expect(problems).toEqual([]);
		const names = data.managers.map(({ name }) => name).toSorted();
		expect(names).toEqual(['supervisord', 'supervisord:shop']);
		const programs = data.units.filter(({ manager }) => manager === 'supervisord:shop').map(({ name }) => name);
		expect(programs.toSorted()).toEqual(['api', 'shelf:shelf_00', 'shelf:shelf_01', 'till']);
	});

	test('is acted on by its own configuration, and what both have is asked for', async () => {
		const [till, unclear, clear] = await doAct(
			act('restart', 'till', null),
			act('restart', 'api', null),
			act('restart', 'api', 'supervisord:shop'),
		);
		const config = 'supervisorctl -c /srv/shop/supervisord.conf';
		expect(till).toMatchObject({
			plan: { value: { commandText: `${config} restart till` } },
			result: { status: 'succeeded' },
		});
		expect(unclear?.plan).toMatchObject({
			error: {
				message: 'supervisord and supervisord:shop each have a unit api',
				hint: 'Say which is meant: --manager supervisord or --manager supervisord:shop.',
			},
		});
		expect(clear).toMatchObject({
			plan: { value: { commandText: `${config} restart api` } },
			result: { status: 'succeeded' },
		});
	});

	test('lists its programs by its configuration for whom its socket is closed to, and root can act on them', async () => {
		const { data, problems } = await list(65_534);
		const shelf = data.units.filter(({ manager }) => manager === 'supervisord:shop');
		expect(shelf.map(({ name }) => name).toSorted()).toEqual(['api', 'shelf:shelf_00', 'shelf:shelf_01', 'till']);
		expect(shelf.every(({ activeState, mainPid }) => activeState === null && mainPid === null)).toBe(true);
		expect(problems.map(({ message }) => message)).toContain(
			'supervisord:shop does not tell this user the state of its programs',
		);
		const before = await find('supervisord:shop/till');
		const { operation } = act('restart', 'till', 'supervisord:shop');
		const steps = [
			{ step: 'act', operation },
			{ step: 'act', operation: { ...operation, asRoot: true } },
		];
		const [denied, done] = (await host.drive(steps, { uid: 65_534 })) as readonly Acted[];
		expect(denied?.result).toMatchObject({
			status: 'failed',
			code: 'permission',
			hint: expect.stringContaining('--sudo'),
		});
		expect(done?.result).toMatchObject({
			status: 'succeeded',
			message: expect.stringContaining('till was restarted'),
		});
		const after = await find('supervisord:shop/till');
		expect(after).toMatchObject({ activeState: 'active' });
		expect(after.mainPid).not.toBe(before.mainPid);
	});
});
