import type { SocketOwners } from '../domain/socket.ts';

/**
 * Who holds sockets, as the agent on another host tells it: `PID INODE…` for each process that holds some, `! PID` for one that may not be
 * looked at. The first process is always there: where it is not among either, processes of others are hidden (hidepid).
 */
export function parseSocketOwners(text: string): SocketOwners {
	const pidsByInode = new Map<number, readonly number[]>();
	const unreadable = new Set<number>();
	const alone = new Map<number, readonly number[]>();
	for (const line of text.split('\n')) {
		const denied = /^! (\d{1,10})$/.exec(line)?.[1];
		if (denied !== undefined) unreadable.add(Number(denied));
		if (!/^\d{1,10}( \d{1,20})+$/.test(line)) continue;
		const [pid = 0, ...inodes] = line.split(' ').map(Number);
		const list = alone.get(pid) ?? [pid];
		alone.set(pid, list);
		for (const inode of inodes) {
			const before = pidsByInode.get(inode);
			if (before === undefined) pidsByInode.set(inode, list);
			else if (!before.includes(pid))
				pidsByInode.set(
					inode,
					[...before, pid].sort((one, other) => one - other),
				);
		}
	}
	return { pidsByInode, unreadablePids: [...unreadable] };
}
