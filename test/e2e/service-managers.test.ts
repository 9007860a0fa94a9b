/** The real program, in a terminal and on the command line, on a host where OpenRC, runit and supervisord live together. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openrcScripts, runitServices, supervisorFiles } from '../support/managed-services.ts';
import { bootManagersHost, type ManagersHost } from '../support/managers-host.ts';
import { launcher } from '../support/program.ts';
import { confirm, openRealConsole, type RealConsole, typeSlowly } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';

const needed = {
	root: true,
	packages: ['util-linux', 'procps', 'runit', 'supervisor'],
	downloads: ['openrc', 'librc1', 'libeinfo1'],
} as const;

describeWhen(needed, 'several service managers in the real program', () => {
	vi.setConfig({ testTimeout: 60_000 });
	let host: ManagersHost;

	beforeAll(async () => {
		host = await bootManagersHost('e2e-managers', ['openrc']);
		await host.write({ ...openrcScripts, ...runitServices, ...supervisorFiles });
		await host.run('rc-update', ['add', 'web', 'default']);
		await host.start('openrc');
		await host.start('runit');
		await host.start('supervisord');
	}, 120_000);

	afterAll(async () => {
		await host?.down();
	});

	/** Home lies in the host's own /tmp, and goes with it. */
	const openServices = (): RealConsole =>
		openRealConsole({ ...host.command(launcher, ['--tab', 'services']), home: '/tmp/home', columns: 140 });

	test('the console lists them with their manager, finds the crash loop first, and restarts a unit of each', async () => {
		await using console = openServices();
		const { terminal } = console;
		await terminal.waitFor(
			(screen) => {
				const text = screen.join('\n');
				return [/web +openrc/, /shop +runit/, /site:front +supervisord/, /crasher +runit/].every((row) =>
					row.test(text),
				);
			},
			{ timeoutMs: 30_000 },
		);
		expect(terminal.screen().join('\n')).toContain('MANAGER');
		for (const [unit, manager] of [
			['web', 'openrc'],
			['shop', 'runit'],
			['site:front', 'supervisord'],
		] as const) {
			terminal.press('/');
			await typeSlowly(terminal, unit);
			terminal.press('enter');
			await terminal.waitFor((screen) => screen.some((line) => line.includes('›') && line.includes(`${manager} `)));
			terminal.press('R');
			await confirm(terminal);
			await terminal.waitFor(new RegExp(`${unit} was restarted`), { timeoutMs: 30_000 });
			// The first Esc may be for what tells of the act.
			await vi.waitFor(
				async () => {
					terminal.press('escape');
					await terminal.waitFor('1 of 21', { timeoutMs: 2000 });
				},
				{ timeout: 15_000, interval: 10 },
			);
		}
	});

	test('the command line asks which is meant, and shows one unit of each', async () => {
		const run = (...args: readonly string[]) => host.run(launcher, args, { timeoutMs: 30_000 });
		const unclear = await run('service', 'status', 'both');
		expect(unclear.exitCode).not.toBe(0);
		expect(unclear.stderr).toContain('--manager runit or --manager supervisord');
		for (const manager of ['runit', 'supervisord']) {
			const shown = await run('service', 'status', 'both', '--manager', manager);
			expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(new RegExp(`Manager +${manager}`))]);
		}
		const listed = JSON.parse((await run('services', '--json')).stdout);
		expect(listed.data.managers.map(({ name }: { readonly name: string }) => name)).toEqual([
			'openrc',
			'runit',
			'supervisord',
		]);
		const refused = await run('service', 'mask', 'web', '--yes');
		expect(refused.stderr).toContain('OpenRC has no mask');
		const nonsense = await run('service', 'stop', '$(reboot)', '--yes');
		expect(nonsense.stderr).toContain('which no unit has');
	});
});
