import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Operation, OperationPlan, OperationResult, ServiceVerb } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import type { UnitRow } from '../../../source/domain/services.ts';
import { bootManagersHost, type ManagersHost } from '../../support/managers-host.ts';
import { describeWhen } from '../../support/requires.ts';

type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

const nobody = 65_534;

function service(verb: ServiceVerb, unit = 'cron'): { readonly step: 'act'; readonly operation: Operation } {
	return { step: 'act', operation: { type: 'service', verb, unit, manager: 'sysv' } };
}

describeWhen({ root: true, packages: ['cron', 'util-linux'] }, 'acts on a real init script', () => {
	vi.setConfig({ testTimeout: 60_000 });
	let host: ManagersHost;

	// As Debian ships it, on a host of its own: the cron of this machine is not touched.
	beforeAll(async () => {
		host = await bootManagersHost('sysv');
		await host.write({ '/etc/init.d/cron': readFileSync('/etc/init.d/cron', 'utf8') });
		await host.run('ln', ['-s', '../init.d/cron', '/etc/rc2.d/S01cron']);
	}, 60_000);

	afterEach(async () => {
		await host.run('service', ['cron', 'stop']);
	});

	afterAll(async () => {
		await host?.down();
	});

	async function drive(steps: readonly unknown[], uid?: number): Promise<readonly unknown[]> {
		return host.drive(steps, uid === undefined ? {} : { uid });
	}

	test('cron is started, restarted and stopped by its init script', async () => {
		const [start, restart, stop] = (await drive([
			service('start'),
			service('restart'),
			service('stop'),
		])) as readonly Acted[];
		expect(start?.result).toMatchObject({ status: 'succeeded', before: 'inactive (dead)', after: 'active (running)' });
		expect(restart?.result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
		expect(stop?.result).toMatchObject({ status: 'succeeded', after: 'inactive (dead)' });
	});

	test('the list has its state, its main process and whether it starts at boot', async () => {
		await drive([service('start')]);
		const [view] = (await drive([{ step: 'list' }])) as [{ readonly data: { readonly units: readonly UnitRow[] } }];
		const cron = view.data.units.find(({ manager, name }) => manager === 'sysv' && name === 'cron');
		expect(cron).toMatchObject({
			description: 'Regular background program processing daemon',
			activeState: 'active',
			enabled: 'enabled',
			mainPid: expect.any(Number),
		});
		const name = (await host.run('ps', ['-o', 'comm=', '-p', String(cron?.mainPid)])).stdout.trim();
		expect(name).toBe('cron');
	});

	test('what SysV init has not is refused with its reason', async () => {
		const [mask, reset] = (await drive([service('mask'), service('reset-failed')])) as readonly Acted[];
		expect(mask?.plan).toMatchObject({ ok: false, error: { code: 'refused', message: 'SysV init has no mask' } });
		expect(reset?.plan).toMatchObject({
			ok: false,
			error: { code: 'refused', message: 'SysV init has no reset-failed' },
		});
	});

	test('a restart that left the process as it was is a failure, whatever the script says', async () => {
		await drive([service('start')]);
		const [restart] = (await drive([service('restart')], nobody)) as readonly Acted[];
		expect(restart?.result).toMatchObject({
			status: 'failed',
			code: 'permission',
			exitCode: 0,
			message: expect.stringMatching(
				/^The init script reported success, but cron still runs as process \d+: this user/,
			),
			after: 'active (running)',
		});
	});

	test('an ordinary user cannot stop it, and is told why', async () => {
		await drive([service('start')]);
		const [stop] = (await drive([service('stop')], nobody)) as readonly Acted[];
		expect(stop?.result).toMatchObject({ status: 'failed', code: 'permission', hint: expect.stringContaining('sudo') });
		expect(stop?.result?.after).toBe('active (running)');
	});
});
