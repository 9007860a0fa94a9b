import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launcher } from '../support/program.ts';
import { confirm, filterList, openRealConsole, type RealConsole, readDialog, rowOf } from '../support/real-console.ts';
import { describeWhen } from '../support/requires.ts';
import { run } from '../support/run.ts';
import { bootSystemdHost, type SystemdHost } from '../support/systemd-host.ts';

const enter = fileURLToPath(new URL('../support/systemd-host.sh', import.meta.url));

const units = {
	'grinder.service':
		'[Unit]\nDescription=Grinds without end\n[Service]\nExecStart=/bin/sh -c "echo grinding; while :; do :; done"\n',
	'broken.service':
		'[Unit]\nDescription=Cannot find its data\n[Service]\nExecStart=/bin/sh -c "echo reading orders; echo no such table: orders >&2; exit 3"\n',
	'calm.service': '[Unit]\nDescription=Does nothing\n[Service]\nExecStart=sleep 1000\n',
};

describeWhen({ root: true, packages: ['systemd', 'dbus', 'util-linux'] }, 'the main job on a systemd host', () => {
	let host: SystemdHost;

	beforeAll(async () => {
		host = await bootSystemdHost('job');
		for (const [name, text] of Object.entries(units)) {
			await host.run('tee', [`/etc/systemd/system/${name}`], { input: text });
		}
		await host.run('ln', ['-s', '/dev/null', '/etc/systemd/system/hidden.service']);
		await host.run('systemctl', ['daemon-reload']);
		await host.run('systemctl', ['start', 'calm', 'broken']);
	}, 90_000);

	afterAll(async () => {
		await host?.down();
	}, 60_000);

	/** The console inside of the host, with a home of that test alone. */
	async function openThere(name: string, tab: string): Promise<RealConsole> {
		const home = `/tmp/${name}`;
		await host.run('mkdir', ['-p', home]);
		return openRealConsole({
			home,
			command: enter,
			args: ['run', host.name, launcher, '--tab', tab],
		});
	}

	const stateOf = async (unit: string, property: string) =>
		(await host.run('systemctl', ['show', '--value', '-p', property, unit])).stdout.trim();

	test('look, find the culprit, restart its unit, see the act recorded', async () => {
		await host.run('systemctl', ['start', 'grinder']);
		const before = await stateOf('grinder', 'MainPID');
		await using console = await openThere('job', 'top');
		const { terminal } = console;

		// The culprit is the first row, with its unit, and it is selected.
		const top = await terminal.waitFor(/^ › +\d+ .* R +\d\d[\d.]* .*grinding.* grinder *$/m);
		expect(top[0]).toContain(host.name);
		expect(rowOf(top, '›')).toContain(` ${before} `);

		terminal.press('u');
		const services = await terminal.waitFor(/^ › ● running +grinder\.service /m);
		expect(services.find((line) => /^ . [✗●○] /.test(line))).toMatch(/^ {3}✗ failed +broken\.service /);
		expect(rowOf(services, '› ●')).toContain(` ${before} `);

		terminal.press('R');
		const question = (await terminal.waitFor('yes, do it')).join('\n');
		expect(question).toContain(`Restart grinder.service on ${host.name}`);
		expect(question).toMatch(/Command +systemctl .*restart/);
		expect(question).toMatch(new RegExp(`Host +${host.name}`));
		expect(question).toContain(`1 process ends: ${before} `);
		await confirm(terminal);
		await terminal.waitFor('✓ grinder.service was restarted; it is active (running)');
		const after = await stateOf('grinder', 'MainPID');
		expect(after).not.toBe(before);
		await terminal.waitFor(new RegExp(`› ● running +grinder\\.service .* ${after} `));
		await terminal.waitFor(/5 History •1/);

		terminal.press('5');
		await terminal.waitFor(/^ › • .* ✓ succeeded restart +grinder\.service .*was restarted/m);
		terminal.press('enter');
		const record = (await terminal.waitFor(/exit status +0/)).join('\n');
		expect(record).toMatch(/before +active \(running\)/);
		expect(record).toMatch(/after +active \(running\)/);
		expect(record).toMatch(/command +systemctl .*restart -- grinder\.service/);
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('exit status'));
		terminal.press('M');
		await terminal.waitFor('• 0 not seen');
		await terminal.waitFor((screen) => !screen[1]?.includes('•'));
		terminal.press('q');
		expect((await terminal.exited()).exitCode).toBe(0);
		await host.run('systemctl', ['stop', 'grinder']);
	});

	test('the failed unit stands first, and its log tells the cause with one key', async () => {
		await using console = await openThere('log', 'services');
		const { terminal } = console;
		await terminal.waitFor(/^ › ✗ failed +broken\.service /m);
		expect(terminal.screen()[1]).toContain('4 Services ✗1');
		terminal.press('l');
		const log = (await terminal.waitFor('no such table: orders')).join('\n');
		expect(log).toContain('Log of broken.service');
		expect(log).toContain('reading orders');
		expect(log).toMatch(/status=3/);
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Log of'));
		terminal.press('enter');
		await terminal.waitFor(/Why it failed[\s\S]*status 3[\s\S]*no such table: orders/);
	});

	test('a masked unit is refused in words, and nothing is asked', async () => {
		await using console = await openThere('masked', 'services');
		const { terminal } = console;
		await terminal.waitFor('broken.service');
		await filterList(terminal, 'hidden');
		await terminal.waitFor(/^ › ○ masked +hidden\.service/m);
		terminal.press('S');
		const screen = (await terminal.waitFor('hidden.service is masked')).join('\n');
		expect(screen).not.toContain('yes, do it');
		expect(screen).toMatch(/unmask/i);
		await terminal.waitFor(/5 History •1/);
	});

	test('the form starts a unit by its name, and names the nearest for one that is not there', async () => {
		await host.run('systemctl', ['stop', 'calm']);
		await using console = await openThere('form', 'services');
		const { terminal } = console;
		await terminal.waitFor('broken.service');
		terminal.press('A');
		await terminal.waitFor('Or run');
		terminal.press('ctrl+u');
		terminal.press('camm.service');
		await terminal.waitFor('camm.service');
		terminal.press('enter');
		await terminal.waitFor('Did you mean calm.service?');
		terminal.press('ctrl+u');
		terminal.press('cal');
		await terminal.waitFor('Unit     cal');
		terminal.press('tab');
		await terminal.waitFor('calm.service');
		terminal.press('tab', 'left', 'left');
		await terminal.waitFor('(•) start');
		terminal.press('enter');
		await terminal.waitFor(`Start calm.service on ${host.name}`);
		await confirm(terminal);
		await terminal.waitFor('calm.service was started');
		expect(await stateOf('calm', 'ActiveState')).toBe('active');
	});

	test('a changed unit file says that daemon-reload is due, and D does it', async () => {
		await using console = await openThere('reload', 'services');
		const { terminal } = console;
		await terminal.waitFor('broken.service');
		await filterList(terminal, 'calm');
		await terminal.waitFor(/^ › . \w+ +calm\.service/m);
		await host.run('tee', ['-a', '/etc/systemd/system/calm.service'], { input: '# changed\n' });
		terminal.press('enter');
		await terminal.waitFor('Its file changed on disk');
		terminal.press('D');
		await terminal.waitFor('systemctl --no-pager --no-ask-password daemon-reload');
		await confirm(terminal);
		await terminal.waitFor('systemd read its files again');
		await terminal.waitFor((screen) => !screen.join('\n').includes('Its file changed on disk'));
		expect(await stateOf('calm', 'NeedDaemonReload')).toBe('no');
	});

	test('a unit that others need is stopped only with what hangs on it in sight', async () => {
		await using console = await openThere('lockout', 'services');
		const { terminal } = console;
		await terminal.waitFor('broken.service');
		await filterList(terminal, 'dbus.service');
		await terminal.waitFor(/^ › ● running +dbus\.service/m);
		terminal.press('X');
		await terminal.waitFor('To do it, type dbus');
		await readDialog();
		terminal.press('y', 'enter');
		await terminal.waitFor('This is not dbus');
		terminal.press('escape');
		await terminal.waitFor((screen) => !screen.join('\n').includes('To do it'));
		expect(await stateOf('dbus', 'ActiveState')).toBe('active');
	});
});

