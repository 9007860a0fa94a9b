import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildHost } from '../../source/documents/host.ts';
import { hostDataSchema } from '../../source/documents/host-schema.ts';
import { findTrouble } from '../../source/documents/host-trouble.ts';
import { type Fact, type HostFacts, hostFactNames } from '../../source/domain/host-facts.ts';
import { createHostCollector } from '../../source/services/collectors/host-collector.ts';
import { createLocalTransport } from '../../source/services/transports/local-transport.ts';
import { filesystem, sampleHost, sickHost } from '../support/sample-host.ts';

/** Facts that are all alike, but for some. */
function factsOf(fact: Fact<never>, own: Partial<HostFacts> = {}): HostFacts {
	return { ...Object.fromEntries(hostFactNames.map((name) => [name, fact])), ...own } as HostFacts;
}
const ready = <Value>(value: Value): Fact<Value> => ({ state: 'ready', value, problems: [], takenAtMs: 0 });

/** Fields that may be null, each for a reason that somebody looked at: the others always have a value. */
const nullable = [
	'hostname fqdn uptimeSeconds timezone virtualization addresses users cronJobs filesystems disks raids gpus timers',
	'temperatures oomKills readOnlyMounts outdatedProcesses deletedOpenFiles packagesUpgradable',
]
	.join(' ')
	.split(' ');

describe('the host document', () => {
	it('has every field, null with a problem each, while nothing has been read', () => {
		const { data, problems } = buildHost(factsOf({ state: 'pending' }));
		expect(hostDataSchema.strict().parse(data)).toEqual(data);
		const fields = problems.map(({ field }) => field.split('[')[0]);
		for (const name of Object.keys(data)) expect(fields).toContain(name);
		expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['pending']));
	});
	it('is null at the top in these fields only', () => {
		const { data } = buildHost(factsOf({ state: 'pending' }));
		const empty = Object.entries(data).flatMap(([name, value]) => (value === null ? [name] : []));
		expect(empty).toEqual(nullable);
	});
	it('carries the reason of a group that failed to each of its fields', () => {
		const error = { code: 'permission', message: 'Closed', hint: 'Be root.' } as const;
		const { problems } = buildHost(factsOf({ state: 'failed', error, takenAtMs: 0 }));
		expect(problems).toContainEqual({ field: 'oomKills', code: 'permission', message: 'Closed', hint: 'Be root.' });
		expect(problems).toContainEqual({
			field: 'readOnlyMounts',
			code: 'permission',
			message: 'Closed',
			hint: 'Be root.',
		});
	});
	it('joins disks with their health, and takes no name for a built-in property', () => {
		const disk = { ...(sampleHost().disks?.[0] ?? expect.fail()), health: null, temperatureCelsius: null };
		const own = {
			disks: ready([disk, { ...disk, name: 'constructor' }]),
			diskHealth: ready({ sda: { health: 'failed' as const, temperatureCelsius: 60 } }),
		};
		const { data } = buildHost(factsOf({ state: 'pending' }, own));
		expect(data.disks?.map(({ health }) => health)).toEqual(['failed', null]);
	});
	it('fits its schema, sick or well', () => {
		for (const data of [sampleHost(), sickHost()]) expect(hostDataSchema.strict().parse(data)).toEqual(data);
		expect(() => z.toJSONSchema(hostDataSchema)).not.toThrow();
	});
});

describe('the host document of this machine', () => {
	const transport = createLocalTransport({ stateDirectory: '/nonexistent' });
	const collector = createHostCollector();
	afterEach(async () => {
		collector.close();
		await transport.close();
	});
	it('fits its schema and says why for everything that is null', async () => {
		const facts = await collector.collect(transport, { waitMs: 1500 }, new AbortController().signal);
		const { data, problems } = buildHost(facts.ok ? facts.value : expect.fail());
		expect(hostDataSchema.strict().parse(data)).toEqual(data);
		expect(data.kernel.release).not.toBeNull();
		expect(data.hardware.threads).toBeGreaterThan(0);
		const fields = problems.map(({ field }) => field.split(/[.[]/)[0]);
		for (const [name, value] of Object.entries(data)) if (value === null) expect(fields).toContain(name);
	});
});

describe('what needs attention', () => {
	const texts = (data = sampleHost()) => findTrouble(data, []).map(({ text }) => text);
	it('is nothing on a host that is well', () => {
		expect(texts()).toEqual([]);
	});
	it('names everything that is wrong, the worst first', () => {
		const found = findTrouble(sickHost(), []);
		expect(found.map(({ level }) => level)).toEqual([...found.map(({ level }) => level)].sort());
		expect(found.map(({ text }) => text.split(' ').slice(0, 3).join(' '))).toEqual([
			'RAID md0 (raid1)',
			'/srv (/dev/sdc1) became',
			'/ is 99%',
			'1 process was',
			'The clock is',
			'The boot before',
			'A reboot is',
			'1 process runs',
			'Deleted files that',
		]);
	});
	it('leaves what is read-only by nature out of what is full', () => {
		const full = { ...filesystem('/dev/loop0', '/snap/core', 100, 100), isReadOnly: true };
		expect(texts(sampleHost({ filesystems: [full] }))).toEqual([]);
	});
	it('tells of inodes that run out and of servers that are silent', () => {
		const row = { ...filesystem('/dev/sda1', '/var', 1e9, 1e8), inodesUsed: 980_000 };
		expect(texts(sampleHost({ filesystems: [row] }))).toEqual(['/var has used 98% of its inodes']);
		const silent = {
			field: 'filesystems[].usedBytes',
			code: 'timeout',
			message: '/mnt did not answer',
			hint: null,
		} as const;
		expect(findTrouble(sampleHost(), [silent])).toEqual([{ level: 'warn', text: '/mnt did not answer', pid: null }]);
	});
	it('forgets a crash after a week', () => {
		const previousShutdown = { time: null, reason: 'crash' } as const;
		expect(texts(sampleHost({ previousShutdown, uptimeSeconds: 8 * 86_400 }))).toEqual([]);
	});
	it('knows nothing bad from nulls', () => {
		expect(findTrouble(buildHost(factsOf({ state: 'pending' })).data, [])).toEqual([]);
	});
});
