import type { MousePress } from '../domain/keys.ts';

export type MouseFrame = {
	/** First row of the screen's area, and how many it has. */
	readonly top: number;
	readonly rows: number;
	/** A click outside of the screen's area. */
	clickAbove(column: number, row: number): void;
};

/** Hands mouse events to the screen in its own coordinates, and clicks above it to the frame. */
export type MouseRouter = {
	setFrame(frame: MouseFrame): void;
	onMouse(handler: (press: MousePress) => void): () => void;
	/** Coordinates of the terminal. */
	dispatch(press: MousePress): void;
};

export function createMouseRouter(): MouseRouter {
	const handlers = new Set<(press: MousePress) => void>();
	let frame: MouseFrame | null = null;
	return {
		setFrame(next) {
			frame = next;
		},
		onMouse(handler) {
			handlers.add(handler);
			return () => handlers.delete(handler);
		},
		dispatch(press) {
			if (frame === null) return;
			const row = press.row - frame.top;
			if (row >= 0 && row < frame.rows) for (const handler of handlers) handler({ ...press, row });
			else if (press.kind === 'press') frame.clickAbove(press.column, press.row);
		},
	};
}
