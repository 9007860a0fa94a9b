/** Acts in the console on the units of another host: behind a jump host, and over a link that is lost in the middle of one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launcher, openTemporaryDirectory, type TemporaryDirectory } from '../support/program.ts';
import { confirm, eventually, filterList } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { type SshHosts, sshRequirements, startSshHosts } from '../support/ssh-hosts.ts';
import { bootSshSystemdHost, type SshSystemdHost, sshSystemdRequirements } from '../support/ssh-systemd-host.ts';
import { openRelay, type Relay } from '../support/tcp-relay.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const packages = [...sshRequirements.packages, ...sshSystemdRequirements.packages];
const units: Readonly<Record<string, string>> = {
	'shop.service':
		'[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c "echo no database >&2; test -e /run/database && exec sleep 1000"\nRestart=always\nRestartSec=300ms\n',
	'slow.service':
		'[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c "until test -e /run/gate; do sleep 0.1; done"\n',
};

describeWhen({ root: true, packages }, 'units of another host in the console', () => {
	let jumps: SshHosts;
	let remote: SshSystemdHost;
	let relay: Relay;
	let home: TemporaryDirectory;
	let configFile: string;

	beforeAll(async () => {
		home = openTemporaryDirectory();
		configFile = join(home.path, 'ssh_config');
		[jumps, remote] = await Promise.all([startSshHosts([{ name: 'bastion' }]), bootSshSystemdHost('shop1')]);
		relay = await openRelay(remote.address);
		const { host, port } = remote.address;
		const own = readFileSync(remote.configFile, 'utf8');
		const far = [
			'Host far',
			'\tHostName 127.0.0.1',
			`\tPort ${relay.port}`,
			`\tHostKeyAlias [${host}]:${port}`,
			own.replace('Host shop1', ''),
		];
		const lines = ['Host shop1', '\tProxyJump bastion', own, ...far, 'Host *', `\tInclude ${jumps.configFile}`, ''];
		writeFileSync(configFile, lines.join('\n'));
		writeFileSync(join(home.path, 'settings.yaml'), 'intervalMs: 500\nwatchMs: 1500\n');
		for (const [name, text] of Object.entries(units)) await remote.host.addUnit(name, text);
		await remote.host.run('touch', ['/run/gate']);
		await remote.host.run('systemctl', ['start', 'slow']);
		await remote.host.run('systemctl', ['start', '--no-block', 'shop']);
	}, 90_000);
	afterAll(async () => {
		await relay?.close();
		await remote?.down();
		await jumps?.stop();
		home?.[Symbol.dispose]();
	}, 60_000);

	const env = () => ({ HOME: home.path, XDG_STATE_HOME: `${home.path}/state` });
	const open = (name: string): TestTerminal => {
		const args = ['-F', configFile, '--config', join(home.path, 'settings.yaml'), '--tab', 'services', name];
		return openTerminal({ command: launcher, args, env: env() });
	};
	async function select(terminal: TestTerminal, unit: string): Promise<void> {
		await terminal.waitFor(/● live[\s\S]*1 of \d+/, { timeoutMs: 20_000 });
		await filterList(terminal, unit);
		await terminal.waitFor(new RegExp(`› .*${unit}`));
	}
	async function history(): Promise<ReadonlyArray<Record<string, unknown>>> {
		const { stdout } = await run(launcher, ['history', '--json'], { env: env() });
		return JSON.parse(stdout).data.entries;
	}

	test('a unit in a crash loop behind a jump host is found, read about, restarted, and its outcome stands in History', async () => {
		await using terminal = open('shop1');
		await select(terminal, 'shop.service');
		terminal.press('l');
		await terminal.waitFor('no database');
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Log of shop.service'));
		await remote.host.run('touch', ['/run/database']);
		terminal.press('R');
		const question = await terminal.waitFor('yes, do it');
		expect(question.join('\n')).toMatch(/Host +shop1[\s\S]*systemctl/);
		await confirm(terminal);
		await terminal.waitFor('shop.service was restarted; it is active (running)');
		await terminal.waitFor('shop.service held for 1.5 s');
		terminal.press('5');
		await terminal.waitFor(/✓ succeeded +restart +shop\.service/);
		terminal.press('q');
		await terminal.exited();
		expect(jumps.logOf('bastion')).toContain('Accepted publickey');
		const [entry] = await history();
		expect(entry).toMatchObject({ host: 'shop1', target: 'shop.service', status: 'succeeded' });
		const { stdout } = await run(launcher, ['history', 'export'], { env: env() });
		const [, fingerprint] = /(SHA256:\S+)/.exec(await remote.fingerprint()) ?? [];
		expect(stdout).toContain(fingerprint);
	});

	test('an act whose connection is lost ends as unknown, and is looked at when the host is back', async () => {
		await using terminal = open('far');
		await select(terminal, 'slow.service');
		await remote.host.run('rm', ['/run/gate']);
		terminal.press('R');
		await confirm(terminal);
		await terminal.waitFor('under way');
		await eventually(async () => {
			const { stdout } = await remote.host.run('systemctl', ['show', '-P', 'ActiveState', 'slow']);
			expect(stdout.trim()).toBe('activating');
		}, 20_000);
		relay.cut();
		// systemctl itself may not have answered yet: then the sentence tells of it, and not of the unit.
		await terminal.waitFor(/Outcome unknown: .*connection to far was lost/);
		await remote.host.run('touch', ['/run/gate']);
		await terminal.waitFor(/○ reconnecting|✗ not reachable/);
		relay.mend();
		await terminal.waitFor('● live', { timeoutMs: 20_000 });
		terminal.press('escape');
		await terminal.waitFor('The connection is back: ', { timeoutMs: 20_000 });
		terminal.press('5');
		await terminal.waitFor(/\? unknown +restart +slow\.service/);
		terminal.press('q');
		await terminal.exited();
		const [entry] = await history();
		expect(entry).toMatchObject({
			host: 'far',
			status: 'unknown',
			verdict: expect.stringMatching(/^The connection is back: .*it was started anew$/),
		});
		expect(entry?.['events']).toMatchObject([{ kind: 'begun' }, { kind: 'ended' }, { kind: 'observed' }]);
	});
});
