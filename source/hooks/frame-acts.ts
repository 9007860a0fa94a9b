import type { ConnectionState, HostChoice } from '../domain/connection.ts';
import { parseInterval, stepInterval } from '../domain/refresh-interval.ts';
import type { Result } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { sentenceOf } from '../domain/sentence.ts';
import { type TabName, tabNames } from '../domain/views.ts';
import type { Choice, ConsoleContextValue } from './console-context.ts';

/** What the frame's own keys and commands do. */
export type FrameActs = {
	goTo(tab: TabName): void;
	/** 1 forward, -1 back; around at the ends. */
	cycleTab(direction: 1 | -1): void;
	togglePause(): void;
	stepInterval(direction: 1 | -1): void;
	setInterval(text: string): void;
	/** Reads all now; a host that is not connected is connected, and its person asked where that needs one. */
	refresh(): void;
	/** Another host to the front; the terminal is lent where a person has to sign in. */
	goToHost(name: string): Promise<void>;
	/** Asks which host. */
	pickHost(): Promise<void>;
	openShell(): Promise<void>;
	/** Sees the host in front as root, or as oneself again. */
	toggleRoot(): Promise<void>;
};

type Parts = Pick<ConsoleContextValue, 'store' | 'actions' | 'toast' | 'hosts' | 'terminal' | 'dialogs'>;

function connectionText(connection: ConnectionState | null): string {
	switch (connection?.state) {
		case undefined:
			return '';
		case 'here':
			return 'this machine';
		case 'signed-out':
			return 'sign in again';
		case 'failed':
			return 'not reachable';
		case 'connecting':
		case 'live':
		case 'reconnecting':
			return connection.state;
	}
}

const fromText: Readonly<Record<HostChoice['from'], string>> = {
	here: '',
	open: '',
	recent: 'recent',
	'ssh-config': 'ssh_config',
	inventory: 'inventory',
};

function choiceOf({ name, from, connection }: HostChoice): Choice<string> {
	const detail = connectionText(connection) || fromText[from];
	return { id: name, label: sanitise(name), detail };
}

export function createFrameActs({ store, actions, toast, hosts, terminal, dialogs }: Parts): FrameActs {
	const goTo = (tab: TabName) => {
		if (store.getState().tab === tab) return;
		store.setState({ tab });
		actions.remember('tab', tab);
	};
	const applyInterval = (intervalMs: number) => {
		if (intervalMs === store.getState().intervalMs) return;
		store.setState({ intervalMs });
		actions.setInterval(intervalMs);
	};
	const say = (result: Result<void>) => {
		if (!result.ok) toast('bad', sanitise(sentenceOf(result.error)));
	};
	const goToHost = async (name: string) => say(await hosts.goTo(name, terminal.handOver));
	return {
		goTo,
		goToHost,
		async pickHost() {
			const here = hosts.current().id;
			const name = await dialogs.choose('Go to host', hosts.list().map(choiceOf), here);
			if (name !== null) await goToHost(name);
		},
		async openShell() {
			say(await hosts.openShell(terminal.handOver));
		},
		async toggleRoot() {
			say(await hosts.toggleRoot());
		},
		cycleTab(direction) {
			const index = tabNames.indexOf(store.getState().tab);
			goTo(tabNames[(index + direction + tabNames.length) % tabNames.length] ?? 'host');
		},
		togglePause() {
			const isPaused = !store.getState().isPaused;
			store.setState({ isPaused });
			actions.setPaused(isPaused);
		},
		stepInterval: (direction) => applyInterval(stepInterval(store.getState().intervalMs, direction)),
		setInterval(text) {
			const intervalMs = parseInterval(text);
			if (intervalMs === null) {
				toast('warn', `${sanitise(text)} is no interval; 0.1 to 60 seconds can be set.`);
			} else {
				applyInterval(intervalMs);
			}
		},
		refresh() {
			const { state } = store.getState().connection;
			if (state === 'here' || state === 'live') actions.refresh();
			else void goToHost(hosts.current().id);
		},
	};
}
