import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../commands/services.ts';
import type { TopDocument } from '../documents/top.ts';
import { isProtectedHost } from '../domain/friction.ts';
import type { HistoryQuery } from '../domain/history.ts';
import type { ProcessIdentity } from '../domain/process.ts';
import { fail, succeed } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { compileSecretPatterns } from '../domain/secrets.ts';
import type { Settings } from '../domain/settings.ts';
import type { ProcessRow } from '../domain/top.ts';
import { type TabName, tabNames, type ViewNeeds } from '../domain/views.ts';
import { createFactCache } from '../services/collectors/host/fact-cache.ts';
import { createFactReaders } from '../services/collectors/host/readers.ts';
import { withSystemInformation } from '../services/collectors/host/system-information.ts';
import { createHostCollector } from '../services/collectors/host-collector.ts';
import { createPoller, type Poller } from '../services/collectors/poller.ts';
import { createProcessDetailReader } from '../services/collectors/process-detail.ts';
import { createPortFinder } from '../services/collectors/services/listening-ports.ts';
import type { DebugLog } from '../services/debug-log.ts';
import { readActor } from '../services/operation-log/actor.ts';
import { createWorkerOperationLog } from '../services/operation-log/worker-operation-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import { findUnwritable } from '../services/settings/find-unwritable.ts';
import { openPreferences, type Preferences } from '../services/settings/preferences.ts';
import { type ConsoleStore, createConsoleStore } from '../store/console-store.ts';
import { createConsoleActions } from './console-actions.ts';
import { createConsoleSink, createNotify, type Notify, stretchSentence } from './console-notices.ts';
import { createViewTasks, viewOfHost } from './view-tasks.ts';

/** What the command line says about the console. */
export type LocalConsoleOptions = {
	readonly services: Services;
	/** The settings with the command line on top. */
	readonly settings: Settings;
	/** Sentences about the settings that were not taken. */
	readonly notices: readonly string[];
	/** Where it opens; the last tab without one. */
	readonly tab?: TabName | undefined;
	readonly isReadOnly: boolean;
	readonly version: string;
	/** Written to with `--debug`. */
	readonly debug: DebugLog | null;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
};

const firstTab: TabName = 'top';
/** Drawing takes as long as the first reading: the first frame waits so long for it, rather than to be drawn twice. */
const firstReadingMs = 100;
/** What programs that are gone left open is looked at once the first frames stand. */
const recoverAfterMs = 1500;

function isTabName(value: unknown): value is TabName {
	return tabNames.some((name) => name === value);
}

/** Opens the console on this machine; answers the exit status once it was left and everything is closed. */
export async function openLocalConsole(options: LocalConsoleOptions): Promise<number> {
	const { services, settings, env, stdin, stdout, version } = options;
	const loadingConsole = import('../console.tsx');
	const [preferences, managers] = await Promise.all([
		openPreferences(services.paths.preferencesFile),
		services.managers(),
	]);
	const { store, actions, first, close } = startConsole(options, preferences, managers);
	try {
		const { openConsole } = await loadingConsole;
		await Promise.race([first, pause(firstReadingMs)]);
		const { exitCode } = await openConsole({ store, actions, settings, env, stdin, stdout, version });
		return exitCode;
	} finally {
		await close();
		await preferences.flush();
		await services.close();
	}
}

function createStore(
	{ services, settings, isReadOnly }: LocalConsoleOptions,
	user: string,
	tab: TabName,
): ConsoleStore {
	const { host } = services.transport();
	return createConsoleStore({
		host,
		user,
		isRoot: process.getuid?.() === 0,
		isProtected: isProtectedHost(host, settings.protectedHosts),
		isReadOnly,
		tab,
		intervalMs: settings.intervalMs,
	});
}

/** Everything behind the screens, running: the readings are on their way when this returns. */
function startConsole(options: LocalConsoleOptions, preferences: Preferences, managers: Managers) {
	const { services, settings, debug } = options;
	const { paths } = services;
	const transport = services.transport();
	const actor = readActor();
	const remembered = preferences.recall('tab');
	const tab = options.tab ?? (isTabName(remembered) ? remembered : firstTab);
	const store = createStore(options, actor.user, tab);
	const notify = createNotify(store);
	const log = createWorkerOperationLog({ path: paths.operationLogFile, user: String(process.getuid?.() ?? 'unknown') });
	const { sink, first } = createConsoleSink(store, tab);
	const host = createHostCollector({
		cache: createFactCache(join(paths.cacheDirectory, 'facts')),
		readers: withSystemInformation(createFactReaders()),
		onProgress: (facts) => sink('host', { state: 'ready', value: viewOfHost(facts), takenAtMs: Date.now() }),
	});
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	let needs: ViewNeeds = {};
	let historyQuery: HistoryQuery = {};
	const { tasks, lastTop } = createViewTasks({
		transport,
		userNames: services.userNames(),
		managers,
		host,
		log,
		hasLog: () => existsSync(paths.operationLogFile),
		secrets,
		needs: () => needs,
		historyQuery: () => historyQuery,
		intervalMs: () => store.getState().intervalMs,
	});
	const poller: Poller = createPoller({
		tasks: debug === null ? tasks : tasks.map((task) => debug.watch(task)),
		sink,
		front: tab,
		intervalMs: settings.intervalMs,
		onStretch: (name, periodMs) => notify(`stretch ${name}`, stretchSentence(name, periodMs)),
	});
	const loadOperations = async (): Promise<Operations> => {
		const { createOperations } = await import('../services/operations/operations.ts');
		const findPorts = createPortFinder(transport);
		return createOperations({ transport, log, managers, actor, settings, isReadOnly: options.isReadOnly, findPorts });
	};
	let loaded: Promise<Operations> | null = null;
	const operations = () => {
		loaded ??= loadOperations();
		return loaded;
	};
	const processes = createProcessDetailReader(transport, { secrets });
	const actions = createConsoleActions({
		transport,
		managers,
		log,
		operations,
		preferences,
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
	poller.start();
	// Rejected only when the console is left before it was due.
	settleOldActs({ options, operations, poller, notify, signal: leaving.signal }).catch(() => {});
	tellWhatIsOff(options, preferences, notify);

	async function close(): Promise<void> {
		leaving.abort();
		unsubscribe();
		poller.stop();
		host.close();
		await log.close();
	}
	return { store, actions, first, close };
}

function tellWhatIsOff({ services, notices }: LocalConsoleOptions, preferences: Preferences, notify: Notify): void {
	for (const [index, sentence] of notices.entries()) notify(`settings ${index}`, sentence);
	notify('preferences', preferences.notice());
	const { stateDirectory } = services.paths;
	const reason = findUnwritable(stateDirectory);
	if (reason !== null) notify('state', `${sanitise(stateDirectory)} cannot be written (${reason}): acts are refused`);
}

type OldActs = {
	readonly options: LocalConsoleOptions;
	readonly operations: () => Promise<Operations>;
	readonly poller: Poller;
	readonly notify: Notify;
	readonly signal: AbortSignal;
};

/** Finds out what became of acts whose program is gone, and records it. A console that only looks writes nothing. */
async function settleOldActs({ options, operations, poller, notify, signal }: OldActs): Promise<void> {
	await pause(recoverAfterMs, undefined, { signal, ref: false });
	if (!existsSync(options.services.paths.operationLogFile) || options.isReadOnly) return;
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
