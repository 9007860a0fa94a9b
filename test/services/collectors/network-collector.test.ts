import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { NetSample } from '../../../source/domain/net-sample.ts';
import { readConnectionDetail } from '../../../source/services/collectors/connection-detail.ts';
import { createNetworkCollector, sampleNet } from '../../../source/services/collectors/network-collector.ts';
import { createFakeTransport, type FakeHost } from '../../support/fake-transport.ts';
import { sampleSocket } from '../../support/sample-net.ts';

const directory = new URL('../../fixtures/net-6.18-debian12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');
const { signal } = new AbortController();

const tableNames = ['tcp', 'tcp6', 'udp', 'udp6', 'unix', 'dev', 'route', 'ipv6_route', 'arp', 'if_inet6', 'fib_trie'];
const linkFiles = (name: string, texts: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(texts).map(([file, text]) => [`/sys/class/net/${name}/${file}`, text]));

const files: Readonly<Record<string, string>> = {
	...Object.fromEntries(tableNames.map((name) => [`/proc/net/${name}`, read(name)])),
	...linkFiles('lo', { operstate: 'unknown\n', speed: '', address: '00:00:00:00:00:00\n', mtu: '65536\n' }),
	...linkFiles('d0', { operstate: 'up\n', speed: '10000\n', address: '02:00:00:00:00:07\n', mtu: '1500\n' }),
	...linkFiles('d1', { operstate: 'down\n', speed: '-1\n', address: '02:00:00:00:00:08\n', mtu: '1500\n' }),
	'/etc/resolv.conf': 'nameserver 127.0.0.53\n',
	'/run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.53\n',
	'/proc/50/comm': 'nginx\n',
	'/proc/50/cgroup': '0::/system.slice/nginx.service\n',
	'/proc/51/comm': 'odd\nname\n',
	'/proc/51/cgroup': '0::/\n',
};
const owners = {
	pidsByInode: new Map([
		[212834, [50]],
		[212835, [50, 51]],
	]),
	unreadablePids: [],
};
const host: FakeHost = {
	files,
	directories: { '/proc': ['1', '50', '51', 'self', 'net'] },
	links: {
		'/proc/self/ns/net': 'net:[100]',
		'/proc/1/ns/net': 'net:[100]',
		'/proc/50/ns/net': 'net:[100]',
		'/proc/51/ns/net': 'net:[100]',
	},
	commands: {
		'ip -o addr show': { stdout: read('ip-addr.txt') },
		'ip neigh show': { stdout: read('ip-neigh.txt') },
	},
	socketOwners: () => owners,
};

async function collect(fake = createFakeTransport(host), withUnix = true): Promise<NetSample> {
	const result = await createNetworkCollector().collect(fake, { withUnix }, signal);
	if (!result.ok) throw new Error(result.error.message);
	return result.value;
}

describe('one collection', () => {
	test('has sockets, owners with their names and units, and no problems', async () => {
		const sample = await collect();
		expect(sample.namespaces).toMatchObject([{ container: null, tables: [{ count: 5 }, { count: 7 }, {}, {}] }]);
		expect([...sample.programs]).toEqual([
			[50, { program: 'nginx', unit: 'nginx.service' }],
			[51, { program: 'odd\nname', unit: null }],
		]);
		expect(sample.problems).toEqual([]);
	});

	test('unix sockets are read only for who wants them', async () => {
		const fake = createFakeTransport(host);
		expect((await collect(fake, false)).namespaces[0]?.unix).toEqual([]);
		expect(fake.count('readFiles', '/proc/net/unix')).toBe(0);
	});

	test('interfaces have what sysfs knows of them, and null where it does not', async () => {
		const { linkFacts } = await collect();
		expect(linkFacts.get('d0')).toEqual({ state: 'up', speedMegabits: 10_000, mac: '02:00:00:00:00:07', mtu: 1500 });
		expect(linkFacts.get('d1')?.speedMegabits).toBeNull();
		expect(linkFacts.get('lo')).toEqual({ state: 'unknown', speedMegabits: null, mac: null, mtu: 65_536 });
	});

	test('addresses of both families are named with their interface', async () => {
		const { addresses } = await collect();
		expect(addresses.filter((each) => each.interface === 'd0').map(({ address }) => address)).toEqual([
			'192.0.2.7/24',
			'198.51.100.1/32',
			'2001:db8::7/64',
			'fe80::94bf:f1ff:fec0:2717/64',
		]);
	});

	test('behind the stub of systemd-resolved stand the servers that it asks', async () => {
		expect((await collect()).resolvers).toEqual([
			{ address: '127.0.0.53', source: '/etc/resolv.conf' },
			{ address: '192.0.2.53', source: '/run/systemd/resolve/resolv.conf' },
		]);
	});

	test('without ip the kernel’s tables tell addresses and neighbours, and what is missing is said', async () => {
		const sample = await collect(createFakeTransport({ ...host, commands: {} }));
		expect(sample.addresses).toContainEqual(expect.objectContaining({ interface: 'd0', address: '192.0.2.7/24' }));
		expect(sample.neighbours.map(({ state }) => state)).toEqual([null, null]);
		expect(sample.problems).toMatchObject([
			{ field: 'neighbours', code: 'incomplete', hint: 'Install iproute2 on this host.' },
		]);
	});

	test('a kernel without IPv6 is no problem', async () => {
		const { '/proc/net/tcp6': tcp6, '/proc/net/udp6': udp6, ...rest } = files;
		const sample = await collect(createFakeTransport({ ...host, files: rest }));
		expect(sample.namespaces[0]?.tables.map(({ protocol }) => protocol)).toEqual(['tcp', 'udp']);
		expect(sample.problems).toEqual([]);
	});

	test('a table that may not be read is a problem, and the rest is there', async () => {
		const denied = { code: 'permission', message: '/proc/net/udp may not be read by this user' } as const;
		const sample = await collect(createFakeTransport({ ...host, files: { ...files, '/proc/net/udp': denied } }));
		expect(sample.problems).toMatchObject([{ field: 'sockets', code: 'permission' }]);
		expect(sample.namespaces[0]?.tables).toHaveLength(3);
	});

	test('without any table it fails with the reason', async () => {
		const fake = createFakeTransport({ directories: { '/proc': [] } });
		expect(await createNetworkCollector().collect(fake, { withUnix: true }, signal)).toMatchObject({
			ok: false,
			error: { code: 'not-found' },
		});
	});

	test('a name of an interface that holds a slash leads nowhere', async () => {
		const fake = createFakeTransport({
			...host,
			files: { ...files, '/proc/net/dev': read('dev').replace('d1:', '../x:') },
		});
		await collect(fake);
		expect(fake.calls.filter(({ what }) => what.includes('..'))).toEqual([]);
	});
});

