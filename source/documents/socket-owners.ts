import type { NetSample, SocketProgram } from '../domain/net-sample.ts';
import type { SocketOwner } from '../domain/socket.ts';

/** Who holds a socket, for one refresh. Answers are the same arrays as in the refresh before wherever nothing changed. */
export type OwnerLookup = {
	/** Null when it may not be read, `[]` when nobody holds it. */
	ownersOf(inode: number): readonly SocketOwner[] | null;
	/** How often the answer was that it may not be read. */
	unknownCount(): number;
	/** What the next refresh compares with. */
	readonly memory: OwnerMemory;
};

type KnownOwners = {
	readonly programs: ReadonlyArray<SocketProgram | undefined>;
	readonly owners: readonly SocketOwner[];
};
export type OwnerMemory = ReadonlyMap<readonly number[], KnownOwners>;

const nobody: readonly SocketOwner[] = [];

export function createOwnerLookup(sample: NetSample, previous: OwnerMemory | null): OwnerLookup {
	const memory = new Map<readonly number[], KnownOwners>();
	const found = sample.owners.ok ? sample.owners.value : null;
	let unknown = 0;

	return {
		memory,
		unknownCount: () => unknown,
		ownersOf(inode) {
			if (inode === 0) return nobody;
			const pids = found?.pidsByInode.get(inode);
			if (pids !== undefined) return listOf(pids);
			if (found !== null && found.unreadablePids.length === 0) return nobody;
			unknown += 1;
			return null;
		},
	};

	/** Sockets of one process share their list of PIDs, so this is looked up once for each process, not for each socket. */
	function listOf(pids: readonly number[]): readonly SocketOwner[] {
		let known = memory.get(pids);
		if (known === undefined) {
			const programs = pids.map((pid) => sample.programs.get(pid));
			const before = previous?.get(pids);
			const isSame = before?.programs.every((program, index) => program === programs[index]) ?? false;
			known = isSame && before !== undefined ? before : { programs, owners: makeOwners(pids, programs) };
			memory.set(pids, known);
		}
		return known.owners;
	}
}

/** A process that ended before its name could be read is no owner any more. */
function makeOwners(
	pids: readonly number[],
	programs: ReadonlyArray<SocketProgram | undefined>,
): readonly SocketOwner[] {
	return pids.flatMap((pid, index) => {
		const program = programs[index];
		return program === undefined ? [] : [{ pid, program: program.program, unit: program.unit }];
	});
}
