import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work between two turns of the event loop: a key press must not wait behind it. */
const sliceMs = 8;

/**
 * Drives work that is written as a generator, and lets everything else that waits run each time a slice is over. Steps should
 * take a millisecond or so; cheap work ends within the first slice and waits for nothing.
 */
export async function runInSlices<Value>(steps: Iterator<void, Value>): Promise<Value> {
	for (let startedMs = performance.now(); ; ) {
		const step = steps.next();
		if (step.done) return step.value;
		if (performance.now() - startedMs < sliceMs) continue;
		await setImmediate();
		startedMs = performance.now();
	}
}
