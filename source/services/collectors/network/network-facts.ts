import type { NeighbourRow } from '../../../domain/net.ts';
import type { LinkAddress, LinkFacts } from '../../../domain/net-sample.ts';
import { type Problem, problemOf } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { parseIpNeigh } from '../../../parsers/ip-neigh.ts';
import { parseNetArp } from '../../../parsers/net-arp.ts';
import { isResolvedStub, parseResolvConf } from '../../../parsers/resolv-conf.ts';
import type { Transport } from '../../transports/transport.ts';
import { addressesReader } from '../host/addresses.ts';
import { leftOut, runToEnd, trimmed } from '../host/fact-reader.ts';

export type Resolver = { readonly address: string; readonly source: string };

/** What changes rarely, or costs a child: read every ten seconds, not at every refresh. */
export type NetworkFacts = {
	readonly linkFacts: ReadonlyMap<string, LinkFacts>;
	readonly addresses: readonly LinkAddress[];
	readonly neighbours: readonly NeighbourRow[];
	readonly resolvers: readonly Resolver[];
	readonly problems: readonly Problem[];
};

const commandTimeoutMs = 1000;

export async function readNetworkFacts(transport: Transport, signal: AbortSignal): Promise<NetworkFacts> {
	const [links, addresses, neighbours, resolvers] = await Promise.all([
		readLinkFacts(transport),
		addressesReader.read(transport, signal, () => {}),
		readNeighbours(transport, signal),
		readResolvers(transport),
	]);
	return {
		linkFacts: links,
		addresses: addresses.ok ? addresses.value.value : [],
		neighbours: neighbours.rows,
		resolvers: resolvers.rows,
		problems: [
			...(addresses.ok ? [] : [problemOf('interfaces[].addresses', addresses.error)]),
			...neighbours.problems,
			...resolvers.problems,
		],
	};
}

/** /sys/class/net. Where the device cannot tell (loopback and most virtual ones have no speed), the value is null. */
async function readLinkFacts(transport: Transport): Promise<ReadonlyMap<string, LinkFacts>> {
	const listed = await transport.listDirectory('/sys/class/net');
	const names = listed.ok ? listed.value : [];
	const files = ['operstate', 'speed', 'address', 'mtu'];
	const texts = await transport.readFiles(
		names.flatMap((name) => files.map((file) => `/sys/class/net/${name}/${file}`)),
	);
	return new Map(names.map((name, index) => [name, linkFactsOf(texts.slice(index * 4, index * 4 + 4))]));
}

function linkFactsOf([state, speed, address, mtu]: ReadonlyArray<Result<string>>): LinkFacts {
	const mac = trimmed(address);
	// -1 is "not known"; older kernels print it as an unsigned number.
	const megabits = Number(trimmed(speed) ?? Number.NaN);
	return {
		state: trimmed(state),
		speedMegabits: megabits > 0 && megabits < 0xffff_ffff ? megabits : null,
		mac: mac === null || /^[0:]+$/.test(mac) ? null : mac,
		mtu: Number(trimmed(mtu) ?? Number.NaN) || null,
	};
}

type Rows<Row> = { readonly rows: readonly Row[]; readonly problems: readonly Problem[] };

/** `ip neigh`, which knows both families and the state; else the kernel's table of IPv4 neighbours. */
async function readNeighbours(transport: Transport, signal: AbortSignal): Promise<Rows<NeighbourRow>> {
	const command = { file: 'ip', args: ['neigh', 'show'] };
	const result = await runToEnd(transport, command, { timeoutMs: commandTimeoutMs }, signal);
	if (result.ok) {
		const { records, malformed } = parseIpNeigh(result.value.stdout);
		return { rows: records, problems: leftOut('neighbours', malformed, '`ip neigh show`') };
	}
	const [text] = await transport.readFiles(['/proc/net/arp']);
	if (!text?.ok) return { rows: [], problems: [problemOf('neighbours', result.error)] };
	const { records } = parseNetArp(text.value);
	const message = `Neighbours are shown without their state and without IPv6: ${result.error.message}`;
	return {
		rows: records,
		problems: [{ field: 'neighbours', code: 'incomplete', message, hint: 'Install iproute2 on this host.' }],
	};
}

const mainFile = '/etc/resolv.conf';
const resolvedFile = '/run/systemd/resolve/resolv.conf';

/** Programs ask systemd-resolved's stub where resolv.conf names it; the servers that it asks are in a file of its own. */
async function readResolvers(transport: Transport): Promise<Rows<Resolver>> {
	const [text] = await transport.readFiles([mainFile]);
	if (text === undefined || !text.ok) {
		const isGap = text !== undefined && text.error.code !== 'not-found';
		return { rows: [], problems: isGap ? [problemOf('resolvers', text.error)] : [] };
	}
	const { records, malformed } = parseResolvConf(text.value);
	const rows = records.map((address) => ({ address, source: mainFile }));
	const problems = leftOut('resolvers', malformed, mainFile);
	if (!records.some(isResolvedStub)) return { rows, problems };
	const [real] = await transport.readFiles([resolvedFile]);
	if (!real?.ok) return { rows, problems };
	const servers = parseResolvConf(real.value).records;
	return { rows: [...rows, ...servers.map((address) => ({ address, source: resolvedFile }))], problems };
}
