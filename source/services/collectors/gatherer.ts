import type { ReadingSink } from '../../domain/actions.ts';
import type { Reading } from '../../domain/reading.ts';

/** Longest time that a reading waits for others of its refresh: two frames of a film. */
export const gatherMs = 40;

export type Gatherer = {
	/** Hands over what is held with this one, or holds it for a moment. */
	add(name: string, reading: Reading<unknown>): void;
	/** Forgets what is held. */
	drop(): void;
};

/**
 * Lets readings that arrive within a moment of each other reach the screen together: each by itself would cost a frame. They are
 * held while `isMoreExpected`, and for 40 ms at most.
 */
export function createGatherer(
	sink: ReadingSink,
	isMoreExpected: () => boolean,
	after: (delayMs: number, run: () => void) => () => void,
): Gatherer {
	let held: Array<{ readonly name: string; readonly reading: Reading<unknown> }> = [];
	let cancel: (() => void) | null = null;

	function drop(): void {
		held = [];
		cancel?.();
		cancel = null;
	}

	function handOver(): void {
		const readings = held;
		drop();
		for (const { name, reading } of readings) sink(name, reading);
	}

	return {
		add(name, reading) {
			held.push({ name, reading });
			if (isMoreExpected()) cancel ??= after(gatherMs, handOver);
			else handOver();
		},
		drop,
	};
}
