import { fail, type Result } from '../../../domain/result.ts';
import { sanitise } from '../../../domain/sanitise.ts';

/** The wait of one request until a session is free for it. */
export type Turn = {
	/** It is sent now: from here on its own time limit counts. */
	begin(): void;
	/** Nobody waits for it any more: it is not to be sent. */
	isOver(): boolean;
	/** Settles when it was given up before it was sent. */
	readonly givenUp: Promise<Result<never>>;
};

export type TurnOptions = {
	readonly host: string;
	readonly timeoutMs: number | null;
	/** A session is being opened: that has time limits of its own, and a person may be typing a password. */
	readonly isOpening: () => boolean;
};

/** Short limits are for what hangs, not for what stands in a queue. */
const leastPatienceMs = 10_000;
const hint = 'Where a server allows one session (MaxSessions), one thing is done after the other.';

/** Waiting for others ends with the request's time limit, or when it is withdrawn. */
export function createTurn({ host, timeoutMs, isOpening }: TurnOptions, signal: AbortSignal | undefined): Turn {
	const givenUp = Promise.withResolvers<Result<never>>();
	let stage: 'waits' | 'began' | 'over' = 'waits';
	let timer: NodeJS.Timeout | null = null;

	function settle(next: 'began' | 'over'): boolean {
		if (stage !== 'waits') return false;
		stage = next;
		if (timer !== null) clearTimeout(timer);
		signal?.removeEventListener('abort', withdraw);
		return true;
	}

	function withdraw(): void {
		if (settle('over')) givenUp.resolve(fail('cancelled', 'the question was withdrawn'));
	}

	function wait(patienceMs: number): void {
		timer = setTimeout(() => {
			if (isOpening()) return wait(patienceMs);
			const sentence = `${sanitise(host)} was busy with something else for ${patienceMs / 1000} s, and was not asked`;
			if (settle('over')) givenUp.resolve(fail('failed', sentence, hint));
		}, patienceMs);
	}

	if (timeoutMs !== null) wait(Math.max(timeoutMs, leastPatienceMs));
	signal?.addEventListener('abort', withdraw, { once: true });
	if (signal?.aborted) withdraw();
	return { begin: () => void settle('began'), isOver: () => stage === 'over', givenUp: givenUp.promise };
}
