import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adaPassword, adaUid, addAda } from '../support/own-etc.ts';
import { launcher } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const script = fileURLToPath(new URL('../support/systemd-host.sh', import.meta.url));
const unit = 'opsdash-test-sleeper.service';
let host: SystemdHost;

const asAda = ['setpriv', `--reuid=${adaUid}`, `--regid=${adaUid}`, '--init-groups', 'env', 'HOME=/tmp/ada', launcher];

function open(...args: string[]): TestTerminal {
	return openTerminal({ command: script, args: ['run', host.name, ...asAda, ...args] });
}

describeWhen({ root: true, packages: ['sudo', 'systemd'] }, 'an operator without rights on a real systemd', () => {
	beforeAll(async () => {
		host = await bootSystemdHost('sudo');
		await host.run('sh', ['-c', `${addAda('/tmp/ada')}mkdir /tmp/ada; chown ada /tmp/ada`]);
		await host.run('sh', [
			'-c',
			`echo 'ada ALL=(root) /usr/bin/systemctl * -- ${unit}' >/etc/sudoers; chmod 440 /etc/sudoers`,
		]);
		await host.addUnit(unit, '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n');
	}, 90_000);
	afterAll(() => host.down());

	test('is told the way to root', async () => {
		const refused = await host.run('setpriv', [...asAda.slice(1), 'service', 'start', unit, '--yes']);

		expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('--sudo') });
	});

	test('starts and stops a unit through a sudo that allows systemctl for that unit alone', async () => {
		for (const [verb, done] of [
			['start', 'was started'],
			['stop', 'was stopped'],
		] as const) {
			await using terminal = open('service', verb, unit, '--yes', '--sudo');
			await terminal.waitFor('Password of ada for sudo on');
			terminal.paste(adaPassword);
			terminal.press('enter');
			await terminal.waitFor(`${unit} ${done}`);
			expect((await terminal.exited()).exitCode).toBe(0);
		}
	});
});
