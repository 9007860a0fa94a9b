import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type InetProtocol, inetField, stateName, strideOf } from '../../source/domain/inet-table.ts';
import { formatIpv6Hex } from '../../source/domain/ip-address.ts';
import { parseFibTrie, placeAddresses } from '../../source/parsers/fib-trie.ts';
import { parseIfInet6 } from '../../source/parsers/if-inet6.ts';
import { parseIpNeigh } from '../../source/parsers/ip-neigh.ts';
import { parseNetArp } from '../../source/parsers/net-arp.ts';
import { parseNetDev } from '../../source/parsers/net-dev.ts';
import { createInetReader, parseInetTable } from '../../source/parsers/net-inet.ts';
import { parseNetIpv6Route } from '../../source/parsers/net-ipv6-route.ts';
import { parseNetRoute } from '../../source/parsers/net-route.ts';
import { parseNetUnix } from '../../source/parsers/net-unix.ts';
import { isResolvedStub, parseResolvConf } from '../../source/parsers/resolv-conf.ts';
import { parseSsInfo } from '../../source/parsers/ss-info.ts';
import { mutations } from '../support/mutate.ts';

const directory = new URL('../fixtures/net-6.18-debian12/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');

function field(table: ReturnType<typeof parseInetTable>, name: keyof typeof inetField) {
	return Array.from(
		{ length: table.count },
		(_, record) => table.words[record * strideOf(table.protocol) + inetField[name]],
	);
}

describe('tables of TCP and UDP sockets', () => {
	test('states are those that ss prints', () => {
		expect(field(parseInetTable(read('tcp6'), 'tcp6'), 'state').map((state) => stateName(state ?? 0))).toEqual([
			'LISTEN',
			'LISTEN',
			'ESTAB',
			'ESTAB',
			'FIN-WAIT-2',
			'ESTAB',
			'CLOSE-WAIT',
		]);
		expect(field(parseInetTable(read('udp'), 'udp'), 'state').map((state) => stateName(state ?? 0))).toEqual([
			'UNCONN',
			'ESTAB',
		]);
	});

	test('queues, ports, uid and inode are read', () => {
		const table = parseInetTable(read('tcp'), 'tcp');
		expect(table).toMatchObject({ count: 5, malformed: 0 });
		expect(field(table, 'recvQueue')).toEqual([0, 0, 0, 300, 0]);
		expect(field(table, 'inode')).toEqual([212834, 212841, 212838, 212837, 0]);
		expect(field(table, 'ports').map((ports = 0) => [ports >>> 16, ports & 0xffff])[3]).toEqual([60530, 8080]);
	});

	test('lines of older kernels, which end behind the inode, are read', () => {
		const old = '  sl\n   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7\n';
		expect(field(parseInetTable(old, 'tcp'), 'uid')).toEqual([1000]);
	});

	test('a line that does not parse loses only itself and is counted', () => {
		const damaged = read('tcp').replace('0100007F:8BFC', '0100007F:8BFx').replace('212838', '21x838');
		const table = parseInetTable(damaged, 'tcp');
		expect(table.malformed).toBe(2);
		expect(field(table, 'inode')).toEqual([212834, 212837, 0]);
	});

	test('a last line that was cut off is not taken', () => {
		const text = read('tcp');
		const end = text.lastIndexOf('0 0 3') + 1;
		expect(parseInetTable(text.slice(0, end), 'tcp')).toMatchObject({ count: 4, malformed: 1 });
	});

	test('an empty file and one with a heading alone have no sockets', () => {
		for (const text of ['', '  sl  local_address\n', '  sl']) {
			expect(parseInetTable(text, 'tcp')).toMatchObject({ count: 0, malformed: 0 });
		}
	});

	test('a long table is the same read in parts as at once', () => {
		const [heading, ...lines] = read('tcp').trimEnd().split('\n');
		const text = `${heading}\n${Array.from({ length: 3000 }, (_, index) => lines[index % lines.length]).join('\n')}\n`;
		const reader = createInetReader(text, 'tcp');
		let parts = 1;
		while (!reader.readPart()) parts += 1;
		expect(parts).toBeGreaterThan(5);
		expect(reader.table()).toMatchObject({ count: 3000, malformed: 0 });
		expect(reader.table().words.slice(8 * 2995)).toEqual(parseInetTable(read('tcp'), 'tcp').words);
	});
});

