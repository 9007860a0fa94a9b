import { describe, expect, it } from 'vitest';
import { problemOf } from '../../../source/domain/problem.ts';
import { fail, succeed } from '../../../source/domain/result.ts';
import { selectServicesBadge } from '../../../source/screens/services/services-screen.tsx';
import { readyView } from '../../support/open-screen.tsx';
import { openServices } from '../../support/open-services.ts';
import { createFakeConsole } from '../../support/render-at.tsx';
import { sampleServices, sampleUnit, sampleUnitDetail } from '../../support/sample-services.ts';

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
			const { fake, expectToFill } = openServices(columns, rows);
			for (const keys of [[], ['Enter'], ['Esc', 'A']]) {
				await fake.press(...keys);
				expectToFill();
			}
		});
	}

	it('shows counts, managers and the failed units first at 120 columns', async () => {
		const { fake, lines } = openServices(120, 8);
		await fake.press();
		expect(lines().slice(0, 7)).toMatchInlineSnapshot(`
			[
			  " ✗ 1 failed   ! 1 changing   7 active   2 inactive                                                 systemd 252 degraded",
			  "                                                                                                                1 of 11",
			  "   STATE          UNIT                                  ENABLED       PID   MEM       CPU  RST PORTS        SINCE",
			  " › ✗ failed       mysql.service                         enabled         –     –         –    5              11-21 08:12",
			  "   ! auto-restart backup.service                        static          –     –         –   12              11-09 08:00",
			  "   ● running      cron.service                          enabled       412  1.4M   0:12.34    0              11-09 08:00",
			  "   ● running      getty@tty1.service                    enabled       455  250K         –    0              11-09 08:00",
			]
		`);
	});

	it('keeps state, name, ports and time at 80 columns', async () => {
		const { fake, lines } = openServices(80, 20);
		await fake.press();
		expect(lines().slice(2, 5)).toMatchInlineSnapshot(`
			[
			  "   STATE          UNIT                 ENABLED     MEM PORTS        SINCE",
			  " › ✗ failed       mysql.service        enabled       –              11-21 08:12",
			  "   ! auto-restart backup.service       static        –              11-09 08:00",
			]
		`);
		expect(lines().find((line) => line.includes('nginx'))).toContain('38M tcp/80,443');
	});

	it('keeps state and name at 40 columns', async () => {
		const { fake, lines } = openServices(40, 11);
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
		const { fake, lines } = openServices(120, 36, { theme: { isAscii: true } });
		for (const keys of [[], ['Enter'], ['Esc', 'A']]) {
			await fake.press(...keys);
			expect(lines().join('')).toMatch(/^[ -~]*$/);
		}
	});

	it('tells states by sign and word where there are no colours', async () => {
		const { fake, lines, view } = openServices(120, 36);
		await fake.press();
		expect(view.painted()).not.toMatch(/\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[;m]/);
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
		const { fake, lines, view } = openServices(160, 36, { actions: { readUnit: async () => succeed(detail) } }, data);
		await fake.press('Enter');
		const bare = view.painted().replaceAll(/\u001B\[[\d;]*m/g, '');
		expect(bare).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
		expect(lines().join('\n')).toContain('evil^[[2J');
	});

	it('hides columns that none of the managers can fill', async () => {
		const sysv = { name: 'sysv', version: null, state: null, verbs: ['start', 'stop'] } as const;
		const cron = sampleUnit('cron', { manager: 'sysv', since: null });
		const { fake, lines } = openServices(120, 10, {}, { managers: [sysv], units: [cron] });
		await fake.press();
		expect(lines()[2]).toMatch(/STATE +UNIT +ENABLED +PID +MEM +CPU PORTS +SINCE +DESCRIPTION/);
	});

	it('names the manager of each unit where there are several', async () => {
		const supervisord = { name: 'supervisord', version: '4.2', state: null, verbs: [] } as const;
		const both = sampleServices({ managers: [...sampleServices().managers, supervisord] });
		const { fake, lines } = openServices(140, 12, {}, both);
		await fake.press();
		expect(lines()[2]).toContain('MANAGER');
		expect(lines()[0]).toMatch(/systemd 252 degraded {3}supervisord 4$/);
	});
});

describe('states of the Services tab', () => {
	it('says that it reads, before the first answer', async () => {
		const { fake, lines } = openServices(80, 20, { readings: { services: { state: 'waiting' } } });
		await fake.press();
		expect(lines().join('\n')).toContain('Reading units …');
	});

	it('says that there is no service manager, and what was looked for', async () => {
		const { error } = fail('unavailable', 'No service manager was found here', 'systemd and SysV are looked for.');
		const { fake, lines } = openServices(120, 20, { readings: { services: { state: 'failed', error } } });
		await fake.press('Enter', 'R', 'l', 't', 'a', 'y');
		expect(lines().join('\n')).toContain('No service manager was found here. systemd and SysV are looked for.');
		expect(fake.calls.filter(({ name }) => name === 'plan')).toEqual([]);
	});

	it('keeps the rows when a later reading fails, and says so', async () => {
		const { error } = fail('timeout', 'systemctl did not answer within 10 s');
		const stale = { state: 'stale', value: { data: sampleServices(), problems: [] }, takenAtMs: 0, error } as const;
		const { fake, lines } = openServices(120, 20, { readings: { services: stale } });
		await fake.press();
		expect(lines()[1]).toContain('systemctl did not answer within 10 s');
		expect(lines().join('\n')).toContain('nginx.service');
	});

	it('counts gaps and shows them with their hints', async () => {
		const gap = problemOf('units[].ports', { code: 'permission', message: 'Ports are hidden', hint: 'Run as root.' });
		const value = { data: sampleServices(), problems: [gap] };
		const { fake, lines } = openServices(120, 20, { readings: { services: { state: 'ready', value, takenAtMs: 0 } } });
		await fake.press('!');
		expect(lines()[1]).toContain('1 gap (!)');
		expect(fake.questions[0]?.args[1]).toEqual(['units[].ports: Ports are hidden', '    Run as root.']);
	});

	it('says that nothing matches, and how to see all again', async () => {
		const { fake, lines } = openServices(80, 20);
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
			readings: {
				services: readyView(sampleServices()),
				summary: { state: 'ready', value: summary, takenAtMs: 0 },
			},
			state: { tab: 'services' },
		});
		expect(selectServicesBadge(store.getState())).toEqual({ kind: 'failed', count: 1 });
		store.setState({ tab: 'top' });
		expect(selectServicesBadge(store.getState())).toEqual({ kind: 'failed', count: 3 });
	});

	it('has no badge while nothing failed or nobody knows', () => {
		expect(selectServicesBadge(createFakeConsole().store.getState())).toBeNull();
		const healthy = readyView(sampleServices({ units: [sampleUnit('ssh.service')] }));
		expect(selectServicesBadge(createFakeConsole({ readings: { services: healthy } }).store.getState())).toBeNull();
	});
});
