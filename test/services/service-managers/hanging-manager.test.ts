import { describe, expect, test } from 'vitest';
import { type OpsError, type Result, succeed } from '../../../source/domain/result.ts';
import type { ServiceManagerName } from '../../../source/domain/services.ts';
import { createServicesCollector } from '../../../source/services/collectors/services-collector.ts';
import { createManagers } from '../../../source/services/service-managers/detection.ts';
import { findUnit } from '../../../source/services/service-managers/find-unit.ts';
import type { ServiceManager, UnitListing } from '../../../source/services/service-managers/service-manager.ts';
import { blankReading, unitStateOfReading } from '../../../source/services/service-managers/unit-readings.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const noSockets = { pidsByInode: new Map<number, readonly number[]>(), unreadablePids: [] };
const patienceMs = 30;

function createTransport() {
	const tables = { '/proc/net/tcp': '', '/proc/net/tcp6': '', '/proc/net/udp': '', '/proc/net/udp6': '' };
	return createFakeTransport({ host: 'web1', files: tables, socketOwners: () => noSockets });
}

type Listing = () => Promise<Result<UnitListing>>;

function listingOf(name: ServiceManagerName, ...units: readonly string[]): Result<UnitListing> {
	const info = { name, version: null, state: null, verbs: [] };
	return succeed({ info, units: units.map((unit) => blankReading(name, unit)), problems: [] });
}

/** A manager of which only the list and the state of units are asked. */
function createManager(
	name: ServiceManagerName,
	list: Listing,
	units: readonly string[] | OpsError = [],
): ServiceManager {
	const unused = () => Promise.reject(new Error('not asked'));
	return {
		name,
		verbs: [],
		list,
		show: async (unit) => {
			if (!Array.isArray(units)) return { ok: false, error: units as OpsError };
			return units.includes(unit)
				? succeed(unitStateOfReading(blankReading(name, unit)))
				: { ok: false, error: { code: 'not-found', message: `no ${unit}` } };
		},
		countFailed: unused,
		commandFor: unused,
		weigh: unused,
		describe: unused,
		logSources: unused,
		reloadCommand: null,
	};
}

const fixed = (...managers: readonly ServiceManager[]) => ({ find: async () => ({ managers, problems: [] }) });

describe('a manager that hangs', () => {
	function openHost() {
		const answers: Array<(listing: Result<UnitListing>) => void> = [];
		const hanging = createManager('supervisord', () => new Promise((resolve) => answers.push(resolve)));
		const well = createManager('runit', async () => listingOf('runit', 'shop'));
		const collector = createServicesCollector({ managers: fixed(hanging, well), patienceMs });
		const transport = createTransport();
		const read = () => collector.collect(transport, undefined, new AbortController().signal);
		return { answers, read };
	}

	test('is named with a hint, and the others are listed', async () => {
		const { read } = openHost();
		expect(await read()).toMatchObject({
			ok: true,
			value: {
				units: [{ manager: 'runit', name: 'shop' }],
				problems: [
					{ code: 'timeout', message: expect.stringMatching(/^supervisord did not answer/), hint: expect.any(String) },
				],
			},
		});
	});

	test('is not asked twice at once, and its late answer counts', async () => {
		const { answers, read } = openHost();
		await read();
		await read();
		expect(answers).toHaveLength(1);
		answers[0]?.(listingOf('supervisord', 'api'));
		const reading = await read();
		expect(reading.ok && reading.value.units.map(({ name }) => name).toSorted()).toEqual(['api', 'shop']);
		expect(reading.ok && reading.value.problems).toEqual([]);
	});

	test('keeps what it listed before, with its age', async () => {
		const answers = [Promise.resolve(listingOf('supervisord', 'api')), new Promise<never>(() => {})];
		const hangs = createManager('supervisord', () => answers.shift() ?? Promise.reject(new Error('asked again')));
		const well = createManager('runit', async () => listingOf('runit', 'shop'));
		const collector = createServicesCollector({ managers: fixed(hangs, well), patienceMs });
		const read = () => collector.collect(createTransport(), undefined, new AbortController().signal);
		await read();
		const second = await read();
		expect(second.ok && second.value.units.map(({ name }) => name).toSorted()).toEqual(['api', 'shop']);
		expect(second.ok && second.value.problems[0]?.message).toMatch(/; its units are of \d+ s ago$/);
	});

	test('alone on its host is waited for: there is nothing else to show', async () => {
		const slow = createManager('supervisord', async () => {
			await new Promise((resolve) => setTimeout(resolve, 3 * patienceMs));
			return listingOf('supervisord', 'api');
		});
		const collector = createServicesCollector({ managers: fixed(slow), patienceMs });
		const reading = await collector.collect(createTransport(), undefined, new AbortController().signal);
		expect(reading).toMatchObject({ ok: true, value: { units: [{ name: 'api' }], problems: [] } });
	});

	test('while it is looked for, holds up no other', async () => {
		const runit = createManager('runit', async () => listingOf('runit', 'shop'));
		const kinds = [
			{ name: 'systemd-user', detect: () => new Promise<never>(() => {}) },
			{ name: 'runit', detect: async () => succeed([runit]) },
		] as const;
		const managers = createManagers(createTransport(), kinds, () => 0, patienceMs);
		expect(await managers.find()).toMatchObject({
			managers: [{ name: 'runit' }],
			problems: [
				{ field: 'managers', code: 'timeout', message: expect.stringContaining('systemd-user did not answer') },
			],
		});
	});
});

