import { createLane, type Lane } from './lane.ts';
import type { SessionPurpose, ShellOpener } from './remote-shell.ts';

export type { Lane } from './lane.ts';

/**
 * All sessions of one host. The live lane serves what cannot block; what can hang goes through others, so that it holds up no figure.
 * Where the server allows one session only, everything goes through the live lane, one after the other; with two, all that is not
 * live shares the second. What a server allows is known only when it refuses one: then the live lane is given the place of another.
 */
export type Lanes = {
	live(): Lane;
	/** The least busy one for what may hang. */
	slow(): Lane;
	act(): Lane;
	/** A lane of its own, to be closed by whoever asked for it; null when there are so many already. */
	stream(): Lane | null;
	/** Ends all sessions; what is asked next opens others. */
	rest(): void;
	close(): void;
};

/** Sessions taken to be allowed where nothing is known: sshd's default is 10, and others may use the connection too. */
const usualLimit = 8;
const mostSlow = 3;
const mostStreams = 3;

/** @param isKept sessions stay open while they are idle: opening one may take a person */
export function createLanes(opener: ShellOpener, isKept = false): Lanes {
	const slow: Lane[] = [];
	const acts: Lane[] = [];
	const live = createLane({ opener, purpose: 'live', isKept: true, makeRoom });
	const streams = new Set<Lane>();
	let isClosed = false;
	const limit = () => opener.sessionLimit() ?? usualLimit;

	/** The least busy one gives its session, after what it serves. */
	async function makeRoom(): Promise<boolean> {
		const others = [...slow, ...acts].sort((one, other) => one.load() - other.load());
		for (const lane of others) if (await lane.letGo()) return true;
		return false;
	}

	/** An idle one, else a new one while there may be more, else the one with the shortest queue. */
	function pick(lanes: Lane[], most: number, purpose: SessionPurpose): Lane {
		const byLoad = lanes
			.slice(0, most)
			.sort((one, other) => one.load() - other.load() || other.session() - one.session());
		const [best] = byLoad;
		if (best !== undefined && (best.load() === 0 || lanes.length >= most)) return best;
		const lane = createLane({ opener, purpose, isKept, fallback: live });
		if (isClosed) lane.close();
		lanes.push(lane);
		return lane;
	}

	const pickSlow = () => (limit() <= 1 ? live : pick(slow, Math.max(1, Math.min(mostSlow, limit() - 5)), 'slow'));

	return {
		live: () => live,
		slow: pickSlow,
		act: () => (limit() <= 2 ? pickSlow() : pick(acts, limit() >= 8 ? 2 : 1, 'act')),
		stream() {
			if (streams.size >= mostStreams) return null;
			const lane = createLane({ opener, purpose: 'stream', isKept: true });
			streams.add(lane);
			return {
				...lane,
				close: () => {
					streams.delete(lane);
					lane.close();
				},
			};
		},
		rest() {
			for (const lane of [live, ...slow, ...acts, ...streams]) lane.drop();
		},
		close() {
			isClosed = true;
			for (const lane of [live, ...slow, ...acts, ...streams]) lane.close();
		},
	};
}
