import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../source/domain/result.ts';
import { openServices, unitNamed } from '../../support/open-services.ts';
import { sampleUnitDetail } from '../../support/sample-services.ts';

describe('acting on units', () => {
	it.each([
		['R', 'restart'],
		['S', 'start'],
		['X', 'stop'],
		['L', 'reload'],
		['E', 'disable'],
	])('%s plans to %s the selected unit, and nothing happens without a yes', async (key, verb) => {
		const { fake, plans } = openServices(80, 20);
		await fake.press(key);
		expect(plans()).toEqual([{ type: 'service', verb, unit: 'mysql.service', manager: 'systemd' }]);
		expect(fake.questions.map(({ name }) => name)).toEqual(['confirm']);
		expect(fake.calls.map(({ name }) => name)).toContain('discard');
		expect(fake.calls.map(({ name }) => name)).not.toContain('perform');
	});

	it('performs what was confirmed, says how it went and reads again', async () => {
		const { fake } = openServices(80, 20, { answers: { confirm: [{ kind: 'yes' }] } });
		await fake.press('R');
		await fake.press();
		const names = fake.calls.map(({ name }) => name);
		expect(names.indexOf('perform')).toBeGreaterThan(names.indexOf('plan'));
		expect(names).toContain('refresh');
		expect(fake.toasts()).toEqual(['Restarted nginx.service on web1 in 0.4 s']);
	});

	it('offers every verb of the manager with what it means', async () => {
		const { fake, plans } = openServices(80, 20, { answers: { choose: ['reset-failed'] } });
		await fake.press('a');
		await fake.press();
		expect(fake.questions[0]?.args[0]).toBe('mysql.service, failed');
		expect(plans()).toEqual([{ type: 'service', verb: 'reset-failed', unit: 'mysql.service', manager: 'systemd' }]);
	});

	it('sends a signal to the main process, where there is one', async () => {
		const { fake, plans } = openServices(80, 20, { answers: { choose: ['KILL'] } });
		await fake.press('k');
		expect(fake.questions).toEqual([]);
		for (let i = 0; i < 2; i++) await fake.press('Down');
		await fake.press('k');
		await fake.press();
		expect(fake.questions[0]?.args[0]).toBe('Signal to 412, main process of cron.service');
		expect(plans()).toEqual([{ type: 'signal', pid: 412, startTicks: null, key: null, signal: 'KILL' }]);
	});

	it('shows the end of the log with its source, and says where a log cannot be read', async () => {
		const { fake } = openServices(80, 20);
		await fake.press('l');
		const [question] = fake.questions;
		expect(question?.args[2]).toEqual({ startAtEnd: true });
		expect((question?.args[1] as readonly string[]).slice(-3)).toEqual([
			expect.stringMatching(/^11-21 \d\d:12:04 ✗ mysql\.service: Failed at step EXEC/),
			'',
			'The last 2 lines, from the journal.',
		]);
		const denied = openServices(80, 20, {
			actions: { readUnitLog: async () => fail('permission', 'The journal may not be read.', 'Run as root.') },
		});
		await denied.fake.press('l');
		expect(denied.fake.toasts()).toEqual(['The journal may not be read. Run as root.']);
	});

	it('says that a daemon-reload is due, offers it, and is quiet once it was done', async () => {
		const changed = sampleUnitDetail(unitNamed('mysql.service'), { needsReload: true });
		const { fake, lines, plans } = openServices(120, 30, {
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
		const { fake } = openServices(80, 20, { actions: { readUnit: async () => succeed(pids) } });
		await fake.press('t');
		expect(fake.store.getState()).toMatchObject({
			tab: 'top',
			pivot: { tab: 'top', pids: [1790, 1791], label: 'processes of mysql.service' },
		});
		await fake.press('o');
		expect(fake.store.getState().pivot).toMatchObject({ tab: 'network', pids: [1790, 1791] });
	});

	it('stays where it is when a unit has no process', async () => {
		const { fake } = openServices(80, 20);
		await fake.press('t');
		expect(fake.store.getState().tab).toBe('services');
		expect(fake.toasts()).toEqual(['No process of mysql.service is known.']);
	});

	it('copies a command for the unit in the words of its manager', async () => {
		const { fake } = openServices(80, 20, { answers: { choose: ['restart'] } });
		await fake.press('y');
		expect(fake.copied).toEqual(['systemctl restart mysql.service']);
	});
});
