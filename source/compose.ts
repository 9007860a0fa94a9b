import type { Services } from './commands/services.ts';
import { createHostServices } from './compose/host-services.ts';
import { once } from './compose/once.ts';
import type { OpenConsoleOptions } from './compose/open-console.ts';
import { type Result, succeed } from './domain/result.ts';
import { createAccessSource } from './services/access/access-source.ts';
import type { DebugLog } from './services/debug-log.ts';
import { withSharedLog } from './services/operation-log/shared-log.ts';
import { programPaths } from './services/settings/paths.ts';
import { createLocalTransport } from './services/transports/local-transport.ts';

/** What the command line says about where and how. */
export type ComposeOptions = {
	readonly procfs?: string | undefined;
	readonly sysfs?: string | undefined;
	readonly settingsFile?: string | undefined;
	readonly isReadOnly?: boolean;
	/** The ssh configuration, as with ssh's own `-F`. */
	readonly sshConfig?: string | undefined;
	/** Where sentences go that no answer carries. */
	readonly complain?: (text: string) => void;
};

/** The file of `--debug`; null without one. The settings are read before: they tell what else is a secret. */
export async function openDebug(
	path: string | undefined,
	services: Pick<Services, 'settings'>,
): Promise<Result<DebugLog | null>> {
	if (path === undefined) return succeed(null);
	const [{ openDebugLog }, { compileSecretPatterns }, { settings }] = await Promise.all([
		import('./services/debug-log.ts'),
		import('./domain/secrets.ts'),
		services.settings(),
	]);
	return openDebugLog(path, compileSecretPatterns(settings.secretPatterns).patterns);
}

/** The services of one run of the program, on this machine. Heavy ones are loaded when they are first asked for. */
export function composeServices(options: ComposeOptions): Services {
	const paths = withSharedLog(programPaths());
	const closers: Array<() => Promise<void>> = [];
	const transport = once(() => {
		const made = createLocalTransport({
			stateDirectory: paths.stateDirectory,
			...(options.procfs === undefined ? {} : { procfs: options.procfs }),
			...(options.sysfs === undefined ? {} : { sysfs: options.sysfs }),
		});
		closers.push(() => made.close());
		return made;
	});
	const settings = once(async () => {
		const { readSettings } = await import('./services/settings/read-settings.ts');
		return readSettings(options.settingsFile ?? paths.settingsFile, options.settingsFile !== undefined);
	});
	const operationLog = once(async () => {
		const [{ createOperationLog }, { logOptions }, loaded] = await Promise.all([
			import('./services/operation-log/direct-operation-log.ts'),
			import('./compose/operation-log.ts'),
			settings(),
		]);
		const { close, ...own } = logOptions(paths, loaded.settings, (sentence) =>
			options.complain?.(`opsdash: ${sentence}\n`),
		);
		const log = createOperationLog(own);
		closers.unshift(async () => {
			await log.close();
			close();
		});
		return log;
	});
	const access = once(() =>
		createAccessSource({ transport: transport(), ownRole: async () => (await settings()).settings.role }),
	);
	const shared = { settings, operationLog, access, isReadOnly: options.isReadOnly ?? false };
	const remoteHosts = once(async () => {
		const { createRemoteHosts } = await import('./compose/remote-hosts.ts');
		const { sshConfig } = options;
		const { stateDirectory } = paths;
		const tell = (text: string) => void process.stderr.write(text);
		const hosts = createRemoteHosts({ ...shared, stateDirectory, sshConfig, env: process.env, tell });
		closers.push(() => hosts.close());
		return hosts;
	});
	return {
		paths,
		...createHostServices({ ...shared, transport }),
		settings,
		access,
		operationLog,
		onHost: async (name) => (await remoteHosts()).open(name),
		hostNames: async () => (await remoteHosts()).names(),
		isListedHost: async (name) => (await remoteHosts()).isListed(name),
		async close() {
			for (const close of closers) await close();
		},
	};
}

/** The console; everything that draws is loaded here and not before. Answers the exit status. */
export async function openConsoleHere(options: OpenConsoleOptions): Promise<number> {
	const { openConsole } = await import('./compose/open-console.ts');
	return openConsole(options);
}
