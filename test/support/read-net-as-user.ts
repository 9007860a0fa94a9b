/**
 * Run as an unprivileged user: tells what the network view has of a socket of its own and of one of somebody else's. Arguments:
 * the other's port, and the directory to read instead of /proc, if any.
 */

import { createServer } from 'node:net';
import { joinNet } from '../../source/documents/net.ts';
import { sampleNet } from '../../source/services/collectors/network-collector.ts';
import { createLocalTransport } from '../../source/services/transports/local-transport.ts';

const [, , foreignPort, procfs] = process.argv;
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const ownPort = typeof address === 'object' && address !== null ? address.port : 0;
const transport = createLocalTransport({
	stateDirectory: '/nonexistent',
	...(procfs === undefined ? {} : { procfs }),
});
const sample = await sampleNet(transport, { windowMs: 0 }, new AbortController().signal);
if (sample.ok) {
	const { data, problems } = joinNet(sample.value, null);
	const ownersOf = (port: number) => data.sockets.find((row) => row.localPort === port)?.owners;
	process.send?.({
		own: ownersOf(ownPort)?.map(({ pid }) => pid),
		self: process.pid,
		foreign: ownersOf(Number(foreignPort)),
		problems: problems.map(({ field, code }) => `${field} ${code}`),
		hints: problems.every(({ hint }) => hint !== null),
	});
} else process.send?.({ error: sample.error });
await transport.close();
server.close();
process.disconnect?.();
