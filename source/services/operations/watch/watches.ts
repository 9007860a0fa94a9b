import type { Observation } from '../../../domain/operation.ts';
import type { Recorder } from '../recorder.ts';

/** Watches that go on after an act has ended, by its id. What each saw is recorded when it is over. */
export function createWatches(recorder: Recorder) {
	const running = new Map<string, Promise<Observation | null>>();

	async function follow(id: string, watch: () => Promise<Observation | null>): Promise<Observation | null> {
		try {
			const seen = await watch();
			return seen === null ? null : await recorder.observed(id, seen);
		} catch {
			// Whatever could not be looked at: the act itself has ended and is recorded.
			return null;
		}
	}

	return {
		start(id: string, watch: () => Promise<Observation | null>): void {
			running.set(id, follow(id, watch));
		},
		async find(id: string): Promise<Observation | null> {
			const watch = running.get(id);
			running.delete(id);
			return watch ?? null;
		},
	};
}
