import { type Result, succeed } from '../../../domain/result.ts';
import type { SocketOwners, SocketOwnersRequest } from '../../../domain/socket.ts';
import { type DescriptorFiles, descriptorFiles } from './descriptor-files.ts';
import { errnoOf, failureOfErrno } from './os-error.ts';
import { type Slices, startSlices } from './slices.ts';

export type SocketOwnerFinderOptions = {
	/** Where the host's /proc lies; `/proc` by default. */
	readonly procfs?: string;
	/**
	 * Every so many calls all processes are looked at again, whatever is known: an owner that closed its socket while another
	 * one kept it leaves no other trace. 15 by default, half a minute at the usual interval.
	 */
	readonly fullScanEvery?: number;
	readonly files?: DescriptorFiles;
};

/** Finds which processes hold which sockets, and remembers it between calls. */
export type SocketOwnerFinder = {
	find(request: SocketOwnersRequest): Promise<Result<SocketOwners>>;
};

/** A process that holds at least one socket. */
type Holder = {
	readonly identity: number;
	/** The same array for all sockets that it alone holds: 100,000 sockets of one server cost one array. */
	readonly alone: readonly number[];
};

/** What was found at a holder, and how long it had run before that; null where that cannot be told. */
type Look = { readonly runTime: number | null; readonly inodes: readonly number[] };

/** What one look at the processes found. */
type Scan = {
	readonly holders: Map<number, Holder>;
	readonly looks: Map<number, Look>;
	readonly pidsByInode: Map<number, readonly number[]>;
	readonly unreadable: Set<number>;
};

const linkStart = 'socket:[';
/** Descriptors looked at between two looks at the clock. */
const linksPerCheck = 128;

/**
 * Reading every descriptor of every process at each refresh is what makes `ss -p` expensive. Here the map is renewed only when
 * a socket is asked for that it does not know or when an owner ended, and then first among the processes that are new or hold
 * sockets and ran since they were looked at; the others follow only if a socket is still without an owner at the next call,
 * since most that are found with nobody are gone by then.
 *
 * Memory is bounded by the sockets that exist: a renewed map has nothing in it that was not just seen.
 */
