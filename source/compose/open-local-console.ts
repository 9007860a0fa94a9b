import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../commands/services.ts';
import type { TopDocument } from '../documents/top.ts';
import type { ReadingSink } from '../domain/actions.ts';
import { isProtectedHost } from '../domain/friction.ts';
import type { HistoryQuery } from '../domain/history.ts';
import type { ProcessIdentity } from '../domain/process.ts';
import { fail, succeed } from '../domain/result.ts';
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
import { openPreferences } from '../services/settings/preferences.ts';
import { type ConsoleStore, createConsoleStore, sinkOf } from '../store/console-store.ts';
import { createConsoleActions } from './console-actions.ts';
import { createViewTasks, failedUnitsTask, viewOfHost } from './view-tasks.ts';

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

/** Notices that stand while they are true, one for each cause. */
function createNotices(store: ConsoleStore) {
	const byCause = new Map<string, string>();
	return (cause: string, sentence: string | null) => {
		if (sentence === null) byCause.delete(cause);
		else byCause.set(cause, sentence);
		store.setState({ notices: [...byCause.values()] });
	};
}

/** Readings go to the store, but for the count that is part of the summary. `first` is settled by the first of that name. */
function sinkFor(store: ConsoleStore, name: string): { readonly sink: ReadingSink; readonly first: Promise<void> } {
	const sink = sinkOf(store);
	const first = Promise.withResolvers<void>();
	return {
		first: first.promise,
		sink(pushed, reading) {
			if (pushed !== failedUnitsTask) sink(pushed, reading);
			if (pushed === name) first.resolve();
		},
	};
}

/** Opens the console on this machine; answers the exit status once it was left and everything is closed. */
export async function openLocalConsole(options: LocalConsoleOptions): Promise<number> {
	const { services, settings } = options;
	const { paths } = services;
	const transport = services.transport();
	const loadingConsole = import('../console.tsx');
	const [preferences, managers] = await Promise.all([openPreferences(paths.preferencesFile), services.managers()]);
	const actor = readActor();
	const remembered = preferences.recall('tab');
	const tab = options.tab ?? (isTabName(remembered) ? remembered : firstTab);
	const store = createConsoleStore({
		host: transport.host,
		user: actor.user,
		isRoot: process.getuid?.() === 0,
		isProtected: isProtectedHost(transport.host, settings.protectedHosts),
		isReadOnly: options.isReadOnly,
		tab,
		intervalMs: settings.intervalMs,
	});
	const notify = createNotices(store);
	for (const [index, sentence] of options.notices.entries()) notify(`settings ${index}`, sentence);
	notify('preferences', preferences.notice());

	const log = createWorkerOperationLog({ path: paths.operationLogFile, user: String(process.getuid?.() ?? 'unknown') });
	const { sink, first } = sinkFor(store, tab);
	const host = createHostCollector({
		cache: createFactCache(join(paths.cacheDirectory, 'facts')),
		readers: withSystemInformation(createFactReaders()),
		onProgress: (facts) => sink('host', { state: 'ready', value: viewOfHost(facts), takenAtMs: Date.now() }),
	});
	const secrets = compileSecretPatterns(settings.secretPatterns).patterns;
	const processes = createProcessDetailReader(transport, { secrets });
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
	});
	const { debug } = options;
	const poller: Poller = createPoller({
		tasks: debug === null ? tasks : tasks.map((task) => debug.watch(task)),
		sink,
		front: tab,
		intervalMs: settings.intervalMs,
		onStretch: (name, periodMs) => notify(`stretch ${name}`, stretchSentence(name, periodMs)),
	});

	async function loadOperations(): Promise<Operations> {
		const { createOperations } = await import('../services/operations/operations.ts');
		return createOperations({
			transport,
			log,
			managers,
			actor,
			settings,
			isReadOnly: options.isReadOnly,
			findPorts: createPortFinder(transport),
		});
	}
	let loaded: Promise<Operations> | null = null;
	const operations = () => {
		loaded ??= loadOperations();
		return loaded;
	};
	const actions = createConsoleActions({
		transport,
		managers,
		log,
		operations,
		preferences,
		poller: () => poller,
		setNeeds: (next) => {
			needs = { ...needs, ...next };
		},
		setHistoryQuery: (next) => {
			historyQuery = next;
		},
		lacksFacts: (key) => {
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
	async function recoverLater(): Promise<void> {
		await pause(recoverAfterMs, undefined, { signal: leaving.signal, ref: false });
		if (!existsSync(paths.operationLogFile) || options.isReadOnly) return;
		const recovered = await (await operations()).recover();
		notify('log', recovered.ok ? null : recovered.error.message);
		if (!recovered.ok || recovered.value.settled.length === 0) return;
		poller.refresh('history');
		poller.refresh('historyBadge');
	}

	poller.start();
	// Withdrawn when the console is left before it was due.
	recoverLater().catch(() => {});
	try {
		const { openConsole } = await loadingConsole;
		await Promise.race([first, pause(firstReadingMs)]);
		const { exitCode } = await openConsole({
			store,
			actions,
			settings,
			env: options.env,
			stdin: options.stdin,
			stdout: options.stdout,
			version: options.version,
		});
		return exitCode;
	} finally {
		leaving.abort();
		unsubscribe();
		poller.stop();
		host.close();
		await preferences.flush();
		await log.close();
		await services.close();
	}
}

/** The row of a process, by its key where it has one. */
function findRow(top: TopDocument | null, { key, pid, startTicks }: ProcessIdentity): ProcessRow | null {
	const known = key === undefined ? undefined : top?.rows.get(key)?.row;
	const found = known ?? top?.data.processes.find((row) => row.pid === pid && row.startTicks === startTicks);
	return found ?? null;
}

function stretchSentence(name: string, periodMs: number | null): string | null {
	return periodMs === null
		? null
		: `Reading ${name} takes long here: it is renewed every ${(periodMs / 1000).toFixed(1)} s`;
}
