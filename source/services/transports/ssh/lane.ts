import { fail, type Result, succeed } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';
import { type AgentRequest, type AgentSession, type AnswerEnd, startAgent } from './agent/agent-session.ts';
import { createOpeningBackoff } from './opening-backoff.ts';
import type { SessionPurpose, ShellOpener } from './remote-shell.ts';
import { createTurn, type Turn } from './turn.ts';

/** One session at a time on the host, opened when it is first needed and again after it ended, and one request after the other. */
export type Lane = {
	ask(request: LaneRequest, signal?: AbortSignal): Promise<Result<void>>;
	/** Requests under way and waiting. */
	load(): number;
	/** Which of its sessions is open, counted from 1; what was held in another one is lost. 0 while there is none. */
	session(): number;
	/** Tells the agent something about the request that it serves. */
	order(text: string): void;
	/** Answers what the act that it serves asks, or nothing; the bytes are overwritten. */
	reply(answer: Uint8Array | null): void;
	/** Whether a process is still held in that slot of its session, beside an act that asks something; null where none does. */
	lookAside(slot: string): Promise<boolean> | null;
	/** Ends the session under way; the next request opens another. */
	drop(): void;
	/** Ends its session once the request that it serves is over; false where it has none. */
	letGo(): Promise<boolean>;
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
/** How often another lane is asked for its session: whoever is faster may take the place. */
const mostRooms = 5;

export type LaneOptions = {
	readonly opener: ShellOpener;
	readonly purpose: SessionPurpose;
	/** Stays open while it is idle. */
	readonly isKept: boolean;
	/** Serves in its place where the server allows no session besides those that are open. */
	readonly fallback?: Lane;
	/** Has another session of this host ended, where the server allows none besides; false when there is none. */
	readonly makeRoom?: () => Promise<boolean>;
};

export function createLane({ opener, purpose, isKept, fallback, makeRoom }: LaneOptions): Lane {
	let session: AgentSession | null = null;
	let opening: Promise<unknown> | null = null;
	let count = 0;
	let load = 0;
	let isServing = false;
	let isLeaving = false;
	let queue: Promise<unknown> = Promise.resolve();
	let idle: NodeJS.Timeout | null = null;
	let isClosed = false;
	let stand: Lane | null = null;
	const backoff = createOpeningBackoff<Opened>(opener);

	async function open(): Promise<Opened> {
		if (isClosed) return fail('cancelled', `the connection to ${sanitise(opener.host)} was closed`);
		if (session !== null && !session.isDead()) return succeed(session);
		const waiting = backoff.failure();
		if (waiting !== null) return waiting;
		for (let rooms = 0; ; rooms += 1) {
			const attempt = openAgent(opener, purpose);
			opening = attempt;
			const opened = await attempt;
			opening = null;
			if (opened.ok) return takeSession(opened.value);
			const hasRoom = opened.isFull === true && !isClosed && rooms < mostRooms && (await makeRoom?.()) === true;
			if (!hasRoom) return backoff.note(opened);
		}
	}

	function takeSession(opened: AgentSession): Opened {
		backoff.clear();
		if (isClosed) opened.close();
		session = opened;
		count += 1;
		return succeed(opened);
	}

	async function serve(request: LaneRequest, signal: AbortSignal | undefined, turn: Turn): Promise<Result<void>> {
		if (turn.isOver()) return withdrawn;
		if (request.session !== undefined && (session?.isDead() !== false || request.session !== count)) {
			return fail('unreachable', `the session on ${sanitise(opener.host)} that held it has ended`);
		}
		for (let attempt = 0; ; attempt += 1) {
			const opened = isLeaving && fallback !== undefined ? placeGiven : await open();
			if (turn.isOver()) return withdrawn;
			turn.begin();
			if (!opened.ok && opened.isFull === true && fallback !== undefined) return serveThere(fallback, request, signal);
			if (!opened.ok) return { ok: false, error: opened.error };
			let hasAnswer = false;
			const watched = watchAnswer(request, () => {
				hasAnswer = true;
			});
			const end = await askOnce(opened.value, watched, signal);
			if (signal?.aborted && end !== 'done') return withdrawn;
			const mayRepeat = end === 'gone' && request.isRepeatable && !hasAnswer && attempt === 0 && !isClosed;
			if (!mayRepeat) return resultOf(end, opener.host, request.timeoutMs);
		}
	}

	async function serveThere(lane: Lane, request: LaneRequest, signal: AbortSignal | undefined): Promise<Result<void>> {
		stand = lane;
		try {
			return await lane.ask(request, signal);
		} finally {
			stand = null;
		}
	}

	function rest(): void {
		load -= 1;
		isServing = false;
		if (isLeaving) session?.close();
		if (load === 0) isLeaving = false;
		if (load > 0 || isKept) return;
		idle = setTimeout(() => session?.close(), idleMs);
		idle.unref();
	}

	return {
		ask(request, signal) {
			load += 1;
			if (idle !== null) clearTimeout(idle);
			idle = null;
			const turn = createTurn(
				{ host: opener.host, timeoutMs: request.timeoutMs, isOpening: () => opening !== null },
				signal,
			);
			const answer = queue
				.then(() => {
					isServing = true;
					return serve(request, signal, turn);
				})
				.finally(rest);
			queue = answer.catch(() => {});
			return Promise.race([turn.givenUp, answer]).finally(turn.begin);
		},
		load: () => load,
		session: () => (session === null || session.isDead() ? 0 : count),
		order: (text) => (stand ?? session)?.order(text),
		reply(answer) {
			const open = stand ?? session;
			if (open === null) answer?.fill(0);
			else open.reply(answer);
		},
		lookAside: (slot) => session?.lookAside(slot) ?? null,
		drop: () => (stand === null ? session?.close() : stand.drop()),
		async letGo() {
			await opening;
			const leaving = session;
			if (leaving === null || leaving.isDead()) return false;
			isLeaving = true;
			if (!isServing) leaving.close();
			await leaving.ended;
			return true;
		},
		close() {
			isClosed = true;
			if (idle !== null) clearTimeout(idle);
			session?.close();
		},
	};
}

/** `isFull`: the server allows no session besides those that are open. */
type Opened = Result<AgentSession> & { readonly isFull?: boolean };

async function openAgent(opener: ShellOpener, purpose: SessionPurpose): Promise<Opened> {
	const shell = await opener.open(purpose);
	if (shell.ok) return startAgent(shell.value, opener.host);
	return { ...shell, isFull: shell.error.code === 'unavailable' };
}

/** Its place on the host is somebody else's until what waits here is served. */
const placeGiven: Opened = { ...fail('unavailable', 'its session was given away'), isFull: true };
const withdrawn: Result<never> = fail('cancelled', 'the question was withdrawn');

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
