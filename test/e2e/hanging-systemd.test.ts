/** A systemd that stands still: what waits for it ends and says so, and the console goes on. */

import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { launcher } from '../support/program.ts';
import { confirm, filterList, openRealConsole } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';

const hostScript = fileURLToPath(new URL('../support/systemd-host.sh', import.meta.url));

describeWhen({ root: true, packages: ['systemd', 'dbus', 'util-linux'] }, 'a systemd that hangs', () => {
	vi.setConfig({ testTimeout: 90_000 });
	let host: SystemdHost;

	beforeAll(async () => {
		host = await bootSystemdHost('hanging');
		await host.addUnit('calm.service', '[Service]\nExecStart=sleep 1000\n');
		await host.run('systemctl', ['start', 'calm']);
		await host.run('tee', ['/tmp/settings.yaml'], { input: 'unitTimeoutMs: 1500\nwatchMs: 0\n' });
		await host.run('mkdir', ['-p', '/tmp/hanging']);
	}, 90_000);

	/** Its PID here; the signal comes from outside, for in there nobody may stop it. */
	const signalInit = (signal: 'SIGSTOP' | 'SIGCONT') => {
		const state = join(process.env['TMPDIR'] ?? tmpdir(), 'opsdash-systemd-hosts', host.name, 'init');
		process.kill(Number(readFileSync(state, 'utf8')), signal);
	};

	afterEach(() => signalInit('SIGCONT'));

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	test('is not called fine by doctor, which ends', async () => {
		const lineOf = async () => (await host.run(launcher, ['doctor'])).stdout.match(/^service manager .*$/m)?.[0];
		expect(await lineOf()).toMatch(/fine +systemd \d+/);
		signalInit('SIGSTOP');
		expect(await lineOf()).toMatch(/missing +systemd.* did not answer within 8 s/);
	});

	test('times out an act that was confirmed, and the console stays alive', async () => {
		await using console = openRealConsole({
			home: '/tmp/hanging',
			command: hostScript,
			args: ['run', host.name, launcher, '--tab', 'services', '--config', '/tmp/settings.yaml'],
		});
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/, { timeoutMs: 20_000 });
		await filterList(terminal, 'calm.service');
		await terminal.waitFor(/› .*calm\.service/);
		terminal.press('R');
		await terminal.waitFor('yes, do it');
		signalInit('SIGSTOP');
		await confirm(terminal);
		// Keys are answered while it waits.
		terminal.press('2');
		await terminal.waitFor(/PID USER/);
		terminal.press('4');
		await terminal.waitFor(/calm\.service was not restarted within 1\.5 s/, { timeoutMs: 60_000 });
		const { stdout } = await host.run(launcher, ['history', '--json'], { env: { HOME: '/tmp/hanging' } });
		expect(JSON.parse(stdout).data.entries).toMatchObject([
			{ status: 'timed-out', target: 'calm.service', exitCode: null },
		]);
	});
});
