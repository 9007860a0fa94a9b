import { z } from 'zod';

const count = z.int().nullable();
const rate = z.number().nullable().describe('Bytes per second; null with one sample');

const owner = z.object({ pid: z.int(), program: z.string(), unit: z.string().nullable() });

const socketRow = z.object({
	protocol: z.enum(['tcp', 'tcp6', 'udp', 'udp6', 'unix']),
	localAddress: z.string().nullable().describe('A path or @name for unix sockets; null for an unnamed one'),
	localPort: count,
	peerAddress: z.string().nullable().describe('Null where there is no peer'),
	peerPort: count,
	state: z.string().describe('As ss prints it: LISTEN, ESTAB, TIME-WAIT, UNCONN …'),
	recvQueue: count,
	sendQueue: count.describe('Null for a listener: its limit is not in /proc'),
	uid: count,
	user: z.string().nullable(),
	inode: count,
	owners: z.array(owner).nullable().describe('Null when it may not be read; [] where there is none, as in TIME-WAIT'),
	container: z.string().nullable().describe('Null in the network namespace of the host'),
});

const interfaceRow = z.object({
	name: z.string(),
	addresses: z.array(z.string()).describe('CIDR'),
	state: z.string().nullable(),
	speedMegabits: z.number().nullable(),
	mac: z.string().nullable(),
	mtu: count,
	receiveBytes: count,
	transmitBytes: count,
	receivePackets: count,
	transmitPackets: count,
	receiveErrors: count,
	transmitErrors: count,
	receiveDropped: count,
	transmitDropped: count,
	receiveBytesPerSecond: rate,
	transmitBytesPerSecond: rate,
});

/** `data` of `opsdash/net/1`. */
export const netDataSchema = z.object({
	sockets: z.array(socketRow).describe('Listening ones first, then by protocol and local port'),
	interfaces: z.array(interfaceRow),
	routes: z.array(
		z.object({
			destination: z.string().describe('CIDR, or `default`'),
			gateway: z.string().nullable(),
			interface: z.string(),
			metric: count,
			family: z.enum(['ipv4', 'ipv6']),
		}),
	),
	resolvers: z.array(z.object({ address: z.string(), source: z.string().describe('The file that names it') })),
	neighbours: z.array(
		z.object({
			address: z.string(),
			mac: z.string().nullable(),
			interface: z.string(),
			state: z.string().nullable(),
		}),
	),
	counts: z.record(z.string(), z.record(z.string(), z.int())).describe('Sockets by tcp, udp, unix and state'),
});
