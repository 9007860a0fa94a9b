import type { Actions } from '../../source/domain/actions.ts';
import type { Result } from '../../source/domain/result.ts';
import type { ConsoleHosts, OpenHost } from '../../source/hooks/console-hosts.ts';
import type { ConsoleStore } from '../../source/store/console-store.ts';

/** A console of one host that cannot go to another. */
export function onlyHost(store: ConsoleStore, actions: Actions): ConsoleHosts {
	const host: OpenHost = { id: store.getState().host, store, actions };
	const refused: Result<void> = {
		ok: false,
		error: { code: 'unavailable', message: 'This console knows one host only' },
	};
	return {
		current: () => host,
		subscribe: () => () => {},
		list: () => [{ name: host.id, from: 'here', connection: { state: 'here' } }],
		goTo: async () => refused,
		openShell: async () => refused,
		toggleRoot: async () => refused,
		openOperations: actions.openOperations,
	};
}
