import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../source/domain/result.ts';
import { withoutZones } from '../../support/local-time.ts';
import { openServices, unitNamed } from '../../support/open-services.ts';
import { sampleServices, sampleUnit, sampleUnitDetail } from '../../support/sample-services.ts';

describe('details of a unit', () => {
	it('say first what is wrong, then how it runs, then its file', async () => {
		const { fake, lines } = openServices(120, 40);
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
		const { fake, lines } = openServices(160, 30);
		await fake.press('Enter', 'Down');
		expect(lines()[1]).toContain('backup.service');
		expect(lines()[3]).toContain('mysql.service');
		expect(fake.calls.filter(({ name }) => name === 'readUnit').map(({ args }) => args[1])).toEqual([
			'mysql.service',
			'backup.service',
		]);
	});

	it('stay with their unit when another comes first in the list', async () => {
		const { fake, lines, refresh, plans } = openServices(160, 30);
		await fake.press('Enter');
		const alarm = sampleUnit('alarm.service', { activeState: 'failed', subState: 'failed' });
		await refresh(sampleServices({ units: [alarm, ...sampleServices().units] }));
		expect(lines()[3]).toContain('alarm.service');
		expect(lines()[1]).toContain('│ mysql.service');
		await fake.press('X');
		expect(plans()).toMatchObject([{ unit: 'mysql.service' }]);
	});

	it('do not slip to a neighbour when the unit goes away', async () => {
		const { fake, lines, refresh, plans } = openServices(160, 30);
		await fake.press('Enter', 'Down');
		const units = sampleServices().units.filter(({ name }) => name !== 'backup.service');
		await refresh(sampleServices({ units }));
		expect(lines().join('\n')).toContain('This unit is gone from the list.');
		await fake.press('X');
		expect(plans()).toEqual([]);
	});

	it('say why they could not be read', async () => {
		const { fake, lines } = openServices(80, 20, {
			actions: { readUnit: async () => fail('timeout', 'systemctl did not answer.', 'Try again.') },
		});
		await fake.press('Enter');
		expect(lines().join('\n')).toContain('systemctl did not answer. Try again.');
		expect(lines().join('\n')).toContain('✗ failed');
	});

	it('read one unit at a time and pass over those in between', async () => {
		const asked: string[] = [];
		let answer: (() => void) | null = null;
		const { fake } = openServices(160, 30, {
			actions: {
				readUnit: (_, name) => {
					asked.push(name);
					return new Promise((resolve) => {
						answer = () => resolve(succeed(sampleUnitDetail(unitNamed(name))));
					});
				},
			},
		});
		await fake.press('Enter', 'Down', 'Down');
		expect(asked).toEqual(['mysql.service']);
		(answer as (() => void) | null)?.();
		await fake.press();
		expect(asked).toEqual(['mysql.service', 'cron.service']);
	});
});
