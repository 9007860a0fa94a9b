import { setImmediate } from 'node:timers/promises';

/** Longest stretch of synchronous work between two turns of the event loop: far below the 20 ms that a key press may wait. */
const sliceMs = 8;

/** Counts synchronous work; `pause()` is awaited only when `isDue()`, since a promise per file costs more than the file. */
export type Slices = { isDue(): boolean; pause(): Promise<void> };

export function startSlices(): Slices {
	let startedMs = performance.now();
	return {
		isDue: () => performance.now() - startedMs >= sliceMs,
		async pause() {
			await setImmediate();
			startedMs = performance.now();
		},
	};
}
