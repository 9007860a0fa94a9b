import { addInodes, type InetProtocol, type InetTable } from '../../../domain/inet-table.ts';
import type { NamespaceSockets, UnixSocket } from '../../../domain/net-sample.ts';
import { type Problem, problemOf } from '../../../domain/problem.ts';
import { fail, type Result, succeed } from '../../../domain/result.ts';
import { createInetReader } from '../../../parsers/net-inet.ts';
import { parseNetUnix } from '../../../parsers/net-unix.ts';
import { runInSlices } from '../../in-slices.ts';
import type { FileText, Transport } from '../../transports/transport.ts';
import { leftOut } from '../host/fact-reader.ts';

/** A network namespace as the sockets in it are read: through /proc/net, or through that of a process inside. */
export type NamespaceSource = { readonly container: string | null; readonly directory: string };

export type SocketTables = {
	readonly namespaces: readonly NamespaceSockets[];
	/** Of every socket that belongs to a file. */
	readonly inodes: readonly number[];
	/** A namespace whose process ended: others have to be looked for. */
	readonly isOutdated: boolean;
	readonly problems: readonly Problem[];
};

const inetProtocols: readonly InetProtocol[] = ['tcp', 'tcp6', 'udp', 'udp6'];

/** Reads and parses the socket tables of some namespaces, the host's own first; fails only when that one has none at all. */
export async function readSocketTables(
	transport: Transport,
	sources: readonly NamespaceSource[],
	withUnix: boolean,
): Promise<Result<SocketTables>> {
	const names = withUnix ? [...inetProtocols, 'unix'] : inetProtocols;
	const paths = sources.flatMap(({ directory }) => names.map((name) => `${directory}/${name}`));
	const texts = await transport.readFiles(paths);
	const textsOf = (index: number) => texts.slice(index * names.length, (index + 1) * names.length);
	const [own] = sources;
	const first = texts[0];
	if (own !== undefined && textsOf(0).every((text) => !text.ok) && first !== undefined && !first.ok) return first;
	if (own === undefined) return fail('unavailable', 'No network namespace was named.');
	return succeed(await runInSlices(parseInSteps(sources, textsOf)));
}

function* parseInSteps(
	sources: readonly NamespaceSource[],
	textsOf: (index: number) => readonly FileText[],
): Generator<void, SocketTables> {
	const namespaces: NamespaceSockets[] = [];
	const inodes: number[] = [];
	const problems: Problem[] = [];
	let isOutdated = false;
	for (const [index, { container, directory }] of sources.entries()) {
		const texts = textsOf(index);
		if (container !== null && texts.every((text) => !text.ok)) {
			isOutdated = true;
			continue;
		}
		const tables: InetTable[] = [];
		for (const [place, protocol] of inetProtocols.entries()) {
			const text = texts[place];
			if (text?.ok) tables.push(yield* parseTableInSteps(text.value, protocol, inodes));
			else problems.push(...missingTable(protocol, text));
		}
		const unix = parseUnix(texts[inetProtocols.length], `${directory}/unix`, inodes, problems);
		namespaces.push({ container, tables, unix });
		yield;
	}
	return { namespaces, inodes, isOutdated, problems };
}

function* parseTableInSteps(text: string, protocol: InetProtocol, inodes: number[]): Generator<void, InetTable> {
	const reader = createInetReader(text, protocol);
	while (!reader.readPart()) yield;
	const table = reader.table();
	addInodes(table, inodes);
	return table;
}

/** A kernel without IPv6 has no tables for it, and no sockets in them either. */
function missingTable(protocol: InetProtocol, text: FileText | undefined): readonly Problem[] {
	if (text === undefined || text.ok || (text.error.code === 'not-found' && protocol.endsWith('6'))) return [];
	return [problemOf('sockets', text.error)];
}

function parseUnix(
	text: FileText | undefined,
	path: string,
	inodes: number[],
	problems: Problem[],
): readonly UnixSocket[] {
	if (text === undefined) return [];
	if (!text.ok) {
		problems.push(problemOf('sockets', text.error));
		return [];
	}
	const { records, malformed } = parseNetUnix(text.value);
	problems.push(...leftOut('sockets', malformed, path));
	for (const { inode } of records) inodes.push(inode);
	return records;
}
