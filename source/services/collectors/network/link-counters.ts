import type { RouteRow } from '../../../domain/net.ts';
import type { LinkCounters, LinkFacts } from '../../../domain/net-sample.ts';
import { type Problem, problemOf } from '../../../domain/problem.ts';
import { parseNetDev } from '../../../parsers/net-dev.ts';
import { parseNetIpv6Route } from '../../../parsers/net-ipv6-route.ts';
import { parseNetRoute } from '../../../parsers/net-route.ts';
import type { FileText, Transport } from '../../transports/transport.ts';
import { leftOut, trimmed } from '../host/fact-reader.ts';

/** What is read of interfaces and routes at every refresh. */
export type LinkReadings = {
	/** When the counters were read. */
	readonly monotonicMs: number;
	readonly links: readonly LinkCounters[];
	/** operstate by interface. */
	readonly states: ReadonlyMap<string, string | null>;
	readonly routes: readonly RouteRow[];
	readonly problems: readonly Problem[];
};

export async function readLinks(transport: Transport, directory: string, now: () => number): Promise<LinkReadings> {
	const [dev, route, route6] = await transport.readFiles([
		`${directory}/dev`,
		`${directory}/route`,
		`${directory}/ipv6_route`,
	]);
	const monotonicMs = now();
	const links = dev?.ok ? parseNetDev(dev.value) : { records: [], malformed: 0 };
	const ipv4 = route?.ok ? parseNetRoute(route.value) : { records: [], malformed: 0 };
	const ipv6 = route6?.ok ? parseNetIpv6Route(route6.value) : { records: [], malformed: 0 };
	return {
		monotonicMs,
		links: links.records,
		states: await readStates(transport, links.records),
		routes: [...ipv4.records.map(({ network, mask, ...row }) => row), ...ipv6.records],
		problems: [
			...gaps('interfaces', dev),
			...gaps('routes', route),
			...leftOut('interfaces', links.malformed, `${directory}/dev`),
			...leftOut('routes', ipv4.malformed, `${directory}/route`),
			...leftOut('routes', ipv6.malformed, `${directory}/ipv6_route`),
		],
	};
}

/** A cable that is pulled shows at the next refresh, so these are read each time. */
async function readStates(
	transport: Transport,
	links: readonly LinkCounters[],
): Promise<ReadonlyMap<string, string | null>> {
	// A name of a host never holds a slash; one that came damaged must not lead elsewhere.
	const names = links.map(({ name }) => name).filter((name) => !name.includes('/'));
	const texts = await transport.readFiles(names.map((name) => `/sys/class/net/${name}/operstate`));
	return new Map(names.map((name, index) => [name, trimmed(texts[index])]));
}

export function withStates(
	facts: ReadonlyMap<string, LinkFacts>,
	states: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, LinkFacts> {
	const unknown: LinkFacts = { state: null, speedMegabits: null, mac: null, mtu: null };
	const names = new Set([...facts.keys(), ...states.keys()]);
	return new Map(
		[...names].map((name) => {
			const known = facts.get(name) ?? unknown;
			return [name, { ...known, state: states.get(name) ?? known.state }];
		}),
	);
}

function gaps(field: string, text: FileText | undefined): readonly Problem[] {
	return text === undefined || text.ok ? [] : [problemOf(field, text.error)];
}
