import { afterEach, describe, expect, it } from 'vitest';
import { problemOf } from '../../../source/domain/problem.ts';
import type { Reading } from '../../../source/domain/reading.ts';
import { fail, succeed } from '../../../source/domain/result.ts';
import type { ServicesData } from '../../../source/domain/services.ts';
import { ServicesScreen, selectServicesBadge } from '../../../source/screens/services/services-screen.tsx';
import type { View } from '../../../source/store/console-store.ts';
import { withoutZones } from '../../support/local-time.ts';
import {
	createFakeConsole,
	type FakeConsoleOptions,
	fakeOperationResult,
	fakePlan,
	type RenderedView,
	renderAt,
} from '../../support/render-at.tsx';
import { sampleServices, sampleUnit, sampleUnitDetail, sampleUnitLog } from '../../support/sample-services.ts';

const ready = (data: ServicesData, takenAtMs = 0): Reading<View<ServicesData>> => ({
	state: 'ready',
	value: { data, problems: [] },
	takenAtMs,
});

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

const unitNamed = (name: string) => sampleServices().units.find((row) => row.name === name) ?? sampleUnit(name);
const readable: FakeConsoleOptions['actions'] = {
	readUnit: async (_, name) => succeed(sampleUnitDetail(unitNamed(name))),
	readUnitLog: async () => succeed(sampleUnitLog()),
};

function open(columns: number, rows: number, options: FakeConsoleOptions = {}, data = sampleServices()) {
	const fake = createFakeConsole({
		...options,
		readings: { services: ready(data), ...options.readings },
		state: { tab: 'services', ...options.state },
		actions: { ...readable, ...options.actions },
	});
	view = renderAt(
		columns,
		rows,
		<fake.Provider>
			<ServicesScreen columns={columns} rows={rows} />
		</fake.Provider>,
	);
	const lines = () => view?.lines().map((line) => line.trimEnd()) ?? [];
	return {
		fake,
		lines,
		selected: () => lines().find((line) => /^ ?[›>]/.test(line)) ?? '',
		plans: () => fake.calls.filter(({ name }) => name === 'plan').map(({ args }) => args[0]),
		questions: () => fake.questions.map(({ name }) => name),
		async refresh(next: ServicesData, takenAtMs = 1) {
			fake.store.setState((all) => ({ readings: { ...all.readings, services: ready(next, takenAtMs) } }));
			await fake.press();
		},
	};
}