describe('containers', () => {
	const id = 'f'.repeat(64);
	const container: FakeHost = {
		...host,
		directories: { '/proc': ['1', '50', '51', '70', '71'] },
		links: { ...host.links, '/proc/70/ns/net': 'net:[200]', '/proc/71/ns/net': 'net:[200]' },
		files: {
			...files,
			'/proc/70/net/tcp': read('tcp'),
			'/proc/70/net/udp': read('udp'),
			'/proc/70/cgroup': `0::/system.slice/docker-${id}.scope\n`,
			'/proc/71/cgroup': '0::/\n',
		},
	};

	test('sockets of another namespace are read through its first process, under the container’s name', async () => {
		const sample = await collect(createFakeTransport(container));
		expect(sample.namespaces.map((each) => each.container)).toEqual([null, 'f'.repeat(12)]);
		expect(sample.namespaces[1]?.tables.map(({ count }) => count)).toEqual([5, 2]);
	});

	test('a namespace without a container goes by its unit, or its number', async () => {
		const unit = { ...container.files, '/proc/70/cgroup': '0::/system.slice/tor.service\n' };
		expect((await collect(createFakeTransport({ ...container, files: unit }))).namespaces[1]?.container).toBe(
			'tor.service',
		);
		const none = { ...container.files, '/proc/70/cgroup': '0::/\n' };
		expect((await collect(createFakeTransport({ ...container, files: none }))).namespaces[1]?.container).toBe(
			'netns 200',
		);
	});

	test('two namespaces never share a name', async () => {
		const links = { ...container.links, '/proc/71/ns/net': 'net:[201]' };
		const both = {
			...container.files,
			'/proc/71/net/tcp': read('tcp'),
			'/proc/71/cgroup': `0::/system.slice/docker-${id}.scope\n`,
		};
		const { namespaces } = await collect(createFakeTransport({ ...container, links, files: both }));
		expect(namespaces.map((each) => each.container)).toEqual([null, 'f'.repeat(12), `${'f'.repeat(12)} (netns 201)`]);
	});

	test('namespaces that may not be looked at are a problem', async () => {
		const denied = { code: 'permission', message: 'no' } as const;
		const fake = createFakeTransport({ ...host, links: { ...host.links, '/proc/1/ns/net': denied } });
		expect((await collect(fake)).problems).toMatchObject([{ field: 'sockets[].container', code: 'permission' }]);
	});

	test('when its process ended, others are looked for at the next refresh', async () => {
		const fake = createFakeTransport(container);
		const collector = createNetworkCollector();
		await collector.collect(fake, { withUnix: false }, signal);
		fake.change({ files, directories: { '/proc': ['1', '50'] } });
		const ended = await collector.collect(fake, { withUnix: false }, signal);
		expect(ended.ok && ended.value.namespaces.length).toBe(1);
		const lists = fake.count('listDirectory', '/proc');
		await collector.collect(fake, { withUnix: false }, signal);
		expect(fake.count('listDirectory', '/proc')).toBe(lists + 1);
	});
});

