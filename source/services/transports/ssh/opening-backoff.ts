import type { ShellOpener } from './remote-shell.ts';

const firstMs = 250;
const longestMs = 30_000;

/** What is known of openings that failed. */
export type OpeningBackoff<Failure> = {
	/** Why nothing is opened for now; null when it may be tried. */
	failure(): Failure | null;
	note(failure: Failure): Failure;
	clear(): void;
};

/**
 * After a session could not be opened the next ones fail with the same words for a while, so that a poller does not hammer a server. What
 * failed over one connection says nothing about the next one: when a link is back, so are the figures.
 */
export function createOpeningBackoff<Failure>(opener: Pick<ShellOpener, 'connections'>): OpeningBackoff<Failure> {
	let failure: Failure | null = null;
	let delayMs = firstMs;
	let untilMs = 0;
	let connection = 0;
	const connectionNow = () => opener.connections?.() ?? 0;

	return {
		failure: () => (connectionNow() === connection && performance.now() < untilMs ? failure : null),
		note(failed) {
			if (connectionNow() !== connection) delayMs = firstMs;
			connection = connectionNow();
			failure = failed;
			untilMs = performance.now() + delayMs * (0.75 + Math.random() / 2);
			delayMs = Math.min(delayMs * 2, longestMs);
			return failed;
		},
		clear() {
			failure = null;
			delayMs = firstMs;
		},
	};
}
