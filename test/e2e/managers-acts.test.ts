/** Reload, what is watched after an act, and undo, with every manager but systemd: the real program on hosts of its own. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openrcScripts, runitServices, supervisorFiles } from '../support/managed-services.ts';
import { bootManagersHost, type ManagersHost } from '../support/managers-host.ts';
import { launcher } from '../support/program.ts';
import { describeWhen } from '../support/requires.ts';

/** Listens on its port unless `quiet` is there, and notes each HUP. */
const daemon = `const [, , port, place] = process.argv;
const { existsSync, appendFileSync } = require('node:fs');
process.on('SIGHUP', () => appendFileSync(place + '/reloaded', 'x'));
if (!existsSync(place + '/quiet')) require('node:net').createServer().listen(Number(port), '127.0.0.1');
setInterval(() => {}, 1e6);
`;
/** Of what comes in its own time: a busy machine takes longer. */
const waiting = { timeout: 20_000, interval: 100 };
const place = (port: number) => `/srv/${port}`;
const command = (port: number) => `${process.execPath} /srv/daemon.cjs ${port} ${place(port)}`;
const [openrcPort, runitPort, supervisorPort, sysvPort] = [7401, 7402, 7403, 7404];

const openrcFile = `#!/sbin/openrc-run
command=${process.execPath}
command_args="/srv/daemon.cjs ${openrcPort} ${place(openrcPort)}"
command_background=yes
pidfile=/run/ported.pid
retry=TERM/30
extra_started_commands="reload"
reload() { ebegin "Reloading"; kill -HUP "$(cat /run/ported.pid)"; eend $?; }
`;

const sysvFile = `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ported
# Required-Start:
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: It listens
### END INIT INFO
PIDFILE=/run/ported.pid
case "$1" in
start) setsid ${command(sysvPort)} >/dev/null 2>&1 </dev/null & echo $! >$PIDFILE ;;
stop)
	pid=$(cat $PIDFILE)
	kill "$pid"
	for i in $(seq 400); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
	rm -f $PIDFILE
	;;
restart) "$0" stop; "$0" start ;;
reload) kill -HUP "$(cat $PIDFILE)" ;;
status) kill -0 "$(cat $PIDFILE 2>/dev/null)" 2>/dev/null || { echo "not running"; exit 3; }; echo running ;;
*) echo "Usage: $0 {start|stop|restart|reload|status}"; exit 2 ;;
esac
`;

function actsOn(host: () => ManagersHost) {
	const opsdash = (...args: readonly string[]) =>
		host().run('env', ['HOME=/tmp/home', launcher, ...args], { timeoutMs: 40_000 });

	async function act(verb: string, unit: string, manager: string, ...flags: readonly string[]) {
		const ran = await opsdash('service', verb, unit, '--manager', manager, '--yes', '--json', ...flags);
		const [result] = JSON.parse(ran.stdout).data?.results ?? [];
		return { ...ran, result };
	}

	const undo = (id: string) => opsdash('history', 'undo', id, '--yes');

	async function stateOf(unit: string, manager: string): Promise<string> {
		const { stdout } = await opsdash('services', '--json');
		const rows: ReadonlyArray<Record<string, string>> = JSON.parse(stdout).data.units;
		return rows.find((row) => row['name'] === unit && row['manager'] === manager)?.['activeState'] ?? 'not listed';
	}

	/** Restarts it as it is, and then as one that does not listen any more. */
	async function expectPortsWatched(unit: string, manager: string, port: number): Promise<void> {
		await act('start', unit, manager);
		await vi.waitFor(async () => {
			const { stdout } = await host().run('ss', ['-Hltn']);
			expect(stdout).toContain(`127.0.0.1:${port} `);
		}, waiting);
		const held = await act('restart', unit, manager, '--watch-seconds', '4');
		expect([held.exitCode, held.stderr]).toEqual([0, expect.stringContaining(`${unit} held for 4 s`)]);
		await host().run('touch', [`${place(port)}/quiet`]);
		const lost = await act('restart', unit, manager, '--watch-seconds', '1');
		expect([lost.exitCode, lost.stderr], lost.stdout).toEqual([
			1,
			expect.stringContaining(`does not listen on tcp 127.0.0.1:${port} again`),
		]);
		const entries = JSON.parse((await opsdash('history', '--json')).stdout).data.entries;
		expect(entries[0]).toMatchObject({ status: 'succeeded', verdict: expect.stringContaining('does not listen') });
	}

	async function expectReloaded(unit: string, manager: string, port: number): Promise<void> {
		const { exitCode, result } = await act('reload', unit, manager);
		expect([exitCode, result]).toEqual([0, expect.objectContaining({ status: 'succeeded' })]);
		expect(result.canUndo).not.toBe(true);
		await vi.waitFor(async () => {
			expect((await host().run('cat', [`${place(port)}/reloaded`])).stdout).toBe('x');
		}, waiting);
	}

	async function expectUndone(unit: string, manager: string): Promise<void> {
		const stopped = await act('stop', unit, manager);
		expect(stopped.result, stopped.stdout).toMatchObject({ status: 'succeeded', canUndo: true });
		expect(await undo(stopped.result.id)).toMatchObject({ exitCode: 0 });
		expect(await stateOf(unit, manager)).toBe('active');
		const again = await undo(stopped.result.id);
		expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('cannot be undone any more')]);
		await act('stop', unit, manager);
		const started = await act('start', unit, manager);
		expect(await undo(started.result.id)).toMatchObject({ exitCode: 0 });
		expect(await stateOf(unit, manager)).toBe('inactive');
	}

	/** What `list` tells of links is the same after undo. */
	async function expectLinksUndone(unit: string, manager: string, links: () => Promise<string>): Promise<void> {
		const before = await links();
		const enabled = await act('enable', unit, manager);
		expect(enabled.result, enabled.stdout).toMatchObject({ status: 'succeeded', canUndo: true });
		const after = await links();
		expect(after).not.toBe(before);
		expect(await undo(enabled.result.id)).toMatchObject({ exitCode: 0 });
		expect(await links()).toBe(before);
		await act('enable', unit, manager);
		const disabled = await act('disable', unit, manager);
		expect(disabled.result).toMatchObject({ status: 'succeeded', canUndo: true });
		expect(await undo(disabled.result.id)).toMatchObject({ exitCode: 0 });
		expect(await links()).toBe(after);
	}

	const find = async (...args: readonly string[]) =>
		(await host().run('find', [...args, '-type', 'l', '-printf', '%p %l\n'])).stdout.split('\n').toSorted().join('\n');

	return { opsdash, act, expectPortsWatched, expectReloaded, expectUndone, expectLinksUndone, find };
}

