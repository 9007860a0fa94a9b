import { sanitise } from '../domain/sanitise.ts';
import type { ConsoleKeyRouter } from '../hooks/key-router.ts';
import type { MouseRouter } from '../hooks/mouse-router.ts';
import type { TerminalEvent } from '../terminal/input-decoder.ts';

/** Hands what the terminal sent to whom it is for: keys and pastes to the router, the mouse to the screen in front. */
export function takeEvent(event: TerminalEvent, router: ConsoleKeyRouter, mouse: MouseRouter): void {
	switch (event.kind) {
		case 'key':
			router.dispatch(event);
			return;
		case 'paste':
			// Only a field takes it: no table has a key of that name.
			router.dispatch({ key: 'Paste', text: sanitise(event.text), isBurst: true, atMs: event.atMs });
			return;
		case 'mouse': {
			const { action, column, row } = event;
			if (action === 'press' || action === 'wheel-up' || action === 'wheel-down') {
				if (!router.isHeld()) mouse.dispatch({ kind: action, column, row });
			}
			return;
		}
		case 'focus':
		case 'cursor':
	}
}
