import { sanitise } from '../domain/sanitise.ts';
import type { ConsoleContextValue, KeyRouter, TerminalControl } from '../hooks/console-context.ts';
import type { ConsoleHosts, OpenHost } from '../hooks/console-hosts.ts';
import { type DialogQueue, dialogsWhile } from '../hooks/dialog-queue.ts';
import type { MouseRouter } from '../hooks/mouse-router.ts';
import { addToast } from '../store/console-store.ts';
import type { Theme } from '../theme.ts';

export type ConsoleParts = {
	readonly hosts: ConsoleHosts;
	readonly theme: Theme;
	readonly terminal: TerminalControl;
	readonly queue: DialogQueue;
	readonly router: KeyRouter;
	readonly mouse: MouseRouter;
};

/** What every screen is handed while `host` is in front; made anew with another host or theme. */
export function createConsoleValue(
	host: OpenHost,
	{ hosts, theme, terminal, queue, router, mouse }: ConsoleParts,
	isInFront: () => boolean,
): ConsoleContextValue {
	const { store, actions } = host;
	return {
		hosts,
		store,
		actions,
		theme,
		terminal,
		dialogs: dialogsWhile(queue.dialogs, isInFront),
		keys: router,
		onMouse: mouse.onMouse,
		toast: (kind, text) => store.setState((state) => addToast(state, kind, sanitise(text), Date.now())),
	};
}
