import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adaPassword, adaUid, addAda } from '../support/own-etc.ts';
import { launcher } from '../support/program.ts';
import { confirm, filterList, readDialog } from '../support/real-console.ts';
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

const ruledUnit = 'opsdash-test-ruled.service';
const polkitRule = `polkit.addRule(function(action, subject) {
	if (action.id == 'org.freedesktop.systemd1.manage-units' && action.lookup('unit') == '${ruledUnit}' && subject.user == 'ada')
		return polkit.Result.YES;
});`;

async function openServices(name: string): Promise<TestTerminal> {
	const terminal = openTerminal({
		command: script,
		args: ['run', host.name, ...asAda, '--tab', 'services'],
		columns: 120,
		env: { TERM: 'xterm-256color' },
	});
	await terminal.waitFor(/1 of \d+/, { timeoutMs: 20_000 });
	await filterList(terminal, name);
	await terminal.waitFor(new RegExp(`› .*${name}`));
	return terminal;
}

const stateOf = async (name: string) => (await host.run('systemctl', ['is-active', name])).stdout.trim();

describeWhen(
	{ root: true, packages: ['sudo', 'systemd', 'polkitd'] },
	'an operator without rights on a real systemd',
	() => {
		beforeAll(async () => {
			host = await bootSystemdHost('sudo');
			await host.run('sh', ['-c', `${addAda('/tmp/ada')}mkdir /tmp/ada; chown ada /tmp/ada`]);
			await host.run('sh', [
				'-c',
				`echo 'ada ALL=(root) /usr/bin/systemctl * -- ${unit}' >/etc/sudoers; chmod 440 /etc/sudoers`,
			]);
			await host.addUnit(unit, '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n');
			await host.addUnit(ruledUnit, '[Service]\nExecStart=/bin/sleep 1000\n');
			await host.run('tee', ['/etc/polkit-1/rules.d/10-opsdash-test.rules'], { input: polkitRule });
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

		test('is told so in the console, and does it there as root for this one act with the password', async () => {
			await using terminal = await openServices(unit);
			terminal.press('S');
			await confirm(terminal);
			await terminal.waitFor(/did not permit it[\s\S]*Esc close/);
			expect(await stateOf(unit)).toBe('inactive');
			terminal.press('escape');
			await terminal.waitFor((screen) => !screen.join('\n').includes('Esc close'));
			terminal.press('S');
			await terminal.waitFor('as root (sudo)');
			terminal.press('s');
			await terminal.waitFor(/sudo -H -- (?:\/\S+\/)?systemctl/);
			await confirm(terminal);
			await terminal.waitFor('asks for the password of ada');
			await readDialog();
			terminal.paste(adaPassword);
			terminal.press('enter');
			await terminal.waitFor(`${unit} was started`);
			expect(await stateOf(unit)).toBe('active');
			expect(terminal.written).not.toContain(adaPassword);
		});

		test('needs no password for what a rule of polkit permits, and for nothing else', async () => {
			const act = (name: string, verb: string) =>
				host.run('setpriv', [...asAda.slice(1), 'service', verb, name, '--yes']);

			expect(await act(ruledUnit, 'start')).toMatchObject({ exitCode: 0 });
			expect(await stateOf(ruledUnit)).toBe('active');
			expect(await act(unit, 'restart')).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('polkit rule') });
		});
	},
);