describe('the Services tab', () => {
	for (const [columns, rows] of [
		[300, 96],
		[160, 36],
		[120, 36],
		[80, 20],
		[40, 11],
		[20, 4],
	] as const) {
		it(`fills ${columns}x${rows} and no more, with details and form too`, async () => {
			const { fake, lines } = open(columns, rows);
			for (const keys of [[], ['Enter'], ['Esc', 'A']]) {
				await fake.press(...keys);
				expect(lines()).toHaveLength(rows);
				expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(columns);
			}
		});
	}

	it('shows counts, managers and the failed units first at 120 columns', async () => {
		const { fake, lines } = open(120, 8);
		await fake.press();
		expect(lines().slice(0, 7)).toMatchInlineSnapshot(`
			[
			  " ✗ 1 failed   ! 1 changing   7 active   2 inactive                                                 systemd 252 degraded",
			  "                                                                                                                1 of 11",
			  "   STATE          UNIT                                   ENABLED       PID   MEM       CPU  RST PORTS        SINCE",
			  " › ✗ failed       mysql.service                          enabled         –     –         –    5              11-21 08:12",
			  "   ! auto-restart backup.service                         static          –     –         –   12              11-09 08:00",
			  "   ○ inactive     apt-daily.service                      static          –     –         –    0              –",
			  "   ● running      cron.service                           enabled       412  1.4M   0:12.34    0              11-09 08:00",
			]
		`);
	});

	it('keeps state, name, ports and time at 80 columns', async () => {
		const { fake, lines } = open(80, 20);
		await fake.press();
		expect(lines().slice(2, 5)).toMatchInlineSnapshot(`
			[
			  "   STATE          UNIT                  ENABLED     MEM PORTS        SINCE",
			  " › ✗ failed       mysql.service         enabled       –              11-21 08:12",
			  "   ! auto-restart backup.service        static        –              11-09 08:00",
			]
		`);
		expect(lines().find((line) => line.includes('nginx'))).toContain('38M tcp/80,443');
	});

	it('keeps state and name at 40 columns', async () => {
		const { fake, lines } = open(40, 11);
		await fake.press();
		expect(lines().slice(0, 5)).toMatchInlineSnapshot(`
			[
			  " ✗ 1 failed   ! 1 changing   7 active",
			  "                                1 of 11",
			  "  STATE          UNIT",
			  "› ✗ failed       mysql.service",
			  "  ! auto-restart backup.service",
			]
		`);
	});

	it('draws with ASCII alone where the locale asks for it', async () => {
		const { fake, lines } = open(120, 36, { theme: { isAscii: true } });
		for (const keys of [[], ['Enter'], ['Esc', 'A']]) {
			await fake.press(...keys);
			expect(lines().join('')).toMatch(/^[ -~]*$/);
		}
	});

	it('tells states by sign and word where there are no colours', async () => {
		const { fake, lines } = open(120, 36);
		await fake.press();
		expect(view?.painted()).not.toMatch(/\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[;m]/);
		expect(lines().find((line) => line.includes('mysql'))).toContain('✗ failed');
		expect(lines().find((line) => line.includes('backup'))).toContain('! auto-restart');
		expect(lines().find((line) => line.includes('nscd'))).toContain('○ masked');
	});

	it('lets no control sequence of a host through', async () => {
		const hostile = sampleUnit('evil\u001B[2J\u009B31m.service', { description: 'a\u202Eb\u0007' });
		const data = sampleServices({ units: [hostile] });
		const detail = sampleUnitDetail(hostile, {
			properties: [{ name: 'StatusText', value: '\u001B]52;c;AAAA\u0007' }],
			file: { path: '/etc/\u001Bc', text: 'x\u001B[31m\u0000' },
		});
		const { fake, lines } = open(160, 36, { actions: { readUnit: async () => succeed(detail) } }, data);
		await fake.press('Enter');
		const bare = view?.painted().replaceAll(/\u001B\[[\d;]*m/g, '') ?? '';
		expect(bare).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
		expect(lines().join('\n')).toContain('evil^[[2J');
	});

	it('hides columns that none of the managers can fill', async () => {
		const sysv = { name: 'sysv', version: null, state: null, verbs: ['start', 'stop'] } as const;
		const cron = sampleUnit('cron', { manager: 'sysv', since: null });
		const { fake, lines } = open(120, 10, {}, { managers: [sysv], units: [cron] });
		await fake.press();
		expect(lines()[2]).toMatch(/STATE +UNIT +ENABLED +PID PORTS +DESCRIPTION/);
	});

	it('names the manager of each unit where there are several', async () => {
		const supervisord = { name: 'supervisord', version: '4.2', state: null, verbs: [] } as const;
		const both = sampleServices({ managers: [...sampleServices().managers, supervisord] });
		const { fake, lines } = open(140, 12, {}, both);
		await fake.press();
		expect(lines()[2]).toContain('MANAGER');
		expect(lines()[0]).toMatch(/systemd 252 degraded {3}supervisord 4$/);
	});
});

describe('states of the Services tab', () => {
	it('says that it reads, before the first answer', async () => {
		const { fake, lines } = open(80, 20, { readings: { services: { state: 'waiting' } } });
		await fake.press();
		expect(lines().join('\n')).toContain('Reading units …');
	});

	it('says that there is no service manager, and what was looked for', async () => {
		const { error } = fail('unavailable', 'No service manager was found here', 'systemd and SysV are looked for.');
		const { fake, lines } = open(120, 20, { readings: { services: { state: 'failed', error } } });
		await fake.press('Enter', 'R', 'l', 't', 'a', 'y');
		expect(lines().join('\n')).toContain('No service manager was found here systemd and SysV are looked for.');
		expect(fake.calls.filter(({ name }) => name === 'plan')).toEqual([]);
	});

	it('keeps the rows when a later reading fails, and says so', async () => {
		const { error } = fail('timeout', 'systemctl did not answer within 10 s');
		const stale = { state: 'stale', value: { data: sampleServices(), problems: [] }, takenAtMs: 0, error } as const;
		const { fake, lines } = open(120, 20, { readings: { services: stale } });
		await fake.press();
		expect(lines()[1]).toContain('systemctl did not answer within 10 s');
		expect(lines().join('\n')).toContain('nginx.service');
	});

	it('counts gaps and shows them with their hints', async () => {
		const gap = problemOf('units[].ports', { code: 'permission', message: 'Ports are hidden', hint: 'Run as root.' });
		const value = { data: sampleServices(), problems: [gap] };
		const { fake, lines } = open(120, 20, { readings: { services: { state: 'ready', value, takenAtMs: 0 } } });
		await fake.press('!');
		expect(lines()[1]).toContain('1 gap (!)');
		expect(fake.questions[0]?.args[1]).toEqual(['units[].ports: Ports are hidden', '    Run as root.']);
	});

	it('says that nothing matches, and how to see all again', async () => {
		const { fake, lines } = open(80, 20);
		await fake.press('/');
		await fake.type('zzz');
		await fake.press('Enter');
		expect(lines().join('\n')).toContain('No units match. Esc shows all.');
		await fake.press('Esc');
		expect(lines().join('\n')).toContain('nginx.service');
	});

	it('has failed units on the badge: those listed in front, those counted while hidden', () => {
		const summary = {
			hostname: 'web1',
			osName: null,
			kernelRelease: null,
			bootId: null,
			uptimeSeconds: null,
			load: null,
			failedUnits: 3,
		};
		const { store } = createFakeConsole({
			readings: { services: ready(sampleServices()), summary: { state: 'ready', value: summary, takenAtMs: 0 } },
			state: { tab: 'services' },
		});
		expect(selectServicesBadge(store.getState())).toEqual({ kind: 'failed', count: 1 });
		store.setState({ tab: 'top' });
		expect(selectServicesBadge(store.getState())).toEqual({ kind: 'failed', count: 3 });
	});

	it('has no badge while nothing failed or nobody knows', () => {
		expect(selectServicesBadge(createFakeConsole().store.getState())).toBeNull();
		const healthy = ready(sampleServices({ units: [sampleUnit('ssh.service')] }));
		expect(selectServicesBadge(createFakeConsole({ readings: { services: healthy } }).store.getState())).toBeNull();
	});
});

describe('the list of units', () => {
	it('filters by text, inverse and regular expression over names, states and ports', async () => {
		const { fake, lines } = open(80, 20);
		await fake.press('/');
		await fake.type('running !nginx /tcp.22/');
		await fake.press('Enter');
		const units = lines().filter((line) => line.includes('.service'));
		expect(units).toHaveLength(1);
		expect(units[0]).toContain('ssh.service');
	});

	it('goes through what is shown with v, and says which', async () => {
		const { fake, lines } = open(80, 20);
		const count = () => lines()[1]?.match(/of (\d+)$/)?.[1];
		const seen: Array<string | undefined> = [];
		for (const keys of [[], ['v'], ['v'], ['v'], ['v'], ['v']]) {
			await fake.press(...keys);
			seen.push(`${lines()[1]?.trim().split('  ')[0]} ${count()}`);
		}
		expect(seen).toEqual([
			'1 of 11 11',
			'services and what failed 9',
			'running 6',
			'enabled 7',
			'failed 1',
			'1 of 11 11',
		]);
	});

	it('sorts by the column that is chosen, and turns round when asked again', async () => {
		const { fake, selected } = open(120, 20, { answers: { choose: ['memory', 'memory', 'need'] } });
		await fake.press('s');
		expect(selected()).toContain('nginx.service');
		await fake.press('s');
		expect(selected()).toContain('getty@tty1.service');
		await fake.press('s');
		expect(selected()).toContain('mysql.service');
	});

	it('keeps the selection on its unit when the order changes', async () => {
		const { fake, selected, refresh } = open(80, 20);
		for (let i = 0; i < 5; i++) await fake.press('Down');
		expect(selected()).toContain('nginx.service');
		const { units } = sampleServices();
		const failed = units.map((row) => (row.name === 'nginx.service' ? { ...row, activeState: 'failed' } : row));
		await refresh(sampleServices({ units: failed }));
		expect(selected()).toContain('✗ failed       nginx.service');
	});

	it('selects the unit that another tab sends, whatever narrowed the list', async () => {
		const { fake, selected } = open(80, 20);
		await fake.press('/');
		await fake.type('mysql');
		await fake.press('Enter');
		fake.store.setState({ pivot: { tab: 'services', unit: 'ssh' } });
		await fake.press();
		await fake.press();
		expect(selected()).toContain('ssh.service');
		expect(fake.store.getState().pivot).toBeNull();
	});

	it('waits with a pivot until there are units, and says when there is no such one', async () => {
		const waiting = { readings: { services: { state: 'waiting' as const } } };
		const { fake, refresh } = open(80, 20, waiting);
		fake.store.setState({ pivot: { tab: 'services', unit: 'nope.service' } });
		await fake.press();
		expect(fake.store.getState().pivot).not.toBeNull();
		await refresh(sampleServices());
		expect(fake.toasts()).toEqual(['nope.service is not among the units of this host.']);
	});
});

describe('acting on units', () => {
	it.each([
		['R', 'restart'],
		['S', 'start'],
		['X', 'stop'],
		['L', 'reload'],
		['E', 'disable'],
	])('%s plans to %s the selected unit, and nothing happens without a yes', async (key, verb) => {
		const { fake, plans } = open(80, 20);
		await fake.press(key);
		expect(plans()).toEqual([{ type: 'service', verb, unit: 'mysql.service', manager: 'systemd' }]);
		expect(fake.questions.map(({ name }) => name)).toEqual(['confirm']);
		expect(fake.calls.map(({ name }) => name)).toContain('discard');
		expect(fake.calls.map(({ name }) => name)).not.toContain('perform');
	});

	it('performs what was confirmed, says how it went and reads again', async () => {
		const { fake } = open(80, 20, { answers: { confirm: [{ kind: 'yes' }] } });
		await fake.press('R');
		await fake.press();
		const names = fake.calls.map(({ name }) => name);
		expect(names.indexOf('perform')).toBeGreaterThan(names.indexOf('plan'));
		expect(names).toContain('refresh');
		expect(fake.toasts()).toEqual(['Restarted nginx.service on web1 in 0.4 s']);
	});

	it('offers every verb of the manager with what it means', async () => {
		const { fake, plans } = open(80, 20, { answers: { choose: ['reset-failed'] } });
		await fake.press('a');
		await fake.press();
		expect(fake.questions[0]?.args[0]).toBe('mysql.service, failed');
		expect(plans()).toEqual([{ type: 'service', verb: 'reset-failed', unit: 'mysql.service', manager: 'systemd' }]);
	});

	it('sends a signal to the main process, where there is one', async () => {
		const { fake, plans } = open(80, 20, { answers: { choose: ['KILL'] } });
		await fake.press('k');
		expect(fake.questions).toEqual([]);
		for (let i = 0; i < 3; i++) await fake.press('Down');
		await fake.press('k');
		await fake.press();
		expect(fake.questions[0]?.args[0]).toBe('Signal to 412, main process of cron.service');
		expect(plans()).toEqual([{ type: 'signal', pid: 412, startTicks: null, key: null, signal: 'KILL' }]);
	});

	it('shows the end of the log with its source, and says where a log cannot be read', async () => {
		const { fake } = open(80, 20);
		await fake.press('l');
		const [question] = fake.questions;
		expect(question?.args[2]).toEqual({ startAtEnd: true });
		expect((question?.args[1] as readonly string[]).slice(-3)).toEqual([
			expect.stringMatching(/^11-21 \d\d:12:04 ✗ mysql\.service: Failed at step EXEC/),
			'',
			'The last 2 lines, from the journal.',
		]);
		const denied = open(80, 20, {
			actions: { readUnitLog: async () => fail('permission', 'The journal may not be read.', 'Run as root.') },
		});
		await denied.fake.press('l');
		expect(denied.fake.toasts()).toEqual(['The journal may not be read. Run as root.']);
	});

	it('says that a daemon-reload is due, offers it, and is quiet once it was done', async () => {
		const changed = sampleUnitDetail(unitNamed('mysql.service'), { needsReload: true });
		const { fake, lines, plans } = open(120, 30, {
			actions: { readUnit: async () => succeed(changed) },
			answers: { confirm: [{ kind: 'yes' }] },
		});
		await fake.press('Enter', 'Esc');
		expect(lines()[1]).toBe(' ! The file of mysql.service changed on disk. D has systemd read it.');
		await fake.press('D');
		await fake.press();
		expect(plans()).toEqual([{ type: 'reload-manager', manager: 'systemd' }]);
		expect(lines()[1]).not.toContain('changed on disk');
	});

	it('goes to the processes and the sockets of the unit', async () => {
		const pids = sampleUnitDetail(unitNamed('nginx.service'), { pids: [1790, 1791] });
		const { fake } = open(80, 20, { actions: { readUnit: async () => succeed(pids) } });
		await fake.press('t');
		expect(fake.store.getState()).toMatchObject({
			tab: 'top',
			pivot: { tab: 'top', pids: [1790, 1791], label: 'processes of mysql.service' },
		});
		await fake.press('o');
		expect(fake.store.getState().pivot).toMatchObject({ tab: 'network', pids: [1790, 1791] });
	});

	it('stays where it is when a unit has no process', async () => {
		const { fake } = open(80, 20);
		await fake.press('t');
		expect(fake.store.getState().tab).toBe('services');
		expect(fake.toasts()).toEqual(['No process of mysql.service is known.']);
	});

	it('copies a command for the unit in the words of its manager', async () => {
		const { fake } = open(80, 20, { answers: { choose: ['restart'] } });
		await fake.press('y');
		expect(fake.copied).toEqual(['systemctl restart mysql.service']);
	});
});

describe('details of a unit', () => {
	it('say first what is wrong, then how it runs, then its file', async () => {
		const { fake, lines } = open(120, 40);
		await fake.press('Enter');
		expect(withoutZones(lines().slice(1, 36))).toMatchInlineSnapshot(`
			[
			  " mysql.service",
			  " state         ✗ failed",
			  " since         2026-11-21 08:12:04",
			  " enabled       enabled",
			  " description   MySQL Community Server",
			  " manager       systemd",
			  "",
			  " Why it failed  l shows its log",
			  " Its main process ended with status 203: the program is not there or may not be executed.",
			  " 11-21 08:12:03   Starting mysql.service",
			  " 11-21 08:12:04 ✗ mysql.service: Failed at step EXEC spawning /usr/sbin/mysqld: No such file or directory",
			  "",
			  " Use",
			  " main PID      –",
			  " memory        –",
			  " CPU time      –",
			  " restarts      5",
			  "",
			  " How it runs",
			  " Type          notify",
			  " User          mysql",
			  " ExecStart     /usr/sbin/mysqld --defaults-file=/etc/my.cnf",
			  " Restart       on-failure",
			  "",
			  " What hangs together",
			  " Requires      sysinit.target system.slice",
			  "",
			  " Also known",
			  " invocation    0123456789abcdef",
			  "",
			  " File  /lib/systemd/system/mysql.service",
			  " # Installed by the package",
			  " [Unit]",
			  " Description=MySQL Community Server",
			  "",
			]
		`);
	});

	it('stand beside the list on a wide terminal and follow the selection', async () => {
		const { fake, lines } = open(160, 30);
		await fake.press('Enter', 'Down');
		expect(lines()[1]).toContain('backup.service');
		expect(lines()[3]).toContain('mysql.service');
		expect(fake.calls.filter(({ name }) => name === 'readUnit').map(({ args }) => args[1])).toEqual([
			'mysql.service',
			'backup.service',
		]);
	});

	it('do not slip to a neighbour when the unit goes away', async () => {
		const { fake, lines, refresh, plans } = open(160, 30);
		await fake.press('Enter', 'Down');
		const units = sampleServices().units.filter(({ name }) => name !== 'backup.service');
		await refresh(sampleServices({ units }));
		expect(lines().join('\n')).toContain('This unit is gone from the list.');
		await fake.press('X');
		expect(plans()).toEqual([]);
	});

	it('say why they could not be read', async () => {
		const { fake, lines } = open(80, 20, {
			actions: { readUnit: async () => fail('timeout', 'systemctl did not answer.', 'Try again.') },
		});
		await fake.press('Enter');
		expect(lines().join('\n')).toContain('systemctl did not answer. Try again.');
		expect(lines().join('\n')).toContain('✗ failed');
	});

	it('read one unit at a time and pass over those in between', async () => {
		const asked: string[] = [];
		let answer: (() => void) | null = null;
		const { fake } = open(160, 30, {
			actions: {
				readUnit: (_, name) => {
					asked.push(name);
					return new Promise((resolve) => {
						answer = () => resolve(succeed(sampleUnitDetail(unitNamed(name))));
					});
				},
			},
		});
		await fake.press('Enter', 'Down', 'Down', 'Down');
		expect(asked).toEqual(['mysql.service']);
		(answer as (() => void) | null)?.();
		await fake.press();
		expect(asked).toEqual(['mysql.service', 'cron.service']);
	});
});

describe('the form', () => {
	const fill = async (fake: ReturnType<typeof open>['fake'], text: string) => {
		await fake.press('Ctrl+U');
		await fake.type(text);
	};

	it('completes the name of a unit, takes a verb, and plans it', async () => {
		const { fake, plans, lines } = open(120, 30);
		await fake.press('A');
		await fill(fake, 'ngi');
		await fake.press('Tab');
		expect(lines().join('\n')).toContain('nginx.service');
		await fake.press('Tab', 'Left', 'Enter');
		expect(plans()).toEqual([{ type: 'service', verb: 'stop', unit: 'nginx.service', manager: 'systemd' }]);
		expect(lines().join('\n')).toContain('(•) stop');
	});

	it('refuses a name that no unit has and changes nothing, with the nearest', async () => {
		const { fake, plans, lines } = open(120, 30);
		await fake.press('A');
		await fill(fake, 'ngnix.service');
		await fake.press('Enter');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).toContain('There is no unit ngnix.service. Did you mean nginx.service?');
	});

	it('runs a command of one’s own as argv within a time limit, and closes', async () => {
		const { fake, plans, lines, questions } = open(120, 30, {
			answers: { confirm: [{ kind: 'yes' }] },
			actions: {
				plan: async (operation) => succeed(fakePlan({ operation, title: 'Run supervisorctl on web1' })),
				perform: async () => fakeOperationResult({ output: 'shop: started\n' }),
			},
		});
		await fake.press('A', 'Down', 'Down');
		await fake.type('supervisorctl -c "/etc/my conf" restart all; id');
		expect(lines().join('\n')).toContain('No shell is used: ;');
		await fake.press('Down');
		await fill(fake, '5');
		await fake.press('Enter');
		await fake.press();
		expect(plans()).toEqual([
			{
				type: 'run',
				command: { file: 'supervisorctl', args: ['-c', '/etc/my conf', 'restart', 'all;', 'id'] },
				timeoutMs: 5000,
			},
		]);
		expect(questions()).toEqual(['confirm', 'showText']);
		expect(lines().join('\n')).not.toContain('Or run');
	});

	it('stays open with what was typed when it was not confirmed', async () => {
		const { fake, lines } = open(120, 30);
		await fake.press('A', 'Down', 'Down');
		await fake.type('uptime');
		await fake.press('Enter');
		await fake.press();
		expect(lines().join('\n')).toContain('uptime');
	});

	it.each(['0', '86401', 'soon', ''])('refuses %j as a time limit', async (seconds) => {
		const { fake, plans, lines } = open(120, 30);
		await fake.press('A', 'Down', 'Down');
		await fake.type('uptime');
		await fake.press('Down');
		await fill(fake, seconds);
		await fake.press('Enter');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).toContain('from 1 to 86400');
	});

	it('is not sent by pasted or typed-ahead keys', async () => {
		const { fake, plans } = open(120, 30);
		await fake.press('A');
		fake.router.dispatch({ key: 'Enter', text: '', isBurst: true, atMs: 0 });
		await fake.press();
		expect(plans()).toEqual([]);
	});

	it('owns every key but leaves with Esc', async () => {
		const { fake, plans, lines } = open(120, 30);
		await fake.press('A', 'R', 'q', 'Esc');
		expect(plans()).toEqual([]);
		expect(lines().join('\n')).not.toContain('Or run');
	});
});
