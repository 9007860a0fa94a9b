import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { joinNet, joinNetInSteps } from '../../source/documents/net.ts';
import { netDataSchema } from '../../source/documents/net-schema.ts';
import type { InetProtocol } from '../../source/domain/inet-table.ts';
import type { NamespaceSockets, NetSample } from '../../source/domain/net-sample.ts';
import { fail, succeed } from '../../source/domain/result.ts';
import { parseInetTable } from '../../source/parsers/net-inet.ts';
import { parseNetUnix } from '../../source/parsers/net-unix.ts';
import { sampleNet } from '../support/sample-net.ts';

const directory = new URL('../fixtures/net-6.18-debian12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');
const heading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

type LineOptions = {
	readonly state?: string;
	readonly inode?: number;
	readonly queues?: string;
	readonly uid?: number;
};

/** A line of /proc/net/tcp. */
function line(local: string, peer: string, { state = '01', inode = 0, queues = '0:0', uid = 0 }: LineOptions = {}) {
	const padded = queues
		.split(':')
		.map((part) => part.padStart(8, '0'))
		.join(':');
	return `   0: ${local} ${peer} ${state} ${padded} 00:00000000 00000000 ${uid} 0 ${inode} 1 0\n`;
}

const listener = line('0100007F:1F90', '00000000:0000', { state: '0A', inode: 10 });
const connection = (port: number, options: LineOptions = {}) =>
	line('0100007F:1F90', `0200007F:${port.toString(16).padStart(4, '0').toUpperCase()}`, { inode: port, ...options });

function namespaceOf(lines: string, container: string | null = null): NamespaceSockets {
	return { container, tables: [parseInetTable(heading + lines, 'tcp')], unix: [] };
}

function sampleOf(overrides: Partial<NetSample> = {}): NetSample {
	return {
		monotonicMs: 0,
		namespaces: [],
		owners: succeed({ pidsByInode: new Map(), unreadablePids: [] }),
		programs: new Map(),
		users: new Map(),
		links: [],
		earlier: null,
		linkFacts: new Map(),
		addresses: [],
		routes: [],
		resolvers: [],
		neighbours: [],
		problems: [],
		...overrides,
	};
}

const socketsOf = (lines: string, overrides: Partial<NetSample> = {}) =>
	sampleOf({ namespaces: [namespaceOf(lines)], ...overrides });

function fixtureSample(): NetSample {
	const protocols: readonly InetProtocol[] = ['tcp', 'tcp6', 'udp', 'udp6'];
	const tables = protocols.map((protocol) => parseInetTable(read(protocol), protocol));
	return sampleOf({ namespaces: [{ container: null, tables, unix: parseNetUnix(read('unix')).records }] });
}

describe('sockets', () => {
	test('addresses, states and queues are those that ss printed at the same moment', () => {
		const { sockets } = joinNet(fixtureSample(), null).data;
		const told = read('ss-tuan.txt')
			.trimEnd()
			.split('\n')
			.map((each) => each.replaceAll(/\[|\]/g, '').trim().split(/\s+/))
			.map(([kind = '', state = '', recv = '', send = '', local = '', peer = '']) => {
				const isListener = state === 'LISTEN';
				// ss writes * for the address of a listener to both families, and for no port.
				return [kind, state, recv, isListener ? '' : send, local.replace(/^\*:/, ':::'), isListener ? '' : peer].join(
					' ',
				);
			});
		const ours = sockets
			.filter((row) => row.protocol !== 'unix')
			.map((row) => {
				const any = row.protocol.endsWith('6') ? '::' : '0.0.0.0';
				const peer = `${row.peerAddress ?? any}:${row.peerPort ?? '*'}`;
				const { protocol, state, recvQueue, sendQueue, localAddress, localPort } = row;
				const isListener = state === 'LISTEN';
				const kind = protocol.replace('6', '');
				return [kind, state, recvQueue, sendQueue ?? '', `${localAddress}:${localPort}`, isListener ? '' : peer].join(
					' ',
				);
			});
		expect(ours.sort()).toEqual(told.sort());
	});

	test('unix sockets are those of ss -xl', () => {
		const unix = joinNet(fixtureSample(), null).data.sockets.filter((row) => row.protocol === 'unix');
		const inodes = [...read('ss-xl.txt').matchAll(/ (\d{6}) \* 0/g)].map((match) => Number(match[1]));
		expect(unix.map((row) => row.inode).sort()).toEqual(inodes.sort());
	});

	test('listening ones stand first, then protocols, then ports', () => {
		const { sockets } = joinNet(fixtureSample(), null).data;
		const firstOther = sockets.findIndex((row) => row.state !== 'LISTEN' && row.state !== 'UNCONN');
		expect(sockets.slice(0, firstOther).map((row) => `${row.protocol} ${row.localPort ?? ''}`.trim())).toEqual([
			'tcp 8080',
			'tcp6 8081',
			'tcp6 8082',
			'udp 5353',
			'udp6 546',
			...Array.from({ length: 7 }, () => 'unix'),
		]);
		expect(sockets.slice(firstOther).map((row) => row.protocol)).toEqual([
			...Array.from({ length: 4 }, () => 'tcp'),
			...Array.from({ length: 5 }, () => 'tcp6'),
			'udp',
		]);
	});

	test('a listener has no peer and its limit is not known', () => {
		const [row] = joinNet(socketsOf(listener), null).data.sockets;
		expect(row).toMatchObject({ localPort: 8080, peerAddress: null, peerPort: null, recvQueue: 0, sendQueue: null });
	});

	test('a connection of nobody has no inode and no uid', () => {
		const [row] = joinNet(socketsOf(connection(1, { state: '06', inode: 0 })), null).data.sockets;
		expect(row).toMatchObject({ state: 'TIME-WAIT', inode: null, uid: null, user: null, owners: [] });
	});

	test('they are counted by family and state', () => {
		expect(joinNet(fixtureSample(), null).data.counts).toEqual({
			tcp: { LISTEN: 3, ESTAB: 6, 'TIME-WAIT': 1, 'FIN-WAIT-2': 1, 'CLOSE-WAIT': 1 },
			udp: { UNCONN: 2, ESTAB: 1 },
			unix: { LISTEN: 4, UNCONN: 3 },
		});
	});

	test('lines that did not parse are a problem', () => {
		expect(joinNet(socketsOf(`${listener}garbage\n`), null).problems).toMatchObject([
			{ field: 'sockets', code: 'incomplete', message: expect.stringContaining('1 line of') },
		]);
	});

	test('sockets of a container are listed with it, and kept apart from equal ones', () => {
		const { sockets } = joinNet(
			sampleOf({ namespaces: [namespaceOf(listener), namespaceOf(listener, 'web')] }),
			null,
		).data;
		expect(sockets.map((row) => row.container)).toEqual([null, 'web']);
		expect(new Set(sockets.map((row) => row.key)).size).toBe(2);
	});
});

