import type { HostAddress } from '../../../domain/host.ts';
import { parseFibTrie, placeAddresses } from '../../../parsers/fib-trie.ts';
import { parseIfInet6 } from '../../../parsers/if-inet6.ts';
import { parseIpAddresses } from '../../../parsers/ip-addresses.ts';
import { parseNetRoute } from '../../../parsers/net-route.ts';
import type { Transport } from '../../transports/transport.ts';
import { answer, type FactAnswer, type FactReader, leftOut, runToEnd, secondMs } from './fact-reader.ts';

/** Addresses of all interfaces: `ip`, else what /proc/net has of them. */
export const addressesReader: FactReader<'addresses'> = {
	maxAgeMs: 20 * secondMs,
	isKept: false,
	deadlineMs: 2 * secondMs,
	async read(transport, signal) {
		const result = await runToEnd(
			transport,
			{ file: 'ip', args: ['-o', 'addr', 'show'] },
			{ timeoutMs: secondMs },
			signal,
		);
		if (!result.ok) return readProcNet(transport, result.error);
		const { records, malformed } = parseIpAddresses(result.value.stdout);
		return answer(records, leftOut('addresses', malformed, '`ip -o addr show`'));
	},
};

async function readProcNet(
	transport: Transport,
	error: { readonly message: string },
): Promise<FactAnswer<HostAddress[]>> {
	const [trie, route, inet6] = await transport.readFiles([
		'/proc/net/fib_trie',
		'/proc/net/route',
		'/proc/net/if_inet6',
	]);
	if (!trie?.ok) return trie ?? { ok: false, error: { code: 'not-found', message: error.message } };
	const routes = route?.ok ? parseNetRoute(route.value).records : [];
	const ipv4 = placeAddresses(parseFibTrie(trie.value), routes);
	const ipv6 = inet6?.ok ? parseIfInet6(inet6.value).records : [];
	return answer([
		...ipv4.map((each): HostAddress => ({ ...each, family: 'ipv4', scope: null })),
		...ipv6.map((each): HostAddress => ({ ...each, family: 'ipv6', scope: null })),
	]);
}
