/** The real program, in a terminal and on the command line, on a host where OpenRC, runit and supervisord live together. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openrcScripts, runitServices, supervisorFiles } from '../support/managed-services.ts';
import { bootManagersHost, type ManagersHost } from '../support/managers-host.ts';
import { launcher } from '../support/program.ts';
import { confirm, filterList, openRealConsole, type RealConsole, typeSlowly } from '../support/real-console.ts';
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

	/** Back to the whole list. The first Esc may be for what tells of the act. */
	const leaveText = (terminal: RealConsole['terminal']) =>
		vi.waitFor(
			async () => {
				terminal.press('escape');
				await terminal.waitFor('1 of 21', { timeoutMs: 2000 });
			},
			{ timeout: 15_000, interval: 10 },
		);

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
			await leaveText(terminal);
		}
	});

	test('a script that says it started while its daemon is gone is told as failed, and so it stands in History', async () => {
		await using console = openServices();
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/, { timeoutMs: 30_000 });
		await filterList(terminal, 'liar');
		await terminal.waitFor(/› .*liar/);
		terminal.press('S');
		await confirm(terminal);
		await terminal.waitFor('openrc reported success, but liar is failed (crashed)', { timeoutMs: 30_000 });
		await leaveText(terminal);
		await terminal.waitFor(/✗ failed +liar/);
		terminal.press('5');
		await terminal.waitFor(/✗ failed +start +liar/);
	});

	test('the form takes no name that a shell could read, however it is written', async () => {
		await using console = openServices();
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/, { timeoutMs: 30_000 });
		terminal.press('A');
		await terminal.waitFor('Or run');
		for (const [name, sign] of [
			['web;reboot', '“;”'],
			['$(reboot)', '“$”'],
			['wеb', 'U+0435'],
			['x'.repeat(300), 'too long'],
		] as const) {
			terminal.press('ctrl+u');
			terminal.paste(name);
			await terminal.waitFor(name.slice(-9));
			terminal.press('enter');
			await terminal.waitFor((screen) => {
				const text = screen.join('\n');
				return text.includes(sign) && text.includes('The name of the unit');
			});
			expect(terminal.screen().join('\n')).not.toContain('yes, do it');
		}
	});

	test('to a user without rights services of runit are unknown and not stopped, and it is said why', async () => {
		await host.run('sh', ['-c', 'mkdir -p /tmp/nobody; chown 65534 /tmp/nobody']);
		const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/tmp/nobody'];
		await using console = openRealConsole({
			...host.command('setpriv', [...asNobody, launcher, '--tab', 'services']),
			home: '/tmp/nobody',
			columns: 140,
		});
		const { terminal } = console;
		await terminal.waitFor(/unknown +shop +runit/, { timeoutMs: 30_000 });
		expect(terminal.screen().join('\n')).not.toMatch(/(?:inactive|down) +shop/);
		terminal.press('!');
		await terminal.waitFor('runit does not tell this user the state of');
		expect(terminal.screen().join('\n')).toContain('supervisord does not tell this user the state of its programs');
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