describe('unix sockets', () => {
	test('paths keep spaces and newlines, abstract names their @', () => {
		const { records, malformed } = parseNetUnix(read('unix'));
		expect(malformed).toBe(0);
		expect(records.map(({ path }) => path)).toEqual([
			null,
			null,
			'/tmp/fx/plain',
			'/tmp/fx/with space\nand newline',
			'/tmp/fx/plain',
			'/tmp/fx/end\n',
			'/tmp/fx/bound only',
			'@abs@tract',
			'@seq',
		]);
	});

	test('listeners are told by their flag, the rest by its state', () => {
		const { records } = parseNetUnix(read('unix'));
		expect(records.map(({ state }) => state)).toEqual([
			'ESTAB',
			'UNCONN',
			'SYN-SENT',
			'LISTEN',
			'LISTEN',
			'LISTEN',
			'UNCONN',
			'UNCONN',
			'LISTEN',
		]);
	});

	test('a line without a record before it is counted', () => {
		expect(parseNetUnix('Num RefCount\ngarbage\n')).toEqual({ records: [], malformed: 1 });
	});
});

describe('interfaces and routes', () => {
	test('counters are read by name', () => {
		expect(parseNetDev(read('dev')).records).toContainEqual({
			name: 'd0',
			receiveBytes: 426,
			receivePackets: 5,
			receiveErrors: 0,
			receiveDropped: 0,
			transmitBytes: 306,
			transmitPackets: 3,
			transmitErrors: 0,
			transmitDropped: 0,
		});
	});

	test('an older kernel puts no space behind the colon', () => {
		const text = 'Inter-|\n face |\n  eth0:1296 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n';
		expect(parseNetDev(text).records[0]).toMatchObject({ name: 'eth0', receiveBytes: 1296, transmitBytes: 8 });
	});

	test('a line of counters that does not parse is counted', () => {
		const text = read('dev').replace('    d1:     306', '    d1:     x06');
		expect(parseNetDev(text)).toMatchObject({ malformed: 1, records: [{ name: 'lo' }, { name: 'd0' }] });
	});

	test('routes are those of ip route', () => {
		const routes = parseNetRoute(read('route')).records;
		const told = read('ip-route4.txt')
			.trimEnd()
			.split('\n')
			.map((line) => line.replace('blackhole ', '').split(' ')[0]);
		expect(routes.map(({ destination }) => destination.replace('/32', ''))).toEqual(told);
		expect(routes[0]).toMatchObject({ gateway: '192.0.2.1', interface: 'd0', metric: 0 });
	});

	test('routes of IPv6 leave out what ip does not show', () => {
		const routes = parseNetIpv6Route(read('ipv6_route')).records;
		expect(routes.map(({ destination, gateway }) => [destination, gateway])).toEqual([
			['2001:db8::/64', null],
			['fe80::/64', null],
			['fe80::/64', null],
			['default', '2001:db8::1'],
		]);
	});

	test('addresses of IPv6 have their prefix', () => {
		expect(parseIfInet6(read('if_inet6')).records).toContainEqual({ interface: 'd0', address: '2001:db8::7/64' });
	});

	test('own addresses of IPv4 are placed by their routes', () => {
		const placed = placeAddresses(parseFibTrie(read('fib_trie')), parseNetRoute(read('route')).records);
		expect(placed).toContainEqual({ interface: 'd0', address: '192.0.2.7/24' });
		expect(placed).toContainEqual({ interface: 'lo', address: '127.0.0.1/8' });
	});

	test('neighbours have their state from ip, and none from the kernel’s table', () => {
		expect(parseIpNeigh(read('ip-neigh.txt')).records).toEqual([
			{ address: '192.0.2.9', mac: null, interface: 'd0', state: 'FAILED' },
			{ address: '192.0.2.1', mac: '02:00:00:00:00:01', interface: 'd0', state: 'REACHABLE' },
			{ address: '2001:db8::1', mac: '02:00:00:00:00:02', interface: 'd0', state: 'STALE' },
		]);
		expect(parseNetArp(read('arp')).records).toEqual([
			{ address: '192.0.2.9', mac: null, interface: 'd0', state: null },
			{ address: '192.0.2.1', mac: '02:00:00:00:00:01', interface: 'd0', state: null },
		]);
	});

	test('a neighbour that is a router keeps its state', () => {
		const line = 'fe80::1 dev eth0 lladdr 02:fc:00:00:00:06 router STALE\n';
		expect(parseIpNeigh(line).records).toMatchObject([{ mac: '02:fc:00:00:00:06', state: 'STALE' }]);
	});
});

