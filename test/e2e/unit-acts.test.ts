/** The real console in a terminal on a host with a real systemd: what acts on units do, say, and leave in History. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launcher } from '../support/program.ts';
import { confirm, filterList, readDialog } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import type { RunResult } from '../support/run.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';
import { openTerminal, type TestTerminal } from '../support/terminal.ts';

const hostScript = fileURLToPath(new URL('../support/systemd-host.sh', import.meta.url));
const settings = '/tmp/acts-settings.yaml';
const deaf = `/bin/sh -c "trap '' TERM; sleep 1000 & wait; wait; wait"`;

const units: Readonly<Record<string, string>> = {
	'calm.service':
		'[Service]\nExecStart=sleep 1000\n[Install]\nWantedBy=multi-user.target\nAlias=quiet.service\nAlso=friend.service\n',
	'friend.service': '[Service]\nExecStart=sleep 1000\n[Install]\nWantedBy=multi-user.target\n',
	'leans.service': '[Unit]\nRequires=calm.service\nAfter=calm.service\n[Service]\nExecStart=sleep 1000\n',
	'looping.service':
		'[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c "echo cannot go on >&2; sleep 0.4; exit 3"\nRestart=always\nRestartSec=200ms\n',
	'lazy.service': `[Service]\nExecStart=${deaf}\nTimeoutStopSec=20\n`,
	'needy.service': '[Unit]\nRequires=broken.service\nAfter=broken.service\n[Service]\nExecStart=sleep 1000\n',
	'broken.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
	// A trap that sleeps would not do: systemd goes on to signal what is started while it signals the unit's processes.
	'leisurely.service': '[Service]\nExecStart=sleep 1000\nExecStop=sleep 20\nTimeoutStopSec=80\n',
	'brisk.service': `[Service]\nExecStart=${deaf}\nTimeoutStopSec=4\n`,
};

describeWhen(
	{ root: true, packages: ['systemd', 'dbus', 'util-linux'] },
	'acts in the console on a real systemd',
	() => {
		let host: SystemdHost;
		/** It takes 20 s, so it goes on beside the other tests. */
		let leisurely: Promise<RunResult>;

		beforeAll(async () => {
			host = await bootSystemdHost('console');
			for (const [name, text] of Object.entries(units)) {
				await host.run('tee', [`/etc/systemd/system/${name}`], { input: text });
			}
			await host.run('ln', ['-s', '/dev/null', '/etc/systemd/system/hidden.service']);
			await host.run('systemctl', ['daemon-reload']);
			// The machine may have a log of all its administrators: these acts have one of their own.
			await host.run('rm', ['-rf', '/var/lib/opsdash', '/etc/opsdash']);
			const text = 'intervalMs: 500\nunitTimeoutMs: 1500\nwatchMs: 1500\n';
			await host.run('tee', [settings], { input: text });
			await host.run('systemctl', ['start', 'leisurely']);
			await host.run('mkdir', ['-p', '/tmp/leisurely']);
			const args = ['service', 'stop', 'leisurely', '--yes', '--json', '--timeout', '80'];
			leisurely = host.run(launcher, args, { env: { HOME: '/tmp/leisurely' }, timeoutMs: 120_000 });
		}, 90_000);

		afterAll(async () => {
			await host?.down();
		}, 60_000);

		async function open(home: string): Promise<TestTerminal> {
			// Root uses a home that is root's only.
			await host.run('mkdir', ['-p', home]);
			const program = ['env', `HOME=${home}`, 'TERM=xterm-256color', 'LANG=C.UTF-8', launcher];
			const args = ['run', host.name, ...program, '--tab', 'services', '--config', settings];
			return openTerminal({ command: hostScript, args, columns: 130 });
		}

		async function select(terminal: TestTerminal, unit: string): Promise<void> {
			await terminal.waitFor(/1 of \d+/, { timeoutMs: 20_000 });
			await filterList(terminal, unit);
			await terminal.waitFor(new RegExp(`› .*${unit}`));
		}

		const history = async (home: string) => {
			const { stdout } = await host.run(launcher, ['history', '--json'], { env: { HOME: home } });
			return JSON.parse(stdout).data.entries;
		};

		test('a stop that takes its time is open in the log', { timeout: 30_000 }, async () => {
			await vi.waitFor(
				async () => {
					const [entry] = await history('/tmp/leisurely');
					expect(entry).toMatchObject({ target: 'leisurely.service', status: 'open', durationMs: null });
				},
				{ timeout: 15_000, interval: 200 },
			);
		});

		test(
			'a unit is started, restarted and stopped; what hung on it comes back with undo',
			{ timeout: 60_000 },
			async () => {
				await host.run('systemctl', ['start', 'leans']);
				await using terminal = await open('/tmp/calm');
				await select(terminal, 'calm.service');
				terminal.press('R');
				await terminal.waitFor('Restarts with it: leans.service.');
				expect(terminal.screen().join('\n')).toMatch(/1 process ends: \d+ sleep\./);
				await confirm(terminal);
				await terminal.waitFor('calm.service was restarted; it is active (running)');
				await terminal.waitFor('calm.service held for 1.5 s');
				terminal.press('X');
				await terminal.waitFor('Goes down with it: leans.service.');
				await confirm(terminal);
				await terminal.waitFor('Z undoes it.');
				expect((await host.run('systemctl', ['is-active', 'leans'])).stdout).toBe('inactive\n');
				terminal.press('Z');
				await terminal.waitFor('Starts again calm.service, leans.service.');
				await confirm(terminal);
				await terminal.waitFor('calm.service is as it was');
				expect((await host.run('systemctl', ['is-active', 'calm', 'leans'])).stdout).toBe('active\nactive\n');
				const entries = await history('/tmp/calm');
				expect(entries.map(({ type, status }: Record<string, unknown>) => `${type} ${status}`)).toEqual([
					'undo succeeded',
					'service succeeded',
					'service succeeded',
				]);
				expect(entries[2].verdict).toContain('held for 1.5 s');
			},
		);

		test(
			'a unit in a crash loop is found, started, seen to fail, stopped, and read about',
			{ timeout: 60_000 },
			async () => {
				await host.run('systemctl', ['start', '--no-block', 'looping']);
				await using terminal = await open('/tmp/looping');
				await select(terminal, 'looping.service');
				terminal.press('R');
				// Every respawn is a new invocation; none takes the question away.
				await confirm(terminal);
				await terminal.waitFor(
					/looping\.service (?:is in a crash loop: it was started again|was not restarted|is activating)/,
				);
				terminal.press('escape');
				// A key close behind Esc is one with Alt.
				await readDialog();
				await terminal.waitFor('looping.service is in a crash loop', { timeoutMs: 15_000 });
				await terminal.waitFor('X stop');
				terminal.press('X');
				await confirm(terminal);
				await terminal.waitFor(/looping\.service was stopped; it is (?:inactive|failed)/);
				await terminal.waitFor('looping.service stayed down for 1.5 s');
				terminal.press('5');
				await terminal.waitFor(/restart looping\.service|looping\.service/);
				const [stop, restart] = await history('/tmp/looping');
				expect(stop).toMatchObject({ status: 'succeeded', verdict: expect.stringContaining('stayed down') });
				expect(restart).toMatchObject({ verdict: expect.stringContaining('crash loop'), held: false });
				expect(restart.journal.join('\n')).toContain('cannot go on');
			},
		);

		test('a masked unit is refused with its reason', { timeout: 30_000 }, async () => {
			await using terminal = await open('/tmp/masked');
			await select(terminal, 'hidden.service');
			terminal.press('S');
			await terminal.waitFor('hidden.service is masked: nothing can start it');
			expect(await history('/tmp/masked')).toMatchObject([{ status: 'refused', target: 'hidden.service' }]);
		});

		test('a start whose requirement fails says so, although systemctl queued it', { timeout: 30_000 }, async () => {
			await using terminal = await open('/tmp/needy');
			await select(terminal, 'needy.service');
			terminal.press('S');
			await confirm(terminal);
			await terminal.waitFor('needy.service was not started: a unit that it requires did not start');
		});

		test(
			'a stop past its limit is still stopping; whoever waits is told when it ended',
			{ timeout: 60_000 },
			async () => {
				await host.run('systemctl', ['start', 'brisk']);
				await using terminal = await open('/tmp/brisk');
				await select(terminal, 'brisk.service');
				terminal.press('X');
				await confirm(terminal);
				await terminal.waitFor('brisk.service is not done yet');
				expect(terminal.screen().join('\n')).toContain('it is still stopping');
				terminal.press('enter');
				await terminal.waitFor(/After \d+ s: brisk\.service was stopped/, { timeoutMs: 15_000 });
				const [entry] = await history('/tmp/brisk');
				expect(entry).toMatchObject({
					status: 'timed-out',
					exitCode: null,
					verdict: expect.stringContaining('was stopped'),
				});
			},
		);

		test('the job of a stop that takes 20 s can be withdrawn', { timeout: 60_000 }, async () => {
			await host.run('systemctl', ['start', 'lazy']);
			await using terminal = await open('/tmp/lazy');
			await select(terminal, 'lazy.service');
			terminal.press('X');
			await confirm(terminal);
			await terminal.waitFor('lazy.service is not done yet');
			terminal.press('down');
			await terminal.waitFor('› Withdraw job');
			await readDialog();
			terminal.press('enter');
			await terminal.waitFor(/systemctl --no-pager --no-ask-password cancel \d+/);
			await confirm(terminal);
			await terminal.waitFor('The stop of lazy.service was withdrawn');
			expect((await host.run('systemctl', ['list-jobs', '--no-legend'])).stdout).not.toContain('lazy');
			await host.run('systemctl', ['kill', '--signal=KILL', 'lazy.service']);
		});

		test(
			'a console that loses its terminal in the middle of a restart records its end',
			{ timeout: 60_000 },
			async () => {
				await host.run('systemctl', ['restart', 'brisk']);
				await using terminal = await open('/tmp/hangup');
				await select(terminal, 'brisk.service');
				terminal.press('R');
				await confirm(terminal);
				await terminal.waitFor('Restart brisk.service');
				await terminal.waitFor('under way');
				terminal.hangUp();
				const state = async () => (await history('/tmp/hangup'))[0];
				await expect.poll(async () => (await state())?.status, { timeout: 20_000, interval: 500 }).not.toBe('open');
				expect(await state()).toMatchObject({
					type: 'service',
					status: expect.stringMatching(/timed-out|succeeded|failed/),
				});
				await expect
					.poll(async () => (await host.run('systemctl', ['is-active', 'brisk'])).stdout, {
						timeout: 15_000,
						interval: 300,
					})
					.toBe('active\n');
			},
		);

		test('a unit that is enabled by hand-made links has just those back after undo', { timeout: 60_000 }, async () => {
			await host.run('systemctl', ['enable', 'calm']);
			await host.run('ln', ['-s', '/etc/systemd/system/calm.service', '/etc/systemd/system/byhand.service']);
			await host.run('systemctl', ['daemon-reload']);
			const links = async () =>
				(
					await host.run('find', [
						'/etc/systemd/system',
						'(',
						'-lname',
						'*calm.service',
						'-o',
						'-lname',
						'*friend.service',
						')',
						'-printf',
						'%p %l\\n',
					])
				).stdout
					.split('\n')
					.toSorted();
			const before = await links();
			expect(before.join()).toContain('byhand.service');
			expect(before.join()).toContain('friend.service');
			const env = { HOME: '/tmp/links' };
			await host.run('mkdir', ['-p', '/tmp/links', '/tmp/cli']);
			const disabled = await host.run(launcher, ['service', 'disable', 'calm', '--yes', '--json'], { env });
			const { id, canUndo } = JSON.parse(disabled.stdout).data.results[0];
			expect(canUndo).toBe(true);
			expect(await links()).not.toEqual(before);
			const undone = await host.run(launcher, ['history', 'undo', id, '--yes'], { env });
			expect(undone).toMatchObject({ exitCode: 0 });
			expect(await links()).toEqual(before);
			const again = await host.run(launcher, ['history', 'undo', id, '--yes'], { env });
			expect(again.stderr).toContain('cannot be undone any more');
		});

		test('on the command line the verdict is waited for where it is asked for', { timeout: 30_000 }, async () => {
			const args = ['service', 'start', 'looping', '--yes', '--watch-seconds', '2'];
			const ran = await host.run(launcher, args, { env: { HOME: '/tmp/cli' } });
			expect(ran.stderr).toMatch(/crash loop|was not started|reported success/);
			expect(ran.exitCode).toBe(1);
			await host.run('systemctl', ['stop', 'looping']);
			const twice = ['service', 'start', 'calm', '--yes'];
			await host.run(launcher, twice, { env: { HOME: '/tmp/cli' } });
			const second = await host.run(launcher, twice, { env: { HOME: '/tmp/cli' } });
			expect(second.stderr).toContain('calm.service was running already: nothing was started');
		});

		test('a stop that takes 20 s is waited out, and recorded with its length', { timeout: 120_000 }, async () => {
			const { exitCode, stdout } = await leisurely;
			expect(exitCode).toBe(0);
			const [result] = JSON.parse(stdout).data.results;
			const message = 'leisurely.service was stopped; it is inactive (dead)';
			expect(result).toMatchObject({ status: 'succeeded', message, before: 'active (running)' });
			expect(result.durationMs).toBeGreaterThanOrEqual(20_000);
			const [entry] = await history('/tmp/leisurely');
			expect(entry).toMatchObject({ status: 'succeeded', durationMs: result.durationMs, after: 'inactive (dead)' });
		});
	},
);