describe('owners', () => {
	const programs = new Map([
		[7, { program: 'nginx', unit: 'nginx.service' }],
		[8, { program: 'nginx', unit: 'nginx.service' }],
	]);
	const owned = (pids: readonly number[], unreadablePids: readonly number[] = []) =>
		succeed({ pidsByInode: new Map([[10, pids]]), unreadablePids });

	test('a socket may have many', () => {
		const [row] = joinNet(socketsOf(listener, { owners: owned([7, 8]), programs }), null).data.sockets;
		expect(row?.owners?.map(({ pid, program, unit }) => [pid, program, unit])).toEqual([
			[7, 'nginx', 'nginx.service'],
			[8, 'nginx', 'nginx.service'],
		]);
	});

	test('a process that ended before its name was read is none', () => {
		const [row] = joinNet(socketsOf(listener, { owners: owned([7, 99]), programs }), null).data.sockets;
		expect(row?.owners).toHaveLength(1);
	});

	test('are empty when nobody holds it, and null when it may be somebody who may not be looked at', () => {
		const lines = connection(1, { inode: 20 });
		expect(joinNet(socketsOf(lines, { owners: owned([7]) }), null).data.sockets[0]?.owners).toEqual([]);
		const { data, problems } = joinNet(socketsOf(lines, { owners: owned([7], [1]) }), null);
		expect(data.sockets[0]?.owners).toBeNull();
		expect(problems).toMatchObject([
			{ field: 'sockets[].owners', code: 'permission', hint: expect.stringMatching(/root/) },
		]);
	});

	test('are null with the reason when they could not be read at all', () => {
		const owners = fail('unavailable', 'There is no /proc.');
		const { data, problems } = joinNet(socketsOf(listener, { owners }), null);
		expect(data.sockets[0]?.owners).toBeNull();
		expect(problems).toMatchObject([{ field: 'sockets[].owners', code: 'unavailable', message: 'There is no /proc.' }]);
	});
});

