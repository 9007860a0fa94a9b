import { unitOf } from '../../../domain/cgroup.ts';
import type { SocketProgram } from '../../../domain/net-sample.ts';
import type { SocketOwners } from '../../../domain/socket.ts';
import { parsePidCgroup } from '../../../parsers/pid-cgroup.ts';
import type { FileText, Transport } from '../../transports/transport.ts';

/** Names and units of the processes that hold sockets. */
export type SocketPrograms = {
	read(
		transport: Transport,
		owners: SocketOwners,
		inodes: readonly number[],
	): Promise<ReadonlyMap<number, SocketProgram>>;
};

/** Every process is read again once in so many refreshes: a program can replace itself (exec) and keep its sockets. */
const roundLength = 15;

/**
 * Two short files for each process, read when it appears as an owner and from time to time. The finder of owners makes a new list
 * of PIDs when a number went to another process, so a name is never kept past its process.
 */
export function createSocketPrograms(): SocketPrograms {
	let known: ReadonlyMap<number, SocketProgram> = new Map();
	let knownLists: ReadonlySet<readonly number[]> = new Set();
	let round = 0;

	return {
		async read(transport, owners, inodes) {
			const lists = listsOf(owners, inodes);
			const current = new Map<number, SocketProgram>();
			const wanted = new Set<number>();
			round = (round + 1) % roundLength;
			for (const pids of lists) {
				const isNew = !knownLists.has(pids);
				for (const pid of pids) {
					const program = known.get(pid);
					if (program !== undefined) current.set(pid, program);
					if (isNew || program === undefined || pid % roundLength === round) wanted.add(pid);
				}
			}
			await readInto(current, transport, [...wanted]);
			known = current;
			knownLists = lists;
			return current;
		},
	};
}

/** The distinct lists: sockets of one process share theirs. */
function listsOf({ pidsByInode }: SocketOwners, inodes: readonly number[]): ReadonlySet<readonly number[]> {
	const lists = new Set<readonly number[]>();
	for (const inode of inodes) {
		const pids = pidsByInode.get(inode);
		if (pids !== undefined) lists.add(pids);
	}
	return lists;
}

async function readInto(
	programs: Map<number, SocketProgram>,
	transport: Transport,
	pids: readonly number[],
): Promise<void> {
	if (pids.length === 0) return;
	const texts = await transport.readFiles(pids.flatMap((pid) => [`/proc/${pid}/comm`, `/proc/${pid}/cgroup`]));
	for (const [index, pid] of pids.entries()) {
		const next = programOf(texts[2 * index], texts[2 * index + 1]);
		const before = programs.get(pid);
		if (next === null) programs.delete(pid);
		else if (before?.program !== next.program || before.unit !== next.unit) programs.set(pid, next);
	}
}

function programOf(comm: FileText | undefined, cgroup: FileText | undefined): SocketProgram | null {
	if (!comm?.ok) return null;
	const path = cgroup?.ok ? parsePidCgroup(cgroup.value) : null;
	// A name may end with a newline of its own: the kernel adds one.
	return { program: comm.value.replace(/\n$/, ''), unit: path === null ? null : unitOf(path) };
}
