import type { Observation } from '../../../domain/operation.ts';
import type { Recorder } from '../recorder.ts';

type Running = { readonly target: string | null; readonly seen: Promise<Observation | null>; supersede(): void };

/** Watches that go on after an act has ended, by its id. What each saw is recorded when it is over. */
export function createWatches(recorder: Recorder) {
	const running = new Map<string, Running>();

	async function follow(
		id: string,
		watch: () => Promise<Observation | null>,
		isSuperseded: () => boolean,
	): Promise<Observation | null> {
		try {
			const seen = await watch();
			return seen === null || isSuperseded() ? null : await recorder.observed(id, seen);
		} catch {
			// Whatever could not be looked at: the act itself has ended and is recorded.
			return null;
		}
	}

	return {
		/** `target` is null for what has to be told whatever is done to it meanwhile: what became of a lost act. */
		start(id: string, target: string | null, watch: () => Promise<Observation | null>): void {
			let isSuperseded = false;
			const supersede = () => {
				isSuperseded = true;
			};
			const seen = follow(id, watch, () => isSuperseded);
			running.set(id, { target, seen, supersede });
		},
		/** Another act on a target begins: what is seen of it from now on says nothing of those before. */
		supersede(target: string): void {
			for (const each of running.values()) if (each.target === target) each.supersede();
		},
		async find(id: string): Promise<Observation | null> {
			const watch = running.get(id);
			if (watch === undefined) return null;
			const seen = await watch.seen;
			running.delete(id);
			return seen;
		},
	};
}
