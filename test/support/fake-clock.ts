import type { Clock } from '../../source/services/collectors/poller.ts';

type Timer = { readonly atMs: number; readonly run: () => void };

export type FakeClock = Clock & {
	/** Lets time pass: runs what falls due, in order, and lets promises settle after each. */
	pass(milliseconds: number): Promise<void>;
	/** Jumps without running anything in between, as a suspended machine does; then runs what is due. */
	sleep(milliseconds: number): Promise<void>;
	/** Timers that are set. */
	pending(): number;
};

/** Lets promises that are settled already run their continuations, and work that waits for its turn have it. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(): FakeClock {
	let now = 1000;
	let timers: Timer[] = [];

	async function runDue(): Promise<void> {
		for (;;) {
			const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
			if (next === undefined || next.atMs > now) return;
			timers = timers.filter((timer) => timer !== next);
			next.run();
			await settle();
		}
	}

	return {
		nowMs: () => now,
		monotonicMs: () => now,
		after(delayMs, run) {
			const timer = { atMs: now + delayMs, run };
			timers.push(timer);
			return () => {
				timers = timers.filter((each) => each !== timer);
			};
		},
		async pass(milliseconds) {
			const end = now + milliseconds;
			await settle();
			for (;;) {
				await runDue();
				const next = Math.min(end, ...timers.map((timer) => timer.atMs));
				if (next >= end) break;
				now = next;
			}
			now = end;
			await runDue();
		},
		async sleep(milliseconds) {
			now += milliseconds;
			await runDue();
		},
		pending: () => timers.length,
	};
}
