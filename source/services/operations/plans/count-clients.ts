import { inetField, strideOf, tcpState } from '../../../domain/inet-table.ts';
import { parseInetTable } from '../../../parsers/net-inet.ts';
import type { Transport } from '../../transports/transport.ts';

/** Some 25,000 connections of each table are looked at; on a host with more the count is a lower bound. */
const maxTableBytes = 4 * 1024 * 1024;

export type Clients = { readonly count: number; readonly isAtLeast: boolean };

/** Connections that stand to some TCP ports of this host, `tcp 0.0.0.0:80`; null where they cannot be read. */
export async function countClients(transport: Transport, ports: readonly string[]): Promise<Clients | null> {
	const wanted = new Set(ports.flatMap((port) => (port.startsWith('tcp ') ? Number(/:(\d+)$/.exec(port)?.[1]) : [])));
	if (wanted.size === 0) return { count: 0, isAtLeast: false };
	const tables = ['tcp', 'tcp6'] as const;
	const texts = await transport.readFiles(
		tables.map((table) => `/proc/net/${table}`),
		{ maxBytes: maxTableBytes },
	);
	let count = 0;
	let isAtLeast = false;
	for (const [index, protocol] of tables.entries()) {
		const text = texts[index];
		if (text === undefined || !text.ok) {
			// A host without IPv6 has no second table.
			if (protocol === 'tcp') return null;
			continue;
		}
		isAtLeast ||= text.value.length >= maxTableBytes;
		const { words, count: rows } = parseInetTable(text.value, protocol);
		const stride = strideOf(protocol);
		for (let offset = 0; offset < rows * stride; offset += stride) {
			const port = (words[offset + inetField.ports] ?? 0) >>> 16;
			if (words[offset + inetField.state] === tcpState.established && wanted.has(port)) count += 1;
		}
	}
	return { count, isAtLeast };
}