const needed = {
	root: true,
	packages: ['util-linux', 'procps', 'iproute2', 'runit', 'supervisor'],
	downloads: ['openrc', 'librc1', 'libeinfo1'],
} as const;

describeWhen(needed, 'acts on OpenRC, runit and supervisord', () => {
	vi.setConfig({ testTimeout: 90_000 });
	let host: ManagersHost;
	const acts = actsOn(() => host);

	beforeAll(async () => {
		host = await bootManagersHost('managers-acts', ['openrc']);
		await host.run('mkdir', ['-p', place(openrcPort), place(runitPort), place(supervisorPort)]);
		await host.write({
			'/srv/daemon.cjs': daemon,
			'/etc/init.d/ported': openrcFile,
			'/etc/init.d/base': openrcScripts['/etc/init.d/base'],
			'/etc/init.d/web': openrcScripts['/etc/init.d/web'],
			'/etc/service/heard/run': `#!/bin/sh\nexec ${command(runitPort)}\n`,
			'/etc/sv/linked/run': runitServices['/etc/sv/linked/run'],
			'/etc/supervisor/supervisord.conf': supervisorFiles['/etc/supervisor/supervisord.conf'],
			'/etc/supervisor/conf.d/told.conf': `[program:told]\ncommand=${command(supervisorPort)}\n`,
			'/srv/second.conf': `[unix_http_server]\nfile=/run/second.sock\n[supervisord]\npidfile=/run/second.pid\nlogfile=/run/second.log\n
[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n[program:elsewhere]\ncommand=sleep 7405\n`,
		});
		await host.run('rc-update', ['add', 'web', 'default']);
		await host.start('openrc');
		await host.start('runit');
		await host.start('supervisord');
	}, 120_000);

	afterAll(async () => {
		await host?.down();
	});

	describe.each([
		['openrc', 'ported', openrcPort],
		['runit', 'heard', runitPort],
		['supervisord', 'told', supervisorPort],
	] as const)('%s', (manager, unit, port) => {
		test('a port that does not come back after a restart is told, and stands in History', async () => {
			await acts.expectPortsWatched(unit, manager, port);
		});

		test('a stop is undone by a start and a start by a stop, once', async () => {
			await acts.expectUndone(unit, manager);
		});
	});

	test('OpenRC and runit reload', async () => {
		await acts.act('start', 'ported', 'openrc');
		await acts.expectReloaded('ported', 'openrc', openrcPort);
		await acts.act('start', 'heard', 'runit');
		await acts.expectReloaded('heard', 'runit', runitPort);
	});

	test('OpenRC: what went down with a service comes back with undo', async () => {
		const { result } = await acts.act('stop', 'base', 'openrc');
		expect((await host.run('rc-service', ['web', 'status'])).exitCode).not.toBe(0);
		expect(await acts.opsdash('history', 'undo', result.id, '--yes')).toMatchObject({ exitCode: 0 });
		expect((await host.run('rc-service', ['web', 'status'])).exitCode).toBe(0);
	});

	test('OpenRC: undo of enable and disable puts the links of runlevels back', async () => {
		await acts.expectLinksUndone('base', 'openrc', () => acts.find('/etc/runlevels'));
	});

	test('runit: undo of a disable by its down file takes the file away, and of an enable makes it again', async () => {
		const down = '/etc/service/heard/down';
		const files = async () => (await host.run('find', [down, '-printf', '%p %s'])).stdout;
		const disabled = await acts.act('disable', 'heard', 'runit');
		expect(disabled.result, disabled.stdout).toMatchObject({ status: 'succeeded', canUndo: true });
		expect(await files()).toBe(`${down} 0`);
		const undone = await acts.opsdash('history', 'undo', disabled.result.id, '--yes');
		expect([undone.exitCode, await files()]).toEqual([0, '']);
		await acts.act('disable', 'heard', 'runit');
		const enabled = await acts.act('enable', 'heard', 'runit');
		expect([enabled.result.canUndo, await files()]).toEqual([true, '']);
		expect(await acts.opsdash('history', 'undo', enabled.result.id, '--yes')).toMatchObject({ exitCode: 0 });
		expect(await files()).toBe(`${down} 0`);
		// Somebody wrote into it: it is no longer what would be taken away.
		await acts.act('enable', 'heard', 'runit');
		const last = await acts.act('disable', 'heard', 'runit');
		await host.write({ [down]: 'until Monday\n' });
		const refused = await acts.opsdash('history', 'undo', last.result.id, '--yes');
		expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('was changed since')]);
		expect((await acts.act('enable', 'heard', 'runit')).result.canUndo).not.toBe(true);
	});

	test('runit: undo of enable and disable puts the link back', async () => {
		await acts.expectLinksUndone('linked', 'runit', () => acts.find('/etc/service', '-maxdepth', '1'));
	});

	test('supervisord: a second one is listed by its own name, and stopped, started and undone like the first', async () => {
		await host.run('supervisord', ['-c', '/srv/second.conf']);
		type Named = { readonly manager: string; readonly name: string };
		// A manager that is there now is looked for anew by each program.
		await vi.waitFor(async () => {
			const { data, problems } = JSON.parse((await acts.opsdash('services', '--json')).stdout);
			const own = data.units.filter(({ manager }: Named) => manager.startsWith('supervisord'));
			expect([problems, own.map(({ manager, name }: Named) => `${manager} ${name}`).toSorted()]).toEqual([
				[],
				['supervisord told', 'supervisord:second elsewhere'],
			]);
		}, waiting);
		const ran = await acts.opsdash('service', 'status', 'elsewhere');
		expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringContaining('supervisord:second')]);
		await acts.expectUndone('elsewhere', 'supervisord:second');
		expect((await acts.opsdash('doctor')).stdout).toContain('supervisord:second');
	});
});