describe('a refresh', () => {
	const lines = listener + connection(1) + connection(2) + connection(3);

	test('in which nothing changed gives the same rows in the same list', () => {
		const first = joinNet(fixtureSample(), null);
		const second = joinNet(fixtureSample(), first.memory);
		expect(second.data.sockets).toBe(first.data.sockets);
	});

	test('keeps unchanged rows when others come, go and change places', () => {
		const first = joinNet(socketsOf(lines), null);
		const next = connection(4) + connection(3) + listener + connection(1, { queues: '0:5' });
		const second = joinNet(socketsOf(next), first.memory);
		const before = new Map(first.data.sockets.map((row) => [row.inode, row]));
		const after = new Map(second.data.sockets.map((row) => [row.inode, row]));
		expect([...after.keys()]).toEqual([10, 1, 3, 4]);
		expect(after.get(10)).toBe(before.get(10));
		expect(after.get(3)).toBe(before.get(3));
		expect(after.get(1)).not.toBe(before.get(1));
		expect(after.get(1)).toMatchObject({ key: before.get(1)?.key, recvQueue: 5 });
	});

	test('leaves rows and order as if there had been none before', () => {
		const random = (seed: number) => (index: number) => Math.imul(index + 1, seed * 2654435761) >>> 17;
		let memory = null;
		for (let round = 1; round < 30; round += 1) {
			const pick = random(round);
			const ports = Array.from({ length: 200 }, (_, index) => pick(index) % 400).filter((port) => port > 0);
			const text = [...new Set(ports)]
				.map((port) =>
					connection(port, pick(port) % 3 === 0 ? { state: '06', inode: 0 } : { queues: `0:${round % 2}` }),
				)
				.join('');
			const joined = joinNet(socketsOf(text + listener), memory);
			const fresh = joinNet(socketsOf(text + listener), null);
			expect(joined.data).toEqual(fresh.data);
			memory = joined.memory;
		}
	});

	test('follows a connection into TIME-WAIT as the same row', () => {
		const first = joinNet(socketsOf(connection(1)), null);
		const second = joinNet(socketsOf(connection(1, { state: '06', inode: 0 })), first.memory);
		expect(second.data.sockets[0]).toMatchObject({ key: first.data.sockets[0]?.key, state: 'TIME-WAIT', inode: null });
	});

	test('gives a port that somebody else listens on now a row of its own', () => {
		const first = joinNet(socketsOf(listener), null);
		const second = joinNet(socketsOf(listener.replace(' 10 1 0', ' 11 1 0')), first.memory);
		expect(second.data.sockets[0]?.key).not.toBe(first.data.sockets[0]?.key);
	});

	test('shows owners and users that became known', () => {
		const pids = [7];
		const owners = succeed({ pidsByInode: new Map([[10, pids]]), unreadablePids: [] });
		const first = joinNet(socketsOf(listener, { owners, programs: new Map() }), null);
		const programs = new Map([[7, { program: 'app', unit: null }]]);
		const second = joinNet(socketsOf(listener, { owners, programs, users: new Map([[0, 'root']]) }), first.memory);
		expect(second.data.sockets[0]).toMatchObject({ user: 'root', owners: [{ pid: 7, program: 'app', unit: null }] });
		const third = joinNet(socketsOf(listener, { owners, programs, users: new Map([[0, 'root']]) }), second.memory);
		expect(third.data.sockets).toBe(second.data.sockets);
	});

	test('of many sockets is done in many steps', () => {
		const many = Array.from({ length: 20_000 }, (_, index) => connection(index + 1)).join('');
		const steps = joinNetInSteps(socketsOf(many), null);
		let count = 0;
		while (!steps.next().done) count += 1;
		expect(count).toBeGreaterThan(20);
	});
});

describe('interfaces', () => {
	const link = (name: string, receiveBytes: number) => ({
		name,
		receiveBytes,
		receivePackets: 1,
		receiveErrors: 0,
		receiveDropped: 0,
		transmitBytes: 5,
		transmitPackets: 1,
		transmitErrors: 0,
		transmitDropped: 0,
	});

	test('rates are null with one sample and bytes per second with two', () => {
		const first = joinNet(sampleOf({ monotonicMs: 1000, links: [link('eth0', 1000)] }), null);
		expect(first.data.interfaces[0]).toMatchObject({ receiveBytesPerSecond: null, transmitBytesPerSecond: null });
		const second = joinNet(sampleOf({ monotonicMs: 3000, links: [link('eth0', 5000)] }), first.memory);
		expect(second.data.interfaces[0]).toMatchObject({ receiveBytesPerSecond: 2000, transmitBytesPerSecond: 0 });
	});

	test('one sample with an earlier reading of the counters has rates', () => {
		const earlier = { monotonicMs: 900, links: [link('eth0', 1000)] };
		const { data } = joinNet(sampleOf({ monotonicMs: 1000, links: [link('eth0', 1100)], earlier }), null);
		expect(data.interfaces[0]?.receiveBytesPerSecond).toBe(1000);
	});

	test('there is no rate over minutes in which nobody looked', () => {
		const first = joinNet(sampleOf({ monotonicMs: 0, links: [link('eth0', 1000)] }), null);
		const second = joinNet(sampleOf({ monotonicMs: 600_000, links: [link('eth0', 9000)] }), first.memory);
		expect(second.data.interfaces[0]?.receiveBytesPerSecond).toBeNull();
	});

	test('a counter that was reset and an interface that came have no rate', () => {
		const first = joinNet(sampleOf({ monotonicMs: 1000, links: [link('eth0', 1000)] }), null);
		const next = sampleOf({ monotonicMs: 2000, links: [link('eth0', 10), link('eth1', 10)] });
		expect(joinNet(next, first.memory).data.interfaces.map((row) => row.receiveBytesPerSecond)).toEqual([null, null]);
	});

	test('an interface of which nothing is known but its counters has nulls', () => {
		const [row] = joinNet(sampleOf({ links: [link('eth0', 1)] }), null).data.interfaces;
		expect(row).toMatchObject({ state: null, speedMegabits: null, mac: null, mtu: null, addresses: [] });
	});
});

describe('what is printed', () => {
	test('fits the schema, and has every field of it and no other', () => {
		for (const data of [joinNet(fixtureSample(), null).data, sampleNet()]) {
			const printed = { ...data, sockets: data.sockets.map(({ key, ...row }) => row) };
			expect(netDataSchema.parse(printed)).toEqual(printed);
		}
	});
});
