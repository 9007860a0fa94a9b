import { describe, expect, it } from 'vitest';
import { openServices } from '../../support/open-services.ts';
import { sampleServices, sampleUnit } from '../../support/sample-services.ts';

describe('the list of units', () => {
	it('filters by text, inverse and regular expression over names, states and ports', async () => {
		const { fake, lines } = openServices(80, 20);
		await fake.press('/');
		await fake.type('running !nginx /tcp.22/');
		await fake.press('Enter');
		const units = lines().filter((line) => line.includes('.service'));
		expect(units).toHaveLength(1);
		expect(units[0]).toContain('ssh.service');
	});

	it('goes through what is shown with v, and says which', async () => {
		const { fake, lines } = openServices(80, 20);
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
		const { fake, selected } = openServices(120, 20, { answers: { choose: ['memory', 'memory', 'need'] } });
		await fake.press('s');
		expect(selected()).toContain('nginx.service');
		await fake.press('s');
		expect(selected()).toContain('getty@tty1.service');
		await fake.press('s');
		expect(selected()).toContain('mysql.service');
	});

	it('keeps the selection on its unit when the order changes', async () => {
		const { fake, selected, refresh } = openServices(80, 20);
		for (let i = 0; i < 4; i++) await fake.press('Down');
		expect(selected()).toContain('nginx.service');
		const { units } = sampleServices();
		const failed = units.map((row) => (row.name === 'nginx.service' ? { ...row, activeState: 'failed' } : row));
		await refresh(sampleServices({ units: failed }));
		expect(selected()).toContain('✗ failed       nginx.service');
	});

	it('selects the unit that another tab sends, whatever narrowed the list', async () => {
		const { fake, selected } = openServices(80, 20);
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
		const { fake, refresh } = openServices(80, 20, waiting);
		fake.store.setState({ pivot: { tab: 'services', unit: 'nope.service' } });
		await fake.press();
		expect(fake.store.getState().pivot).not.toBeNull();
		await refresh(sampleServices());
		expect(fake.toasts()).toEqual(['nope.service is not among the units of this host.']);
	});

	it('selects the unit whose main process it is, once a list newer than the question is there', async () => {
		const { fake, lines, refresh } = openServices(80, 20);
		const askedAtMs = Date.now() + 60_000;
		fake.store.setState({ pivot: { tab: 'services', pids: [77, 4711, 1], label: '77 worker', askedAtMs } });
		await fake.press();
		expect(fake.store.getState().pivot).not.toBeNull();
		await refresh(sampleServices({ units: [sampleUnit('a.service'), sampleUnit('cron', { mainPid: 4711 })] }));
		await fake.press();
		expect(lines().find((line) => line.includes('›'))).toContain('cron');
		expect(fake.store.getState().pivot).toBeNull();
	});

	it('says so when no unit has that process', async () => {
		const { fake } = openServices(80, 20);
		fake.store.setState({ pivot: { tab: 'services', pids: [77], label: '77 worker', askedAtMs: 0 } });
		await fake.press();
		expect(fake.toasts()).toEqual(['77 worker belongs to no unit that is known.']);
		expect(fake.store.getState().pivot).toBeNull();
	});
});
