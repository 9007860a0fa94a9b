import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { type AgentRequest, type AgentSession, type AnswerEnd, openAgent } from './agent/agent-session.ts';
import type { SessionPurpose, ShellOpener } from './remote-shell.ts';

/** One session at a time on the host, opened when it is first needed and again after it ended, and one request after the other. */
export type Lane = {
	ask(request: LaneRequest, signal?: AbortSignal): Promise<Result<void>>;
	/** Requests under way and waiting. */
	load(): number;
	/** Which of its sessions is open, counted from 1; what was held in another one is lost. 0 while there is none. */
	session(): number;
	/** Tells the agent something about the request that it serves. */
	order(text: string): void;
	/** Ends the session under way; the next request opens another. */
	drop(): void;
	close(): void;
};

export type LaneRequest = AgentRequest & {
	/** Asked once more when the session turns out to be gone before anything of the answer came: never for what changes the host. */
	readonly isRepeatable: boolean;
	/** The number of the only session that may serve it. */
	readonly session?: number;
};

/** A session that nobody used for so long is closed, so that a host in the background holds one at most. */
const idleMs = 60_000;
const firstBackoffMs = 250;
const longestBackoffMs = 30_000;

export type LaneOptions = {
	readonly opener: ShellOpener;
	readonly purpose: SessionPurpose;
	/** Stays open while it is idle. */
	readonly isKept: boolean;
	/** Serves in its place where no session can be opened while that one has one: the server allows no more. */
	readonly fallback?: Lane;
};

export function createLane({ opener, purpose, isKept, fallback }: LaneOptions): Lane {
	let session: AgentSession | null = null;
	let count = 0;
	let load = 0;
	let queue: Promise<unknown> = Promise.resolve();
	let idle: NodeJS.Timeout | null = null;
	let isClosed = false;
	let stand: Lane | null = null;
	const backoff = createBackoff();

	async function open(): Promise<Result<AgentSession>> {
		if (isClosed) return fail('cancelled', `the connection to ${sanitise(opener.host)} was closed`);
		if (session !== null && !session.isDead()) return succeed(session);
		const waiting = backoff.failure();
		if (waiting !== null) return waiting;
		const opened = await openAgent(opener, purpose);
		if (!opened.ok) return backoff.note(opened);
		backoff.clear();
		if (isClosed) opened.value.close();
		session = opened.value;
		count += 1;
		return opened;
	}

	async function serve(request: LaneRequest, signal: AbortSignal | undefined): Promise<Result<void>> {
		if (signal?.aborted) return cancelled();
		if (request.session !== undefined && (session?.isDead() !== false || request.session !== count)) {
			return fail('unreachable', `the session on ${sanitise(opener.host)} that held it has ended`);
		}
		const serveThere = async (lane: Lane) => {
			stand = lane;
			return lane.ask(request, signal).finally(() => {
				stand = null;
			});
		};
		for (let attempt = 0; ; attempt += 1) {
			const opened = await open();
			if (!opened.ok)
				return isClosed || fallback === undefined || fallback.session() === 0 ? opened : serveThere(fallback);
			if (signal?.aborted) return cancelled();
			let hasAnswer = false;
			const end = await askOnce(
				opened.value,
				watchAnswer(request, () => {
					hasAnswer = true;
				}),
				signal,
			);
			if (signal?.aborted && end !== 'done') return cancelled();
			const mayRepeat = end === 'gone' && request.isRepeatable && !hasAnswer && attempt === 0 && !isClosed;
			if (!mayRepeat) return resultOf(end, opener.host, request.timeoutMs);
		}
	}

	function rest(): void {
		load -= 1;
		if (load > 0 || isKept) return;
		idle = setTimeout(() => session?.close(), idleMs);
		idle.unref();
	}

	return {
		ask(request, signal) {
			load += 1;
			if (idle !== null) clearTimeout(idle);
			idle = null;
			const answer = queue.then(() => serve(request, signal)).finally(rest);
			queue = answer.catch(() => {});
			return answer;
		},
		load: () => load,
		session: () => (session === null || session.isDead() ? 0 : count),
		order: (text) => (stand ?? session)?.order(text),
		drop: () => (stand === null ? session?.close() : stand.drop()),
		close() {
			isClosed = true;
			if (idle !== null) clearTimeout(idle);
			session?.close();
		},
	};
}

