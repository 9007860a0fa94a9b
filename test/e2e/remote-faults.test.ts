/** What goes wrong on a host with systemd in the middle of what is done there. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { confirm, filterList } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { bootSshSystemdHost, type SshSystemdHost, sshSystemdRequirements } from '../support/ssh-systemd-host.ts';
import { openTerminal } from '../support/terminal.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
const patient = { timeoutMs: 30_000 };
const slow =
	'[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "until [ -e /run/gate ]; do sleep 0.1; done"\n';

describeWhen(sshSystemdRequirements, 'faults of a host with systemd', () => {
	let remote: SshSystemdHost;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		remote = await bootSshSystemdHost('frail');
		writeFileSync(join(home.path, 'settings.yaml'), 'intervalMs: 500\nwatchMs: 1000\n');
		await remote.host.addUnit('slow.service', slow);
		await remote.host.run('touch', ['/run/gate']);
		await remote.host.run('systemctl', ['start', 'slow']);
	});
	afterAll(async () => {
		await remote?.down();
		home?.[Symbol.dispose]();
	});

	const env = () => ({ HOME: home.path, XDG_STATE_HOME: `${home.path}/state` });
	const opsdash = (...args: readonly string[]) => run(launcher, ['-F', remote.configFile, ...args], { env: env() });
	const killSshd = () => remote.host.run('pkill', ['-KILL', '-x', 'sshd']);

	async function latest(): Promise<Readonly<Record<string, unknown>>> {
		const { stdout } = await run(launcher, ['history', '--json'], { env: env() });
		return JSON.parse(stdout).data.entries[0];
	}

	test('sshd killed during a restart: outcome unknown, looked at when it is back, and recorded', async () => {
		const args = ['-F', remote.configFile, '--config', join(home.path, 'settings.yaml'), '--tab', 'services', 'frail'];
		await using terminal = openTerminal({ command: launcher, args, env: env() });
		await terminal.waitFor(/● live[\s\S]*1 of \d+/, patient);
		await filterList(terminal, 'slow.service');
		await terminal.waitFor(/› .*slow\.service/);
		await remote.host.run('rm', ['/run/gate']);
		terminal.press('R');
		await confirm(terminal);
		await terminal.waitFor('under way', patient);
		await vi.waitFor(async () => {
			const { stdout } = await remote.host.run('systemctl', ['show', '-P', 'ActiveState', 'slow']);
			expect(stdout.trim()).toBe('activating');
		}, patient.timeoutMs);
		await killSshd();
		// systemctl itself may not have answered yet: then the sentence tells of it, and not of the unit.
		await terminal.waitFor(/Outcome unknown: .*connection to frail was lost/, patient);
		await remote.host.run('touch', ['/run/gate']);
		await terminal.waitFor('● live', patient);
		terminal.press('escape');
		await terminal.waitFor('The connection is back: ', patient);
		terminal.press('q');
		await terminal.exited();
		expect(await latest()).toMatchObject({
			host: 'frail',
			target: 'slow.service',
			status: 'unknown',
			verdict: expect.stringMatching(/^The connection is back: /),
			events: [{ kind: 'begun' }, { kind: 'ended' }, { kind: 'observed' }],
		});
	});

	test('sshd killed during a restart by one command: it says that it does not know', async () => {
		await remote.host.run('rm', ['/run/gate']);
		const restarting = opsdash('service', 'restart', 'slow', '-H', 'frail', '--yes', '--json');
		await vi.waitFor(async () => {
			const { stdout } = await remote.host.run('systemctl', ['show', '-P', 'ActiveState', 'slow']);
			expect(stdout.trim()).toBe('activating');
		}, patient.timeoutMs);
		await killSshd();
		const { stdout, exitCode } = await restarting;
		await remote.host.run('touch', ['/run/gate']);
		expect(JSON.parse(stdout)).toMatchObject({ data: { results: [{ status: 'unknown' }] } });
		expect(exitCode).toBe(3);
		expect(await latest()).toMatchObject({ host: 'frail', target: 'slow.service', status: 'unknown' });
	});
});
