import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostServices } from '../commands/services.ts';
import type { TopDocument } from '../documents/top.ts';
import type { Actions } from '../domain/actions.ts';
import type { ConnectionState } from '../domain/connection.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import { isProtectedHost } from '../domain/friction.ts';
import type { HistoryQuery } from '../domain/history.ts';
import type { ProcessIdentity } from '../domain/process.ts';
import { fail, succeed } from '../domain/result.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import type { Settings } from '../domain/settings.ts';
import type { ProcessRow } from '../domain/top.ts';
import type { TabName, ViewNeeds } from '../domain/views.ts';
import type { AccessSource } from '../services/access/access-source.ts';
import type { PasswordKeeper } from '../services/access/password-keeper.ts';
import { createFactCache } from '../services/collectors/host/fact-cache.ts';
import { createFactReaders } from '../services/collectors/host/readers.ts';
import { withSystemInformation } from '../services/collectors/host/system-information.ts';
import { createHostCollector } from '../services/collectors/host-collector.ts';
import { createPoller, type Poller, type PollTask } from '../services/collectors/poller.ts';
import { createProcessDetailReader } from '../services/collectors/process-detail.ts';
import { createPortFinder } from '../services/collectors/services/listening-ports.ts';
import type { DebugLog } from '../services/debug-log.ts';
import type { ActorRecord } from '../services/operation-log/log-event.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { ProgramPaths } from '../services/settings/paths.ts';
import type { Preferences } from '../services/settings/preferences.ts';
import { type ConsoleStore, createConsoleStore } from '../store/console-store.ts';
import { createConsoleActions } from './console-actions.ts';
import { createConsoleSink, createNotify, type Notify, stretchSentence } from './console-notices.ts';
import { createViewTasks, viewOfHost } from './view-tasks.ts';

/** What the consoles of all hosts share. */
export type ConsoleParts = {
	readonly paths: ProgramPaths;
	/** The settings with the command line on top. */
	readonly settings: Settings;
	readonly isReadOnly: boolean;
	readonly access: AccessSource;
	/** Keeps the password for sudo from one act to the next, of all hosts. */
	readonly passwords: PasswordKeeper;
	/** How long those are kept. */
	readonly passwordSeconds: () => number;
	readonly askPassword: AskPassword;
	readonly actor: ActorRecord;
	readonly log: OperationLog;
	/** The log is this machine's, whatever host a console is about. */
	readonly checkHistory: Actions['checkHistory'];
	readonly preferences: Preferences;
	/** Written to with `--debug`. */
	readonly debug: DebugLog | null;
};

/** Everything behind the screens for one host. */
export type HostConsole = {
	readonly store: ConsoleStore;
	readonly actions: Actions;
	/** Settled by the first reading of the tab in front. */
	readonly first: Promise<void>;
	/** A sentence that stands on screen until it is withdrawn with null. */
	readonly notify: Notify;
	/** Nothing is read of a host that nobody looks at, and only what this machine knows of one that is not connected. */
	setRunning(isInFront: boolean, isConnected: boolean): void;
	close(): Promise<void>;
};

/** What programs that are gone left open is looked at once the first frames stand. */
const recoverAfterMs = 1500;

/** Readings of the log, which tells of a host that is away as well. */
const ofThisMachine: ReadonlySet<string> = new Set(['history', 'historyBadge']);

/** One host as its console needs it. */
export type HostParts = {
	readonly services: Pick<HostServices, 'transport' | 'userNames' | 'remote'>;
	readonly managers: Managers;
	/** Who looks: the user on that host, and whether that is root there. */
	readonly user: string;
	readonly isRoot: boolean;
	/** What made root of the user; null, or absent, where nothing had to. */
	readonly becameBy?: 'sudo' | 'doas' | null;
	/** This machine: what no transport can tell may be asked of the runtime. */
	readonly isLocal: boolean;
	readonly tab: TabName;
	readonly connection: ConnectionState;
	/** Until the first frame stands only what it shows is read: the rest takes as long again. At once without it. */
	readonly drawn?: Promise<void>;
};

function createHostStore(
	{ settings, isReadOnly }: ConsoleParts,
	{ services, user, isRoot, becameBy = null, tab, connection }: HostParts,
): ConsoleStore {
	const { host } = services.transport();
	return createConsoleStore({
		host,
		user,
		isRoot,
		becameBy,
		isProtected: isProtected(settings, services),
		isReadOnly,
		tab,
		connection,
		intervalMs: settings.intervalMs,
	});
}

/** By any of its names; the real one of a host behind an alias is known once ssh_config was asked. */
export function isProtected(
	{ protectedHosts }: Settings,
	{ transport, remote }: Pick<HostServices, 'transport' | 'remote'>,
): boolean {
	return [transport().host, ...(remote?.().names ?? [])].some((name) => isProtectedHost(name, protectedHosts));
}

