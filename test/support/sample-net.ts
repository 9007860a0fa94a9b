import type { InterfaceRow, NetData, SocketRow } from '../../source/domain/net.ts';

/** A socket row with everything filled in. */
export function sampleSocket(overrides: Partial<SocketRow> = {}): SocketRow {
	const row: SocketRow = {
		key: '',
		protocol: 'tcp',
		localAddress: '0.0.0.0',
		localPort: 80,
		peerAddress: null,
		peerPort: null,
		state: 'LISTEN',
		recvQueue: 0,
		sendQueue: null,
		uid: 33,
		user: 'www-data',
		inode: 4711,
		owners: [{ pid: 1790, program: 'nginx', unit: 'nginx.service' }],
		container: null,
		...overrides,
	};
	const ends = [row.protocol, row.localAddress, row.localPort, row.peerAddress, row.peerPort, row.container];
	return row.key === '' ? { ...row, key: ends.join(' ') } : row;
}

export function sampleInterface(overrides: Partial<InterfaceRow> = {}): InterfaceRow {
	return {
		name: 'eth0',
		addresses: ['192.0.2.2/24', '2001:db8::2/64'],
		state: 'up',
		speedMegabits: 1000,
		mac: '02:fc:00:00:00:05',
		mtu: 1500,
		receiveBytes: 123_456_789,
		transmitBytes: 23_456_789,
		receivePackets: 100_000,
		transmitPackets: 90_000,
		receiveErrors: 0,
		transmitErrors: 0,
		receiveDropped: 3,
		transmitDropped: 0,
		receiveBytesPerSecond: 1_258_291,
		transmitBytesPerSecond: 317_440,
		...overrides,
	};
}

const owner = (pid: number, program: string, unit: string | null = `${program}.service`) => ({ pid, program, unit });

/** A small web server with a bit of everything. */
export function sampleNet(overrides: Partial<NetData> = {}): NetData {
	const nginx = [1790, 1791, 1792, 1793].map((pid) => owner(pid, 'nginx'));
	return {
		sockets: [
			sampleSocket({ localPort: 22, uid: 0, user: 'root', inode: 100, owners: [owner(612, 'sshd', 'ssh.service')] }),
			sampleSocket({ owners: nginx }),
			sampleSocket({ localAddress: '127.0.0.1', localPort: 3306, uid: 110, user: 'mysql', owners: null }),
			sampleSocket({ protocol: 'tcp6', localAddress: '::', localPort: 80, owners: nginx }),
			sampleSocket({
				protocol: 'udp6',
				localAddress: 'fe80::fc:ff:fe00:1',
				localPort: 546,
				state: 'UNCONN',
				sendQueue: 0,
				uid: 100,
				user: null,
				owners: [owner(401, 'systemd-network', 'systemd-networkd.service')],
			}),
			sampleSocket({
				protocol: 'unix',
				localAddress: '/run/dbus/system_bus_socket',
				localPort: null,
				recvQueue: null,
				uid: null,
				user: null,
				owners: [owner(1, 'systemd', 'init.scope'), owner(388, 'dbus-daemon', 'dbus.service')],
			}),
			sampleSocket({
				localAddress: '192.0.2.2',
				peerAddress: '203.0.113.80',
				peerPort: 51234,
				state: 'ESTAB',
				sendQueue: 1448,
				owners: [owner(1791, 'nginx')],
			}),
			sampleSocket({
				localAddress: '192.0.2.2',
				peerAddress: '203.0.113.81',
				peerPort: 40000,
				state: 'TIME-WAIT',
				sendQueue: 0,
				uid: null,
				user: null,
				inode: null,
				owners: [],
			}),
			sampleSocket({
				protocol: 'tcp6',
				localAddress: '2001:db8:1234:5678:9abc:def0:1234:5678',
				localPort: 443,
				peerAddress: '2001:db8:ffff:ffff:ffff:ffff:ffff:1',
				peerPort: 65535,
				state: 'CLOSE-WAIT',
				sendQueue: 0,
				owners: [owner(2114, 'a\u001B[31mpp\u202E', null)],
			}),
		],
		interfaces: [
			sampleInterface({
				name: 'lo',
				addresses: ['127.0.0.1/8', '::1/128'],
				state: 'unknown',
				speedMegabits: null,
				mac: null,
				mtu: 65536,
			}),
			sampleInterface(),
			sampleInterface({ name: 'eth1', addresses: [], state: 'down', speedMegabits: null, receiveErrors: 12 }),
		],
		routes: [
			{ destination: 'default', gateway: '192.0.2.1', interface: 'eth0', metric: 100, family: 'ipv4' },
			{ destination: '192.0.2.0/24', gateway: null, interface: 'eth0', metric: 0, family: 'ipv4' },
		],
		resolvers: [
			{ address: '127.0.0.53', source: '/etc/resolv.conf' },
			{ address: '192.0.2.53', source: '/run/systemd/resolve/resolv.conf' },
		],
		neighbours: [
			{ address: '192.0.2.1', mac: '02:fc:00:00:00:01', interface: 'eth0', state: 'REACHABLE' },
			{ address: 'fe80::1', mac: null, interface: 'eth0', state: 'FAILED' },
		],
		counts: { tcp: { LISTEN: 4, ESTAB: 1, 'TIME-WAIT': 1, 'CLOSE-WAIT': 1 }, udp: { UNCONN: 1 } },
		...overrides,
	};
}