function cancelled(): Result<never> {
	return fail('cancelled', 'the question was withdrawn');
}

function watchAnswer(request: LaneRequest, onAnswer: () => void): AgentRequest {
	return {
		...request,
		onData(bytes) {
			onAnswer();
			request.onData?.(bytes);
		},
		onControl(word, rest) {
			onAnswer();
			request.onControl?.(word, rest);
		},
	};
}

async function askOnce(
	session: AgentSession,
	request: AgentRequest,
	signal: AbortSignal | undefined,
): Promise<AnswerEnd> {
	const onAbort = () => session.close();
	signal?.addEventListener('abort', onAbort, { once: true });
	try {
		return await session.ask(request);
	} finally {
		signal?.removeEventListener('abort', onAbort);
	}
}

function resultOf(end: AnswerEnd, hostName: string, timeoutMs: number | null): Result<void> {
	const host = sanitise(hostName);
	switch (end) {
		case 'done':
			return succeed(undefined);
		case 'timeout':
			return fail('timeout', `${host} did not answer within ${(timeoutMs ?? 0) / 1000} s`);
		case 'gone':
			return fail('unreachable', `the connection to ${host} was lost before the answer came`);
		case 'flood':
			return fail('malformed', `${host} sent more than was asked for, so that session was closed`);
	}
}

/** After a session could not be opened the next ones fail with the same words for a while, so that a poller does not hammer a server. */
function createBackoff() {
	let failure: Result<never> | null = null;
	let delayMs = firstBackoffMs;
	let untilMs = 0;
	return {
		failure: () => (failure !== null && performance.now() < untilMs ? failure : null),
		note(opened: Result<never>): Result<never> {
			failure = opened;
			untilMs = performance.now() + delayMs * (0.75 + Math.random() / 2);
			delayMs = Math.min(delayMs * 2, longestBackoffMs);
			return opened;
		},
		clear() {
			failure = null;
			delayMs = firstBackoffMs;
		},
	};
}

/**
 * All sessions of one host. The live lane serves what cannot block; what can hang goes through others, so that it holds up no figure.
 * Where the server allows one session only, everything goes through the live lane, one after the other; with two, all that is not
 * live shares the second.
 */
export type Lanes = {
	live(): Lane;
	/** The least busy one for what may hang. */
	slow(): Lane;
	act(): Lane;
	/** A lane of its own, to be closed by whoever asked for it; null where the server allows no more. */
	stream(): Lane | null;
	close(): void;
};

/** Sessions taken to be allowed where nothing is known: sshd's default is 10, and others may use the connection too. */
const usualLimit = 8;
const mostSlow = 3;
const mostStreams = 3;

export function createLanes(opener: ShellOpener): Lanes {
	const live = createLane({ opener, purpose: 'live', isKept: true });
	const slow: Lane[] = [];
	const acts: Lane[] = [];
	const streams = new Set<Lane>();
	let isClosed = false;
	const limit = () => opener.sessionLimit() ?? usualLimit;

	/** An idle one, else a new one while there may be more, else the one with the shortest queue. */
	function pick(lanes: Lane[], most: number, purpose: SessionPurpose): Lane {
		const byLoad = lanes
			.slice(0, most)
			.sort((one, other) => one.load() - other.load() || other.session() - one.session());
		const [best] = byLoad;
		if (best !== undefined && (best.load() === 0 || lanes.length >= most)) return best;
		const lane = createLane({ opener, purpose, isKept: false, fallback: live });
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
			if (limit() <= 3 || streams.size >= Math.max(1, Math.min(mostStreams, limit() - 6))) return null;
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
		close() {
			isClosed = true;
			for (const lane of [live, ...slow, ...acts, ...streams]) lane.close();
		},
	};
}