/** Everything behind the screens of one host. Nothing is read before `setRunning`. */
export function createHostConsole(parts: ConsoleParts, hostParts: HostParts): HostConsole {
	const { paths, settings, debug, log, preferences, actor } = parts;
	const { services, managers, tab, isLocal } = hostParts;
	const transport = services.transport();
	const store = createHostStore(parts, hostParts);
	const notify = createNotify(store);
	const { sink, first } = createConsoleSink(store, tab);
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	const host = createHostCollector({
		cache: createFactCache(join(paths.cacheDirectory, hostParts.becameBy ? 'facts-as-root' : 'facts')),
		readers: isLocal ? withSystemInformation(createFactReaders(secrets)) : createFactReaders(secrets),
		onProgress: (facts) => sink('host', { state: 'ready', value: viewOfHost(facts), takenAtMs: Date.now() }),
	});
	let needs: ViewNeeds = {};
	let historyQuery: HistoryQuery = {};
	const { tasks, lastTop } = createViewTasks({
		transport,
		userNames: services.userNames(),
		managers,
		host,
		isLocal,
		log,
		hasLog: () => existsSync(paths.operationLogFile),
		secrets,
		needs: () => needs,
		historyQuery: () => historyQuery,
		intervalMs: () => store.getState().intervalMs,
	});
	let isConnected = false;
	let isDrawn = hostParts.drawn === undefined;
	const isDue = (name: string) => (isDrawn || name === tab) && (isConnected || ofThisMachine.has(name));
	const ofHost = tasks.map(
		(task): PollTask => ({ ...task, isWanted: (front) => isDue(task.name) && task.isWanted(front) }),
	);
	const poller: Poller = createPoller({
		tasks: debug === null ? ofHost : ofHost.map((task) => debug.watch(task)),
		sink,
		front: tab,
		intervalMs: settings.intervalMs,
		onStretch: (name, periodMs) => notify(`stretch ${name}`, stretchSentence(name, periodMs)),
	});
	void hostParts.drawn?.then(() => {
		isDrawn = true;
		poller.lookAgain();
	});
	const loadOperations = async (): Promise<Operations> => {
		const { createOperations } = await import('../services/operations/operations.ts');
		const findPorts = createPortFinder(transport);
		const { isReadOnly } = parts;
		const { unitTimeoutMs, watchMs } = settings;
		const access = parts.access.read;
		return createOperations({
			transport,
			log,
			managers,
			actor,
			settings,
			isReadOnly,
			remote: services.remote,
			access,
			passwords: parts.passwords,
			findPorts,
			unitTimeoutMs,
			watchMs,
			waitsForHost: !isLocal,
		});
	};
	let loaded: Promise<Operations> | null = null;
	const operations = () => {
		loaded ??= loadOperations();
		return loaded;
	};
	const processes = createProcessDetailReader(transport, { secrets });
	const actions = createConsoleActions({
		checkHistory: parts.checkHistory,
		transport,
		managers,
		log,
		operations,
		preferences,
		secrets,
		askPassword: parts.askPassword,
		poller: () => poller,
		setNeeds(next) {
			needs = { ...needs, ...next };
		},
		setHistoryQuery(next) {
			historyQuery = next;
		},
		lacksFacts(key) {
			const row = lastTop()?.rows.get(key)?.row;
			return row !== undefined && (row.command === null || row.uid === null);
		},
		async readProcess(identity) {
			const row = findRow(lastTop(), identity);
			if (row === null) return fail('not-found', `Process ${identity.pid} is not in the last reading`);
			const facts = await processes.read(identity);
			return facts.ok ? succeed({ row, ...facts.value }) : facts;
		},
	});
	// A tab may come to the front without a screen that has anything to ask for.
	const unsubscribe = store.subscribe((state, before) => {
		if (state.tab !== before.tab) poller.setFront(state.tab);
	});
	const leaving = new AbortController();
	let isRunning = false;
	let isSettled = false;

	function setRunning(isInFront: boolean, isConnectedNow: boolean): void {
		if (isInFront === isRunning && isConnectedNow === isConnected) return;
		isRunning = isInFront;
		isConnected = isConnectedNow;
		// What is under way has nobody left to answer it, or to read the answer.
		poller.stop();
		if (!isInFront) return;
		poller.start();
		void parts.access.read().then((access) => store.setState({ access }));
		if (isSettled || !isConnected) return;
		isSettled = true;
		// Rejected only when the console is left before it was due.
		settleOldActs({ parts, operations, poller, notify, signal: leaving.signal }).catch(() => {});
	}

	async function close(): Promise<void> {
		leaving.abort();
		(await loaded)?.stopWatching();
		unsubscribe();
		poller.stop();
		host.close();
	}
	return { store, actions, first, notify, setRunning, close };
}

type OldActs = {
	readonly parts: ConsoleParts;
	readonly operations: () => Promise<Operations>;
	readonly poller: Poller;
	readonly notify: Notify;
	readonly signal: AbortSignal;
};

/** Finds out what became of acts whose program is gone, and records it. A console that only looks writes nothing. */
async function settleOldActs({ parts, operations, poller, notify, signal }: OldActs): Promise<void> {
	await pause(recoverAfterMs, undefined, { signal, ref: false });
	if (!existsSync(parts.paths.operationLogFile) || parts.isReadOnly) return;
	const recovered = await (await operations()).recover();
	notify('log', recovered.ok ? null : recovered.error.message);
	if (!recovered.ok || recovered.value.settled.length === 0) return;
	poller.refresh('history');
	poller.refresh('historyBadge');
}

/** The row of a process, by its key where it has one. */
function findRow(top: TopDocument | null, { key, pid, startTicks }: ProcessIdentity): ProcessRow | null {
	const known = key === undefined ? undefined : top?.rows.get(key)?.row;
	const found = known ?? top?.data.processes.find((row) => row.pid === pid && row.startTicks === startTicks);
	return found ?? null;
}
