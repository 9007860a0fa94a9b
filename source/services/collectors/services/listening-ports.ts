import { type InetProtocol, type InetTable, inetField, strideOf, tcpState } from '../../../domain/inet-table.ts';
import { formatIpv4, formatIpv6 } from '../../../domain/ip-address.ts';
import { type Result, succeed } from '../../../domain/result.ts';
import type { PortReading } from '../../../domain/services.ts';
import { parseInetTable } from '../../../parsers/net-inet.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import type { Transport } from '../../transports/transport.ts';

const protocols: readonly InetProtocol[] = ['tcp', 'tcp6', 'udp', 'udp6'];

/** The kernel prints listening sockets before all others, so the beginning of a long table has them. */
const maxTableBytes = 1024 * 1024;

type Listener = Omit<PortReading, 'owners'> & { readonly inode: number };

export type PortsReading = {
	readonly ports: readonly PortReading[];
	/** Processes whose sockets this user may not see: a port without an owner may be theirs. */
	readonly unreadablePids: number;
};

/** Listening sockets of the host's own network namespace, with the processes that hold them and their control groups. */
export async function readListeningPorts(transport: Transport): Promise<Result<PortsReading>> {
	const texts = await transport.readFiles(
		protocols.map((protocol) => `/proc/net/${protocol}`),
		{ maxBytes: maxTableBytes },
	);
	const [first] = texts;
	if (first !== undefined && !first.ok) return first;
	const listeners = texts.flatMap((text, index) => {
		const protocol = protocols[index];
		return text.ok && protocol !== undefined ? listenersOf(parseInetTable(text.value, protocol)) : [];
	});
	const owners = await transport.findSocketOwners({ inodes: listeners.map(({ inode }) => inode) });
	if (!owners.ok) return owners;
	const { pidsByInode, unreadablePids } = owners.value;
	const cgroups = await readCgroups(transport, new Set(listeners.flatMap(({ inode }) => pidsByInode.get(inode) ?? [])));
	const ports = listeners.map(({ inode, ...listener }) => ({
		...listener,
		owners: (pidsByInode.get(inode) ?? []).map((pid) => ({ pid, cgroup: cgroups.get(pid) ?? null })),
	}));
	return succeed({ ports, unreadablePids: unreadablePids.length });
}

function listenersOf(table: InetTable): readonly Listener[] {
	const { words, protocol, count } = table;
	const stride = strideOf(protocol);
	const isTcp = protocol.startsWith('tcp');
	const listeners: Listener[] = [];
	for (let offset = 0; offset < count * stride; offset += stride) {
		const state = words[offset + inetField.state];
		const inode = words[offset + inetField.inode] ?? 0;
		// A UDP socket that receives from anyone is "closed" to TCP's way of counting.
		const isListening = isTcp ? state === tcpState.listen : state === tcpState.close;
		if (!isListening || inode === 0) continue;
		const port = (words[offset + inetField.ports] ?? 0) >>> 16;
		listeners.push({ protocol: isTcp ? 'tcp' : 'udp', address: addressOf(table, offset), port, inode });
	}
	return listeners;
}

function addressOf({ words, protocol }: InetTable, offset: number): string {
	const at = (index: number) => words[offset + inetField.addresses + index] ?? 0;
	return protocol.endsWith('6') ? formatIpv6(at(0), at(1), at(2), at(3)) : formatIpv4(at(0));
}

async function readCgroups(transport: Transport, pids: ReadonlySet<number>): Promise<ReadonlyMap<number, string>> {
	const list = [...pids];
	const texts = await transport.readFiles(list.map((pid) => `/proc/${pid}/cgroup`));
	return new Map(
		list.flatMap((pid, index): Array<[number, string]> => {
			const text = texts[index];
			const path = text?.ok ? parsePidCgroup(text.value) : null;
			return path === null ? [] : [[pid, path]];
		}),
	);
}

/** Where some processes listen, for people: `tcp 0.0.0.0:80`. Null where that cannot be told. */
export function createPortFinder(transport: Transport): (pids: readonly number[]) => Promise<readonly string[] | null> {
	return async (pids) => {
		const wanted = new Set(pids);
		const found = await readListeningPorts(transport);
		if (!found.ok) return null;
		const own = found.value.ports.filter(({ owners }) => owners.some(({ pid }) => wanted.has(pid)));
		return own.map(({ protocol, address, port }) => {
			const host = address.includes(':') ? `[${address}]` : address;
			return `${protocol} ${host}:${port}`;
		});
	};
}
