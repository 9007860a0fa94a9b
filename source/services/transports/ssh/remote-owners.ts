import { type Result, succeed } from '../../../domain/result.ts';
import type { SocketOwners, SocketOwnersRequest } from '../../../domain/socket.ts';
import { parseSocketOwners } from '../../../parsers/thin-owners.ts';
import type { Transport } from '../transport.ts';
import { brokenOff, createTextAnswer, takeWhole } from './agent/text-answer.ts';
import type { Lanes } from './lanes.ts';
import { askText } from './remote-files.ts';

/** All processes are looked at again after so many calls, whatever is known. */
const fullEvery = 15;
/** Looking through all descriptors takes at most one part in so many of the time: sockets that live shorter go without an owner. */
const rest = 10;
const timeoutMs = 20_000;

/** Who holds which sockets on another host, remembered between calls. Looked for on a slow lane: it takes a while on a large host. */
export function createRemoteOwners(lanes: Lanes): Pick<Transport, 'findSocketOwners'> {
	let known: SocketOwners = { pidsByInode: new Map(), unreadablePids: [] };
	let ownerless: ReadonlySet<number> = new Set();
	let callsLeft = 0;
	let notBeforeMs = 0;
	let queue: Promise<unknown> = Promise.resolve();

	async function findNow({ inodes }: SocketOwnersRequest): Promise<Result<SocketOwners>> {
		const hasUnknown = inodes.some((inode) => !known.pidsByInode.has(inode) && !ownerless.has(inode));
		const isDue = callsLeft <= 0 || (hasUnknown && performance.now() >= notBeforeMs);
		callsLeft -= 1;
		if (!isDue) return succeed(known);
		const startedMs = performance.now();
		const answer = createTextAnswer();
		const asked = await askText(lanes.slow(), 'owners', answer, { timeoutMs });
		if (!asked.ok) return asked;
		const whole = takeWhole(answer.bytes());
		if (whole === null) return brokenOff('the list of who holds sockets');
		known = keepSharedArrays(known, parseSocketOwners(whole.toString()));
		ownerless = new Set(inodes.filter((inode) => !known.pidsByInode.has(inode)));
		callsLeft = fullEvery;
		notBeforeMs = performance.now() + (performance.now() - startedMs) * rest;
		return succeed(known);
	}

	return {
		findSocketOwners(request) {
			const next = queue.then(() => findNow(request));
			queue = next.catch(() => {});
			return next;
		},
	};
}

/** An unchanged list of owners stays the same array: who compares by reference sees that nothing happened. */
function keepSharedArrays(before: SocketOwners, next: SocketOwners): SocketOwners {
	const pidsByInode = new Map<number, readonly number[]>();
	for (const [inode, pids] of next.pidsByInode) {
		const old = before.pidsByInode.get(inode);
		const isSame = old?.length === pids.length && pids.every((pid, index) => old[index] === pid);
		pidsByInode.set(inode, isSame ? old : pids);
	}
	return { ...next, pidsByInode };
}
