import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Operation, OperationPlan, OperationResult, ServiceVerb } from '../../../source/domain/operation.ts';
import type { Result } from '../../../source/domain/result.ts';
import type { UnitRow } from '../../../source/domain/services.ts';
import { describeWhen } from '../../support/requires.ts';
import { run } from '../../support/run.ts';

type Acted = { readonly plan: Result<OperationPlan>; readonly result?: OperationResult };

const driver = fileURLToPath(new URL('../../support/operations-driver.ts', import.meta.url));
const nobody = 65_534;
/** Made by that user, who may not write where root's tests do. */
const stateOfNobody = join(tmpdir(), `opsdash-sysv-nobody-${process.pid}`);

function service(verb: ServiceVerb, unit = 'cron'): { readonly step: 'act'; readonly operation: Operation } {
	return { step: 'act', operation: { type: 'service', verb, unit, manager: 'sysv' } };
}

describeWhen({ root: true, packages: ['cron', 'util-linux'] }, 'acts on a real init script', () => {
	let directory = '';

	beforeAll(() => {
		directory = mkdtempSync(join(tmpdir(), 'opsdash-sysv-'));
	});

	afterEach(async () => {
		await run('service', ['cron', 'stop']);
	});

	afterAll(() => {
		for (const path of [directory, stateOfNobody]) rmSync(path, { recursive: true, force: true });
	});

	async function drive(steps: readonly unknown[], uid?: number): Promise<readonly unknown[]> {
		const state = join(directory, String(uid ?? 0));
		const ran = await run(process.execPath, [driver], {
			input: JSON.stringify(steps),
			env: { OPSDASH_DRIVER_STATE: uid === undefined ? state : stateOfNobody },
			...(uid === undefined ? {} : { uid }),
			timeoutMs: 60_000,
		});
		if (ran.exitCode !== 0) throw new Error(ran.stderr);
		return JSON.parse(ran.stdout) as readonly unknown[];
	}

	test('cron is started, restarted and stopped by its init script', { timeout: 60_000 }, async () => {
		const [start, restart, stop] = (await drive([
			service('start'),
			service('restart'),
			service('stop'),
		])) as readonly Acted[];
		expect(start?.result).toMatchObject({ status: 'succeeded', before: 'inactive (dead)', after: 'active (running)' });
		expect(restart?.result).toMatchObject({ status: 'succeeded', after: 'active (running)' });
		expect(stop?.result).toMatchObject({ status: 'succeeded', after: 'inactive (dead)' });
	});

	test('the list has its state, its main process and whether it starts at boot', { timeout: 60_000 }, async () => {
		await drive([service('start')]);
		const [view] = (await drive([{ step: 'list' }])) as [{ readonly data: { readonly units: readonly UnitRow[] } }];
		const cron = view.data.units.find(({ manager, name }) => manager === 'sysv' && name === 'cron');
		expect(cron).toMatchObject({
			description: 'Regular background program processing daemon',
			activeState: 'active',
			enabled: 'enabled',
			mainPid: expect.any(Number),
		});
		const name = (await run('ps', ['-o', 'comm=', '-p', String(cron?.mainPid)])).stdout.trim();
		expect(name).toBe('cron');
	});

	test('what SysV init has not is refused with its reason', { timeout: 60_000 }, async () => {
		const [mask, reset] = (await drive([service('mask'), service('reset-failed')])) as readonly Acted[];
		expect(mask?.plan).toMatchObject({ ok: false, error: { code: 'refused', message: 'SysV init has no mask' } });
		expect(reset?.plan).toMatchObject({
			ok: false,
			error: { code: 'refused', message: 'SysV init has no reset-failed' },
		});
	});

	test(
		'a restart that left the process as it was is a failure, whatever the script says',
		{ timeout: 60_000 },
		async () => {
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
		},
	);

	test('an ordinary user cannot stop it, and is told why', { timeout: 60_000 }, async () => {
		await drive([service('start')]);
		const [stop] = (await drive([service('stop')], nobody)) as readonly Acted[];
		expect(stop?.result).toMatchObject({ status: 'failed', code: 'permission', hint: expect.stringContaining('sudo') });
		expect(stop?.result?.after).toBe('active (running)');
	});
});
