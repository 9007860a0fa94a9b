/** Run as an unprivileged user: tells what it sees of a socket of its own and of one of somebody else's (its argument). */

import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocketOwnerFinder } from '../../source/services/transports/local/socket-owner-finder.ts';

const foreign = Number(process.argv[2]);
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
const own = statSync(`/proc/self/fd/${fd}`).ino;
const result = await createSocketOwnerFinder().find({ inodes: [own, foreign] });
if (result.ok) {
	const { pidsByInode, unreadablePids } = result.value;
	process.send?.({
		own: pidsByInode.get(own)?.includes(process.pid) ?? false,
		others: pidsByInode.has(foreign),
		isUnreadable: unreadablePids.includes(process.ppid),
	});
}
server.close();
process.disconnect?.();