describe('resolvers', () => {
	test('name servers are taken, comments and other keywords left', () => {
		const text =
			'# nameserver 9.9.9.9\nsearch example.org\nnameserver 192.0.2.53 # first\n nameserver fe80::1%eth0\noptions edns0\n';
		expect(parseResolvConf(text)).toEqual({ records: ['192.0.2.53', 'fe80::1%eth0'], malformed: 0 });
	});

	test('a name server that is no address is counted', () => {
		expect(parseResolvConf('nameserver\nnameserver dns.example\n')).toEqual({ records: [], malformed: 2 });
	});

	test('the stub of systemd-resolved is known', () => {
		expect(['127.0.0.53', '127.0.0.54', '127.0.0.1'].map(isResolvedStub)).toEqual([true, true, false]);
	});
});

describe('ss -i', () => {
	test('figures are pairs, on a line of their own or on the same', () => {
		const figures = parseSsInfo(read('ss-tin.txt'));
		expect(figures).toContainEqual({ name: 'rtt', value: '0.017/0.009' });
		expect(figures).toContainEqual({ name: 'congestion', value: 'bbr' });
		expect(figures).toContainEqual({ name: 'bytes_sent', value: '300' });
		const names = (list: typeof figures) => list?.map(({ name }) => name);
		expect(names(parseSsInfo(read('ss-tin-oneline.txt')))).toEqual(names(figures));
	});

	test('words without a value say that something is so', () => {
		const text = 'ESTAB 0 0 10.0.0.1:22 10.0.0.2:5000\n\t ts sack cubic send 1.2Gbps app_limited\n';
		expect(parseSsInfo(text)).toEqual([
			{ name: 'ts', value: 'yes' },
			{ name: 'sack', value: 'yes' },
			{ name: 'congestion', value: 'cubic' },
			{ name: 'send', value: '1.2Gbps' },
			{ name: 'app_limited', value: 'yes' },
		]);
	});

	test('a connection that is gone is null', () => {
		expect(parseSsInfo('State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n')).toBeNull();
	});
});

describe('addresses', () => {
	test('IPv6 is written as RFC 5952 says', () => {
		expect(formatIpv6Hex('20010db8000000010000000000000001')).toBe('2001:db8:0:1::1');
		expect(formatIpv6Hex('20010db8000000000001000000000001')).toBe('2001:db8::1:0:0:1');
		expect(formatIpv6Hex('20010db8000100010001000100010000')).toBe('2001:db8:1:1:1:1:1:0');
		expect(formatIpv6Hex('0'.repeat(32))).toBe('::');
		expect(formatIpv6Hex('00000000000000000000ffffc0000201')).toBe('::ffff:192.0.2.1');
		expect(formatIpv6Hex('nonsense')).toBeNull();
	});
});

describe('damaged files', () => {
	const inet = (protocol: InetProtocol) => (text: string) => {
		const { count, words } = parseInetTable(text, protocol);
		if (words.length !== count * strideOf(protocol)) throw new Error('words do not match the count');
	};
	const parsers: ReadonlyArray<readonly [file: string, parse: (text: string) => unknown]> = [
		['tcp', inet('tcp')],
		['tcp6', inet('tcp6')],
		['udp', inet('udp')],
		['udp6', inet('udp6')],
		['unix', parseNetUnix],
		['dev', parseNetDev],
		['route', parseNetRoute],
		['ipv6_route', parseNetIpv6Route],
		['arp', parseNetArp],
		['if_inet6', parseIfInet6],
		['fib_trie', parseFibTrie],
		['ip-neigh.txt', parseIpNeigh],
		['ss-tin.txt', parseSsInfo],
	];
	test.each(parsers)('no text makes the parser of %s throw', (file, parse) => {
		for (const text of mutations(read(file), 4000)) parse(text);
	});
});