describeWhen(
	{ root: true, packages: ['util-linux', 'procps', 'iproute2'], commands: ['service', 'update-rc.d'] },
	'acts on init scripts',
	() => {
		vi.setConfig({ testTimeout: 90_000 });
		let host: ManagersHost;
		const acts = actsOn(() => host);

		beforeAll(async () => {
			host = await bootManagersHost('scripts-acts');
			await host.run('mkdir', ['-p', place(sysvPort), ...[0, 1, 2, 3, 4, 5, 6].map((level) => `/etc/rc${level}.d`)]);
			await host.write({ '/srv/daemon.cjs': daemon, '/etc/init.d/ported': sysvFile });
		}, 60_000);

		afterAll(async () => {
			await host?.down();
		});

		test('a port that does not come back after a restart is told, and stands in History', async () => {
			await acts.expectPortsWatched('ported', 'sysv', sysvPort);
		});

		test('a script that knows reload is told to reload', async () => {
			await acts.expectReloaded('ported', 'sysv', sysvPort);
		});

		test('a stop is undone by a start and a start by a stop, once', async () => {
			await acts.expectUndone('ported', 'sysv');
		});

		test('undo of enable and disable puts the links of runlevels back', async () => {
			const refused = await acts.act('enable', 'ported', 'sysv');
			expect(refused.result).toMatchObject({
				status: 'failed',
				hint: expect.stringContaining('update-rc.d NAME defaults'),
			});
			await host.run('update-rc.d', ['ported', 'defaults']);
			await acts.act('disable', 'ported', 'sysv');
			await acts.expectLinksUndone('ported', 'sysv', () => acts.find('/etc', '-path', '/etc/rc*.d/*'));
		});
	},
);
