import { expect, test } from 'vitest';
import { buildServices } from '../../../source/documents/services.ts';
import type { UnitReading } from '../../../source/domain/services.ts';
import { readHostNowMs } from '../../../source/services/collectors/host-clock.ts';
import { createLocalTransport } from '../../../source/services/transports/local-transport.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';
import { openTemporaryDirectory } from '../../support/program.ts';

const hourMs = 3_600_000;

/** A host whose clock is an hour behind. */
function hostAnHourBehind() {
	const bootSeconds = Math.floor((Date.now() - hourMs) / 1000) - 5000;
	const files = { '/proc/stat': `cpu  1 2 3\nbtime ${bootSeconds}\nprocesses 1\n`, '/proc/uptime': '5000.50 1.00\n' };
	return createFakeTransport({ files });
}

test('the clock of a host is read from its boot time and uptime', async () => {
	expect(Math.abs((await readHostNowMs(hostAnHourBehind())) - (Date.now() - hourMs))).toBeLessThan(3000);
	using directory = openTemporaryDirectory();
	const local = createLocalTransport({ stateDirectory: directory.path });
	expect(Math.abs((await readHostNowMs(local)) - Date.now())).toBeLessThan(3000);
	await local.close();
});

test('where it cannot be read it is taken to be right', async () => {
	const broken = createFakeTransport({ files: { '/proc/stat': 'btime soon\n', '/proc/uptime': '' } });
	for (const host of [broken, createFakeTransport({})]) {
		expect(Math.abs((await readHostNowMs(host)) - Date.now())).toBeLessThan(3000);
	}
});

test('a unit that crashes again and again is known by the clock of its host', async () => {
	const hostNowMs = await readHostNowMs(hostAnHourBehind());
	const unit = (ageMs: number): UnitReading => ({
		manager: 'systemd',
		name: 'loops.service',
		description: null,
		loadState: 'loaded',
		activeState: 'active',
		subState: 'running',
		enabled: 'enabled',
		mainPid: null,
		memoryBytes: null,
		cpuSeconds: null,
		restarts: 5,
		since: new Date(hostNowMs - ageMs).toISOString(),
		controlGroup: null,
	});
	const isCrashing = (ageMs: number, nowMs = hostNowMs) =>
		buildServices({ managers: [], units: [unit(ageMs)], ports: [], problems: [], hostNowMs: nowMs }).data.units[0]
			?.isCrashing;
	expect(isCrashing(10_000)).toBe(true);
	expect(isCrashing(hourMs)).toBe(false);
	expect(isCrashing(10_000, Date.now())).toBe(false);
});