describe('a name that is looked up', () => {
	const list = async () => listingOf('runit', 'shop');
	const place = (...managers: readonly ServiceManager[]) => ({
		managers: fixed(...managers),
		transport: { host: 'web1' },
	});

	test('systemd is meant before SysV and this user’s own systemd', async () => {
		const managers = (['systemd', 'sysv', 'systemd-user'] as const).map((name) => createManager(name, list, ['cron']));
		expect(await findUnit(place(...managers), 'cron', null)).toMatchObject({
			ok: true,
			value: { manager: { name: 'systemd' } },
		});
		expect(await findUnit(place(...managers), 'cron', 'systemd-user')).toMatchObject({
			ok: true,
			value: { manager: { name: 'systemd-user' } },
		});
	});

	test('no init script is run to find a unit that systemd has', async () => {
		let asked = 0;
		const systemd = createManager('systemd', list, ['cron']);
		const sysv = createManager('sysv', list, ['cron', 'old']);
		const counted: ServiceManager = {
			...sysv,
			show: (unit) => {
				asked++;
				return sysv.show(unit);
			},
		};
		await findUnit(place(systemd, counted), 'cron', null);
		expect(asked).toBe(0);
		expect(await findUnit(place(systemd, counted), 'old', null)).toMatchObject({
			ok: true,
			value: { manager: { name: 'sysv' } },
		});
	});

	test('several managers that have it are told, and nothing is guessed', async () => {
		const managers = (['systemd', 'runit', 'supervisord'] as const).map((name) => createManager(name, list, ['web']));
		expect(await findUnit(place(...managers), 'web', null)).toMatchObject({
			ok: false,
			error: { code: 'refused', message: 'systemd, runit and supervisord each have a unit web' },
		});
	});

	test('a manager that does not answer may have it as well', async () => {
		const silent = createManager('supervisord', list, { code: 'timeout', message: 'supervisorctl hangs' });
		const well = createManager('runit', list, ['web']);
		expect(await findUnit(place(silent, well), 'web', null)).toMatchObject({
			ok: false,
			error: { code: 'timeout', hint: 'runit has a unit of that name: --manager runit takes that one.' },
		});
	});

	test('the nearest name is offered', async () => {
		const found = await findUnit(place(createManager('runit', list, ['shop'])), 'shpo', null);
		expect(found).toMatchObject({ ok: false, error: { code: 'not-found', hint: 'Did you mean shop?' } });
	});

	test('no manager is asked for what cannot be a name', async () => {
		const place = { managers: { find: () => Promise.reject(new Error('asked')) }, transport: { host: 'web1' } };
		for (const name of ['a;b', '$(id)', 'a b', '-x', 'wеb', 'x'.repeat(10_000)]) {
			expect(await findUnit(place, name, null)).toMatchObject({ ok: false, error: { code: 'refused' } });
		}
	});
});
