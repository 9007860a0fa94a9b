import { formatEndpoint } from '../../domain/ip-address.ts';
import type { ConnectionDetail, SocketRow } from '../../domain/net.ts';
import { fail, type Result, succeed } from '../../domain/result.ts';
import { sanitise } from '../../domain/sanitise.ts';
import { parseSsInfo } from '../../parsers/ss-info.ts';
import type { Transport } from '../transports/transport.ts';
import { firstLine } from './host/fact-reader.ts';

const timeoutMs = 2000;

/**
 * What `ss -i` tells of one TCP connection: round trip, window, retransmits, rates. Failures: `unavailable` where there is no
 * `ss` or the socket is none that it can show, `not-found` when the connection is gone, `timeout`.
 */
export async function readConnectionDetail(
	transport: Transport,
	socket: SocketRow,
	signal?: AbortSignal,
): Promise<Result<ConnectionDetail>> {
	const refusal = refusalOf(socket);
	if (refusal !== null) return refusal;
	const ends = [
		formatEndpoint(socket.localAddress, socket.localPort),
		formatEndpoint(socket.peerAddress, socket.peerPort),
	];
	const args = ['-t', '-i', '-n', '-a', 'src', ends[0] ?? '', 'dst', ends[1] ?? ''];
	const result = await transport.run({ file: 'ss', args }, { timeoutMs }, signal);
	if (!result.ok) {
		if (result.error.code !== 'not-found') return result;
		return fail(
			'unavailable',
			'There is no ss on this host to tell more of a connection.',
			'Install iproute2 on this host.',
		);
	}
	const { exitCode, stdout, stderr } = result.value;
	if (exitCode !== 0)
		return fail('failed', `ss ended with status ${exitCode}: ${sanitise(firstLine(stderr) ?? 'it did not say why')}`);
	const figures = parseSsInfo(stdout);
	if (figures === null) return fail('not-found', `The connection from ${ends[0]} to ${ends[1]} is gone.`);
	return succeed({ figures, problems: [] });
}

function refusalOf(socket: SocketRow): ReturnType<typeof fail> | null {
	if (!socket.protocol.startsWith('tcp')) return fail('unavailable', 'Only TCP connections have such figures.');
	if (socket.peerPort === null)
		return fail('unavailable', 'Only a connection has such figures; this socket waits for one.');
	if (socket.container === null) return null;
	return fail(
		'unavailable',
		`This connection lives in the network of ${sanitise(socket.container)}, where ss of the host cannot look.`,
		'Run ss -ti inside the container.',
	);
}