describe('the cost of refreshes', () => {
	test('what rarely changes is read every ten seconds, and programs when they are new', async () => {
		const fake = createFakeTransport(host);
		let nowMs = 0;
		const collector = createNetworkCollector({ now: () => nowMs });
		for (let round = 0; round < 4; round += 1) {
			await collector.collect(fake, { withUnix: false }, signal);
			nowMs += 2500;
		}
		expect(fake.count('readFiles', '/proc/net/tcp')).toBe(4);
		expect(fake.count('run', 'ip neigh show')).toBe(1);
		expect(fake.count('readFiles', '/sys/class/net/d0/speed')).toBe(1);
		expect(fake.count('readFiles', '/proc/50/comm')).toBe(1);
		expect(fake.count('listDirectory', '/proc')).toBe(1);
		await collector.collect(fake, { withUnix: false }, signal);
		await collector.collect(fake, { withUnix: false }, signal);
		expect(fake.count('run', 'ip neigh show')).toBe(2);
	});

	test('a program is read again when its owners’ list is a new one', async () => {
		let list = [50];
		const fake = createFakeTransport({
			...host,
			socketOwners: () => ({ pidsByInode: new Map([[212834, list]]), unreadablePids: [] }),
		});
		const collector = createNetworkCollector();
		await collector.collect(fake, { withUnix: false }, signal);
		list = [50];
		fake.change({ files: { ...files, '/proc/50/comm': 'another\n' } });
		const second = await collector.collect(fake, { withUnix: false }, signal);
		expect(second.ok && second.value.programs.get(50)?.program).toBe('another');
	});

	test('a program that replaced itself is seen within a round', async () => {
		const fake = createFakeTransport(host);
		const collector = createNetworkCollector();
		await collector.collect(fake, { withUnix: false }, signal);
		fake.change({ files: { ...files, '/proc/50/comm': 'exec\n' } });
		const seen = new Set<string | undefined>();
		for (let round = 0; round < 15; round += 1) {
			const sample = await collector.collect(fake, { withUnix: false }, signal);
			seen.add(sample.ok ? sample.value.programs.get(50)?.program : undefined);
		}
		expect([...seen]).toEqual(['nginx', 'exec']);
	});
});

describe('one sample for a command', () => {
	test('has two readings of the counters a window apart', async () => {
		const fake = createFakeTransport(host);
		const result = await sampleNet(fake, { windowMs: 30 }, signal);
		if (!result.ok) throw new Error(result.error.message);
		expect(fake.count('readFiles', '/proc/net/dev')).toBe(3);
		expect(result.value.monotonicMs - (result.value.earlier?.monotonicMs ?? 0)).toBeGreaterThanOrEqual(29);
	});

	test('without a window there is no earlier reading', async () => {
		const result = await sampleNet(createFakeTransport(host), { windowMs: 0 }, signal);
		expect(result.ok && result.value.earlier).toBeNull();
	});

	test('a withdrawn one is cancelled', async () => {
		const result = await sampleNet(createFakeTransport(host), { windowMs: 1000 }, AbortSignal.abort());
		expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
	});
});

describe('details of a connection', () => {
	const connection = sampleSocket({
		localAddress: '::1',
		localPort: 22,
		peerAddress: '::1',
		peerPort: 5000,
		state: 'ESTAB',
		protocol: 'tcp6',
	});
	const command = "ss -t -i -n -a src '[::1]:22' dst '[::1]:5000'";

	test('are the figures of ss', async () => {
		const fake = createFakeTransport({ commands: { [command]: { stdout: read('ss-tin.txt') } } });
		const result = await readConnectionDetail(fake, connection);
		expect(result.ok && result.value.figures[0]).toEqual({ name: 'congestion', value: 'bbr' });
	});

	test('are unavailable, with what to do, where there is no ss', async () => {
		expect(await readConnectionDetail(createFakeTransport(), connection)).toMatchObject({
			ok: false,
			error: { code: 'unavailable', hint: 'Install iproute2 on this host.' },
		});
	});

	test('are gone with the connection', async () => {
		const fake = createFakeTransport({ commands: { [command]: { stdout: 'State Recv-Q Send-Q\n' } } });
		expect(await readConnectionDetail(fake, connection)).toMatchObject({ ok: false, error: { code: 'not-found' } });
	});

	test('a listener, a UDP socket and one of a container have none, and no command is run', async () => {
		const fake = createFakeTransport();
		for (const row of [sampleSocket(), sampleSocket({ protocol: 'udp' }), { ...connection, container: 'web' }]) {
			expect(await readConnectionDetail(fake, row)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
		}
		expect(fake.calls).toEqual([]);
	});
});