export function createSocketOwnerFinder(options: SocketOwnerFinderOptions = {}): SocketOwnerFinder {
	const { procfs = '/proc', fullScanEvery = 15, files = descriptorFiles } = options;
	let known: Scan = emptyScan();
	let seenPids: ReadonlySet<number> = new Set();
	/** Sockets that nobody was found to hold at the last call, among the likely processes. */
	let missed: ReadonlySet<number> = new Set();
	/** Sockets that nobody who may be looked at holds: not searched for again before the next full scan. */
	let ownerless: ReadonlySet<number> = new Set();
	let callsUntilFullScan = 0;
	let queue: Promise<unknown> = Promise.resolve();

	return {
		find(request) {
			// One at a time: two scans at once would each throw away what the other learnt.
			const answer = queue.then(() => findNow(request));
			queue = answer;
			return answer;
		},
	};

	async function findNow({ inodes }: SocketOwnersRequest): Promise<Result<SocketOwners>> {
		try {
			const isFull = callsUntilFullScan <= 0;
			if (isFull || hasUnknown(inodes) || hasEndedOwner(inodes)) {
				await renew(inodes, isFull);
				callsUntilFullScan = isFull ? fullScanEvery : callsUntilFullScan;
			}
			callsUntilFullScan -= 1;
			return succeed({ pidsByInode: known.pidsByInode, unreadablePids: [...known.unreadable] });
		} catch (error) {
			// What cannot be told for one process is kept for that process: this is /proc itself.
			return failureOfErrno('/proc', error);
		}
	}

	function hasUnknown(inodes: readonly number[]): boolean {
		const { pidsByInode } = known;
		return inodes.some((inode) => !pidsByInode.has(inode) && !ownerless.has(inode));
	}

	/** Whether a socket that is still there belonged to a process that is not: somebody else must hold it. */
	function hasEndedOwner(inodes: readonly number[]): boolean {
		const ended = new Set<number>();
		for (const [pid, holder] of known.holders) {
			if (identify(pid) !== holder.identity) ended.add(pid);
		}
		if (ended.size === 0) return false;
		for (const pid of ended) known.holders.delete(pid);
		return inodes.some((inode) => known.pidsByInode.get(inode)?.some((pid) => ended.has(pid)));
	}

	async function renew(inodes: readonly number[], isFull: boolean): Promise<void> {
		const slices = startSlices();
		const pids = listPids();
		const isLikely = (pid: number) => isFull || known.holders.has(pid) || !seenPids.has(pid);
		const next = emptyScan();
		const passedOver: number[] = [];
		for (const pid of pids) {
			if (!isLikely(pid) || (!isFull && takeOver(pid, next))) passedOver.push(pid);
			else await scan(pid, next, slices);
			if (slices.isDue()) await slices.pause();
		}
		const isMissing = (inode: number) => !next.pidsByInode.has(inode);
		const isLasting = (inode: number) => missed.has(inode) || known.pidsByInode.has(inode);
		if (!isFull && inodes.some((inode) => isMissing(inode) && !ownerless.has(inode) && isLasting(inode))) {
			for (const pid of passedOver) {
				if (!known.unreadable.has(pid)) await scan(pid, next, slices);
			}
		}
		const present = new Set(pids);
		if (!isFull) for (const pid of known.unreadable) if (present.has(pid)) next.unreadable.add(pid);
		// The first process is always there: where it is not listed, processes of others are hidden (hidepid).
		if (!present.has(1)) next.unreadable.add(1);
		keepSharedArrays(known, next);
		const missing = inodes.filter(isMissing);
		const given = ownerless;
		ownerless = new Set(missing.filter((inode) => isFull || given.has(inode) || isLasting(inode)));
		missed = new Set(missing.filter((inode) => !ownerless.has(inode)));
		seenPids = present;
		known = next;
	}

	function listPids(): readonly number[] {
		return files
			.list(procfs)
			.filter((name) => /^\d+$/.test(name))
			.map(Number)
			.sort((left, right) => left - right);
	}

	function identify(pid: number): number | null {
		try {
			return files.identify(`${procfs}/${pid}`);
		} catch {
			return null;
		}
	}

	function readRunTime(pid: number): number | null {
		try {
			return files.runTime(`${procfs}/${pid}`);
		} catch {
			return null;
		}
	}

	/** What was found at it the last time holds still for a process that did not run since. */
	function takeOver(pid: number, next: Scan): boolean {
		const holder = known.holders.get(pid);
		const look = known.looks.get(pid);
		if (holder === undefined || look === undefined || look.runTime === null) return false;
		if (readRunTime(pid) !== look.runTime || identify(pid) !== holder.identity) return false;
		next.holders.set(pid, holder);
		next.looks.set(pid, look);
		for (const inode of look.inodes) addOwner(next.pidsByInode, inode, holder);
		return true;
	}

	async function scan(pid: number, next: Scan, slices: Slices): Promise<void> {
		const identity = identify(pid);
		if (identity === null) return;
		// Before its descriptors are read: should it run meanwhile, it is looked at again. Of others nobody will ask.
		const runTime = known.holders.has(pid) ? readRunTime(pid) : null;
		const inodes: number[] = [];
		const directory = `${procfs}/${pid}/fd`;
		try {
			let holder: Holder | null = null;
			let links = 0;
			for (const names of files.listInParts(directory)) {
				for (const name of names) {
					const inode = readSocket(`${directory}/${name}`);
					if (inode !== null) {
						holder ??= addHolder(pid, identity, next);
						addOwner(next.pidsByInode, inode, holder);
						inodes.push(inode);
					}
					links += 1;
					if (links % linksPerCheck === 0 && slices.isDue()) await slices.pause();
				}
			}
			if (holder !== null) next.looks.set(pid, { runTime, inodes });
		} catch (error) {
			const name = errnoOf(error);
			if (name === 'EACCES' || name === 'EPERM') next.unreadable.add(pid);
			// Anything else: it ended meanwhile.
		}
		if (slices.isDue()) await slices.pause();
	}

	function readSocket(path: string): number | null {
		try {
			const target = files.readLink(path);
			return target.startsWith(linkStart) ? Number.parseInt(target.slice(linkStart.length), 10) : null;
		} catch (error) {
			// Closed between listing and reading.
			if (errnoOf(error) === 'ENOENT') return null;
			throw error;
		}
	}

	function addHolder(pid: number, identity: number, next: Scan): Holder {
		const before = known.holders.get(pid);
		const holder = before?.identity === identity ? before : { identity, alone: [pid] };
		next.holders.set(pid, holder);
		return holder;
	}
}

function emptyScan(): Scan {
	return { holders: new Map(), looks: new Map(), pidsByInode: new Map(), unreadable: new Set() };
}

/** Processes come in the order of their numbers, so a second descriptor of the same one is the last owner. */
function addOwner(pidsByInode: Map<number, readonly number[]>, inode: number, { alone }: Holder): void {
	const before = pidsByInode.get(inode);
	const pid = alone[0] ?? 0;
	if (before === undefined) pidsByInode.set(inode, alone);
	else if (!before.includes(pid)) pidsByInode.set(inode, [...before, pid]);
}

/** An unchanged list of owners stays the same array, so that whoever compares by reference sees that nothing happened. */
function keepSharedArrays(before: Scan, next: Scan): void {
	for (const [inode, pids] of next.pidsByInode) {
		if (pids.length < 2) continue;
		const old = before.pidsByInode.get(inode);
		const isSame =
			old?.length === pids.length &&
			pids.every((pid, index) => old[index] === pid && before.holders.get(pid) === next.holders.get(pid));
		if (isSame) next.pidsByInode.set(inode, old);
	}
}
