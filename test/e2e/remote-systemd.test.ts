import { afterAll, beforeAll, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { bootSshSystemdHost, type SshSystemdHost, sshSystemdRequirements } from '../support/ssh-systemd-host.ts';

describeWhen(sshSystemdRequirements, 'a host with systemd, by ssh', () => {
	let remote: SshSystemdHost;
	let home: TemporaryDirectory;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		remote = await bootSshSystemdHost('sysd');
		await remote.host.addUnit('napper.service', '[Service]\nExecStart=/bin/sleep 1000\n');
		await remote.host.run('systemctl', ['start', 'napper']);
	}, 90_000);
	afterAll(async () => {
		await remote?.down();
		home?.[Symbol.dispose]();
	});

	const opsdash = (...args: readonly string[]) =>
		run(launcher, [...args.slice(0, 1), '-H', 'sysd', '-F', remote.configFile, ...args.slice(1)], {
			env: { HOME: home.path, XDG_STATE_HOME: `${home.path}/state` },
		});
	const mainPid = async () => (await remote.host.run('systemctl', ['show', '-P', 'MainPID', 'napper'])).stdout.trim();

	test('a unit is restarted there, and recorded here with the name of the host', async () => {
		const before = await mainPid();
		const ran = await opsdash('service', 'restart', 'napper', '--yes', '--json');
		expect(JSON.parse(ran.stdout)).toMatchObject({
			host: 'sysd',
			ok: true,
			data: { results: [{ status: 'succeeded' }] },
		});
		expect(await mainPid()).not.toBe(before);
		const history = await run(launcher, ['history', '--json'], {
			env: { HOME: home.path, XDG_STATE_HOME: `${home.path}/state` },
		});
		expect(JSON.parse(history.stdout).data.entries[0]).toMatchObject({ host: 'sysd', target: 'napper.service' });
	});

	test('doctor finds its manager and its journal', async () => {
		const { stdout, exitCode } = await opsdash('doctor');
		expect(stdout).toMatch(/^service manager +fine +systemd/m);
		expect(stdout).toMatch(/^journal +fine/m);
		expect(exitCode).toBe(0);
	});

	test('a clock that is off is told', async () => {
		// The clock is the machine's; a date of its own is what the host says.
		const date = '#!/bin/sh\necho $(( $(/bin/date "$@") - 3600 ))\n';
		await remote.host.run('tee', ['/usr/local/bin/date'], { input: date });
		await remote.host.run('chmod', ['755', '/usr/local/bin/date']);
		const { stdout } = await opsdash('doctor');
		await remote.host.run('rm', ['/usr/local/bin/date']);
		expect(stdout).toMatch(/^clock +missing +is 3(?:599|600|601) s behind this machine’s/m);
	});

	test('units of that host are listed, and no others', async () => {
		const ran = await opsdash('services', '--json');
		const { host, data } = JSON.parse(ran.stdout);
		expect(host).toBe('sysd');
		const napper = data.units.find(({ name }: { name: string }) => name === 'napper.service');
		expect(napper).toMatchObject({ manager: 'systemd', activeState: 'active' });
	});
});
