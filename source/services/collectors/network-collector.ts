import { setTimeout as wait } from 'node:timers/promises';
import { addUids } from '../../domain/inet-table.ts';
import type { NamespaceSockets, NetSample, SocketProgram } from '../../domain/net-sample.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import type { Transport } from '../transports/transport.ts';
import type { Collector } from './collector.ts';
import { readLinks, withStates } from './network/link-counters.ts';
import { readNetworkFacts } from './network/network-facts.ts';
import { findNamespaces } from './network/network-namespaces.ts';
import { createSlowReading } from './network/slow-reading.ts';
import { createSocketPrograms } from './network/socket-programs.ts';
import { readSocketTables } from './network/socket-tables.ts';

/** Names of users by uid; those that are not known, or not known yet, are absent. */
export type ReadUserNames = (uids: readonly number[]) => Promise<ReadonlyMap<number, string>>;

export type NetworkCollectorOptions = {
	readonly readUserNames?: ReadUserNames;
	/** The directory of the host's own tables: `/proc/1/net` when another machine's /proc is read from a container. */
	readonly netDirectory?: string;
	/** Monotonic milliseconds. */
	readonly now?: () => number;
};

export type NetworkRequest = {
	/** Unix sockets too. */
	readonly withUnix: boolean;
};

/** Slow facts and network namespaces are looked at again after this long. */
const slowPeriodMs = 10_000;

const cancelled = fail('cancelled', 'Reading the network was cancelled.');
const noNames: ReadUserNames = async () => new Map();
const noPrograms: ReadonlyMap<number, SocketProgram> = new Map();

/**
 * Sockets and counters at every refresh; interfaces' facts, addresses, neighbours, resolvers and network namespaces every ten
 * seconds, beside the rest. One for each host: it remembers what it read.
 */
export function createNetworkCollector(
	options: NetworkCollectorOptions = {},
): Collector<'network', NetSample, NetworkRequest> {
	const { netDirectory = '/proc/net', now = () => performance.now(), readUserNames = noNames } = options;
	const programs = createSocketPrograms();
	const facts = createSlowReading(slowPeriodMs, now, readNetworkFacts);
	const namespaces = createSlowReading(slowPeriodMs, now, (transport) => findNamespaces(transport, netDirectory));

	return {
		name: 'network',
		cadence: 'live',
		async collect(transport, { withUnix }, signal) {
			const slow = facts.read(transport, signal);
			const found = await namespaces.read(transport, signal);
			const tables = await readSocketTables(transport, found.sources, withUnix);
			if (!tables.ok) return tables;
			if (tables.value.isOutdated) namespaces.forget();
			if (signal.aborted) return cancelled;
			const links = await readLinks(transport, netDirectory, now);
			const { inodes } = tables.value;
			const owners = await transport.findSocketOwners({ inodes });
			if (signal.aborted) return cancelled;
			const [byPid, users, rare] = await Promise.all([
				owners.ok ? programs.read(transport, owners.value, inodes) : noPrograms,
				readUserNames(uidsOf(tables.value.namespaces)),
				slow,
			]);
			return succeed({
				monotonicMs: links.monotonicMs,
				namespaces: tables.value.namespaces,
				owners,
				programs: byPid,
				users,
				links: links.links,
				earlier: null,
				linkFacts: withStates(rare.linkFacts, links.states),
				addresses: rare.addresses,
				routes: links.routes,
				resolvers: rare.resolvers,
				neighbours: rare.neighbours,
				problems: [...tables.value.problems, ...found.problems, ...links.problems, ...rare.problems],
			});
		},
	};
}

function uidsOf(namespaces: readonly NamespaceSockets[]): readonly number[] {
	const uids = new Set<number>();
	for (const { tables } of namespaces) for (const table of tables) addUids(table, uids);
	return [...uids];
}

export type SampleNetOptions = NetworkCollectorOptions & {
	/** How far apart the two readings of the counters are from which rates are made; 0 reads once, and rates are null. */
	readonly windowMs: number;
	readonly withUnix?: boolean;
};

/** One sample for a command: everything else is read while the sampling window passes. */
export async function sampleNet(
	transport: Transport,
	options: SampleNetOptions,
	signal: AbortSignal,
): Promise<Result<NetSample>> {
	const { windowMs, withUnix = true, netDirectory = '/proc/net', now = () => performance.now() } = options;
	const earlier = windowMs > 0 ? await readLinks(transport, netDirectory, now) : null;
	const sample = await createNetworkCollector(options).collect(transport, { withUnix }, signal);
	if (!sample.ok || earlier === null) return sample;
	const leftMs = earlier.monotonicMs + windowMs - now();
	if (leftMs > 0) await wait(leftMs, undefined, { signal }).catch(() => {});
	if (signal.aborted) return cancelled;
	const { monotonicMs, links } = await readLinks(transport, netDirectory, now);
	return succeed({ ...sample.value, monotonicMs, links, earlier });
}