describeWhen({ root: true, packages: ['cron'] }, 'the main job with an init script on this machine', () => {
	afterEach(async () => {
		await run('service', ['cron', 'stop']);
	});

	test.each([
		[120, 40],
		[40, 15],
	])('at %ix%i cron is started, found in Top, and restarted from there', async (columns, rows) => {
		await using console = openRealConsole({ columns, rows, args: ['--tab', 'services'] });
		const { terminal } = console;
		await terminal.waitFor(/1 of \d+/);
		await filterList(terminal, 'cron');
		await terminal.waitFor(/^ ?› .*cron/m);

		async function act(key: string, title: string, outcome: RegExp): Promise<void> {
			terminal.press(key);
			const question = (await terminal.waitFor('yes')).join('\n');
			expect(question).toContain(title);
			expect(question).toMatch(/service\s+cron/);
			await confirm(terminal);
			// What the script printed stands behind the outcome, in a message that a small screen wraps.
			const told = (screen: readonly string[]) => screen.join(' ').replaceAll(/\s+/g, ' ');
			await terminal.waitFor((screen) => outcome.test(told(screen)) && told(screen).includes('scheduler'));
		}

		await act('S', 'Start cron', /cron was started; it is active/);
		await terminal.waitFor(/● running? +cron/);
		terminal.press('t');
		await terminal.waitFor(/CPU/);
		await terminal.waitFor(/^ ?› .*cron/m);
		terminal.press('u');
		await terminal.waitFor(/^ ?› ● running? +cron/m);
		await act('R', 'Restart cron', /cron was restarted; it is active/);
		expect((await run('service', ['cron', 'status'])).exitCode).toBe(0);
	});
});
