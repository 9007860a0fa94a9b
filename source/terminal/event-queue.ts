/** Hands events on one at a time. */
export type EventQueue<Event> = { push(event: Event): void };

/**
 * Keys that came in one burst (`/nginx`, Enter, `k`) are handed on one by one, each after what the one before it led to was
 * drawn: the last one must act on the row that the filter left, not on the one that stood there before. `mayFollowAtOnce` says
 * which events need not wait, so that a long text is not drawn letter by letter.
 */
export function createEventQueue<Event>(
	take: (event: Event) => void,
	mayFollowAtOnce: (event: Event) => boolean,
	defer: (run: () => void) => void = setImmediate,
): EventQueue<Event> {
	const waiting: Event[] = [];
	let isDraining = false;

	function drain(): void {
		let event = waiting.shift();
		while (event !== undefined) {
			take(event);
			const [next] = waiting;
			if (next === undefined || !mayFollowAtOnce(next)) break;
			event = waiting.shift();
		}
		defer(() => {
			if (waiting.length > 0) drain();
			else isDraining = false;
		});
	}

	return {
		push(event) {
			waiting.push(event);
			if (isDraining) return;
			isDraining = true;
			drain();
		},
	};
}
