import { isBusy } from './sqlite-error.ts';

/** Looks at a lock in quick succession, 2 ms together: an append holds it for less than one. */
const quickLooks = 12;
/** Longest pause between two such rounds, in which the event loop goes on. */
const longestPauseMs = 15;

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Timers of the event loop know whole milliseconds only, in which many a lock comes and goes. Stops this thread. */
function pauseShortly(): void {
	Atomics.wait(cell, 0, 0, 0.1 + Math.random() * 0.15);
}

/**
 * Does `work` again and again while another program holds the lock, for so long. SQLite's own waiting would stop the event loop for as
 * long as the lock is held. All pauses are uneven, so that writers who met once do not meet again. Throws what `work` throws.
 */
export async function whileBusy<Value>(work: () => Value | Promise<Value>, patienceMs: number): Promise<Value> {
	const deadline = performance.now() + patienceMs;
	for (let round = 1; ; round++) {
		for (let look = 1; look <= quickLooks; look++) {
			try {
				return await work();
			} catch (error) {
				if (!isBusy(error) || performance.now() > deadline) throw error;
			}
			pauseShortly();
		}
		const pauseMs = 1 + Math.random() * Math.min(round, longestPauseMs);
		await new Promise((resolve) => setTimeout(resolve, pauseMs));
	}
}
