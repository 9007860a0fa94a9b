import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../commands/services.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import type { Result } from '../domain/result.ts';
import { sanitise } from '../domain/sanitise.ts';
import { sentenceOf } from '../domain/sentence.ts';
import type { Settings } from '../domain/settings.ts';
import { isTabName, type TabName } from '../domain/views.ts';
import type { ConsoleHosts } from '../hooks/console-hosts.ts';
import { createPasswordKeeper } from '../services/access/password-keeper.ts';
import type { AccessPolicy } from '../services/access/policy.ts';
import type { DebugLog } from '../services/debug-log.ts';
import { readActor } from '../services/operation-log/actor.ts';
import { createWorkerOperationLog } from '../services/operation-log/worker-operation-log.ts';
import { findUnwritable } from '../services/settings/find-unwritable.ts';
import { openPreferences, type Preferences } from '../services/settings/preferences.ts';
import { addToast, type ConsoleStore } from '../store/console-store.ts';
import { checkHistory, checkNowAndThen } from './check-history.ts';
import { createConsoleHosts } from './console-hosts.ts';
import type { Notify } from './console-notices.ts';
import { type ConsoleParts, createHostConsole } from './host-console.ts';
import { logOptions } from './operation-log.ts';
import { whenDrawn } from './when-drawn.ts';

/** What the command line says about the console. */
export type OpenConsoleOptions = {
	readonly services: Services;
	/** The settings with the command line on top. */
	readonly settings: Settings;
	/** Sentences about the settings that were not taken. */
	readonly notices: readonly string[];
	/** The host that it opens on; this machine without one. */
	readonly host?: string | undefined;
	/** Where it opens; the last tab without one. */
	readonly tab?: TabName | undefined;
	readonly isReadOnly: boolean;
	/** The host that it opens on is seen as root. */
	readonly isBecome?: boolean;
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

/** Opens the console; answers the exit status once it was left and everything is closed. */
export async function openConsole(options: OpenConsoleOptions): Promise<number> {
	const { services, settings, env, stdin, stdout, version } = options;
	const { paths } = services;
	const loadingConsole = import('../console.tsx');
	const [preferences, managers] = await Promise.all([openPreferences(paths.preferencesFile), services.managers()]);
	const remembered = preferences.recall('tab');
	const tab = options.tab ?? (typeof remembered === 'string' && isTabName(remembered) ? remembered : firstTab);
	const access = services.access();
	const actor = { ...readActor(), signInName: access.person() };
	let tellTrouble: (sentence: string) => void = () => {};
	const { close: closeHeads, ...logOptionsHere } = logOptions(paths, settings, (sentence) => tellTrouble(sentence));
	const log = createWorkerOperationLog(logOptionsHere);
	const { isReadOnly, debug } = options;
	const { passwords, passwordSeconds, learnPolicy } = preparePasswords(settings);
	// Known once the screen stands; no act asks before.
	let asker: AskPassword | null = null;
	const askPassword: AskPassword = async (question) => (await asker?.(question)) ?? null;
	const checked = { log, transport: services.transport(), isReadOnly };
	const parts: ConsoleParts = {
		checkHistory: (onProgress) => checkHistory(checked, onProgress),
		paths,
		settings,
		isReadOnly,
		access,
		passwords,
		passwordSeconds,
		askPassword,
		actor,
		log,
		preferences,
		debug,
	};
	const drawn = Promise.withResolvers<void>();
	const here = createHostConsole(parts, {
		services,
		managers,
		user: actor.user,
		isRoot: process.getuid?.() === 0,
		isLocal: true,
		tab,
		connection: { state: 'here' },
		drawn: drawn.promise,
	});
	const hosts = createConsoleHosts({
		console: parts,
		here,
		openRemote: services.onHost,
		knownNames: services.hostNames,
		// On another host the names are there by the time that it is connected.
		...(options.host === undefined ? { drawn: drawn.promise } : {}),
		tell: (text) => void stdout.write(text),
	});
	tellTrouble = (sentence) => here.notify('journal', sentence);
	// Before the screen is taken: what a host asks of a person stands on a plain terminal. Its state tells of failures.
	if (options.host !== undefined) await hosts.goTo(options.host, (run) => run());
	tellWhatIsOff(options, preferences, here.notify);
	const leaving = new AbortController();
	checkNowAndThen(checked, preferences, here.notify, leaving.signal);
	void access.policy().then((policy) => {
		learnPolicy(policy);
		here.notify('access', policy.ok ? null : `${policy.error.message}: everybody is viewer`);
	});
	try {
		const { openConsole: showConsole } = await loadingConsole;
		await Promise.race([hosts.first(), pause(firstReadingMs)]);
		const { exitCode } = await showConsole({
			hosts,
			settings,
			env,
			stdin,
			stdout,
			version,
			onAskable(ask) {
				asker = ask;
				if (options.isBecome === true) void seeAsRoot(hosts);
			},
			onShown() {
				void whenDrawn(here.first).then(drawn.resolve);
			},
		});
		return exitCode;
	} finally {
		passwords.forgetAll();
		leaving.abort();
		await hosts.close();
		await log.close();
		closeHeads();
		await preferences.flush();
		await services.close();
	}
}

/** Once somebody can be asked for a password, which is when the screen stands. */
async function seeAsRoot(hosts: ConsoleHosts): Promise<void> {
	await whenConnected(hosts.current().store);
	const seen = await hosts.toggleRoot();
	if (seen.ok) return;
	const sentence = sanitise(sentenceOf(seen.error));
	hosts.current().store.setState((state) => addToast(state, 'bad', sentence, Date.now()));
}

/** Resolves once the host is no longer on its way. */
function whenConnected(store: ConsoleStore): Promise<void> {
	return new Promise((resolve) => {
		const look = () => {
			if (store.getState().connection.state === 'connecting') return;
			end();
			resolve();
		};
		const end = store.subscribe(look);
		look();
	});
}

/** Passwords are kept as long as the user's settings say, and no longer than the administrators'. */
function preparePasswords({ passwordSeconds }: Settings) {
	let most = 0;
	const seconds = () => Math.min(passwordSeconds, most);
	return {
		passwordSeconds: seconds,
		passwords: createPasswordKeeper(seconds),
		learnPolicy(policy: Result<AccessPolicy | null>): void {
			most = policy.ok ? (policy.value?.passwordSeconds ?? passwordSeconds) : 0;
		},
	};
}

function tellWhatIsOff({ services, notices }: OpenConsoleOptions, preferences: Preferences, notify: Notify): void {
	for (const [index, sentence] of notices.entries()) notify(`settings ${index}`, sentence);
	notify('preferences', preferences.notice());
	notify('log place', services.paths.logNotice);
	const { stateDirectory } = services.paths;
	const reason = findUnwritable(stateDirectory);
	if (reason !== null) notify('state', `${sanitise(stateDirectory)} cannot be written (${reason}): acts are refused`);
}
