import type { Services } from './commands/services.ts';
import type { OpenConsoleOptions } from './compose/open-console.ts';
import { fail, type Result, succeed } from './domain/result.ts';
import { createAccessSource } from './services/access/access-source.ts';
import { createUserNames } from './services/collectors/user-names.ts';
import type { DebugLog } from './services/debug-log.ts';
import { programPaths } from './services/settings/paths.ts';
import { createLocalTransport } from './services/transports/local-transport.ts';

/** What the command line says about where and how. */
export type ComposeOptions = {
	readonly procfs?: string | undefined;
	readonly sysfs?: string | undefined;
	readonly settingsFile?: string | undefined;
	readonly isReadOnly?: boolean;
};

/** Makes a value at the first call and remembers it. */
function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | null = null;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

/** The file of `--debug`; null without one. */
export async function openDebug(path: string | undefined): Promise<Result<DebugLog | null>> {
	if (path === undefined) return succeed(null);
	const { openDebugLog } = await import('./services/debug-log.ts');
	return openDebugLog(path);
}

/** The services of one run of the program, on this machine. Heavy ones are loaded when they are first asked for. */
export function composeServices(options: ComposeOptions): Services {
	const paths = programPaths();
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
	const managers = once(async () => {
		const { createManagers } = await import('./services/service-managers/detection.ts');
		return createManagers(transport());
	});
	const operationLog = once(async () => {
		const { createOperationLog } = await import('./services/operation-log/direct-operation-log.ts');
		const log = createOperationLog({ path: paths.operationLogFile, user: String(process.getuid?.() ?? 'unknown') });
		closers.unshift(() => log.close());
		return log;
	});
	const access = once(() =>
		createAccessSource({ transport: transport(), ownRole: async () => (await settings()).settings.role }),
	);
	const operations = once(async () => {
		const [{ createOperations }, { readActor }, log, found, loaded] = await Promise.all([
			import('./services/operations/operations.ts'),
			import('./services/operation-log/actor.ts'),
			operationLog(),
			managers(),
			settings(),
		]);
		return createOperations({
			transport: transport(),
			log,
			managers: found,
			actor: { ...readActor(), signInName: access().person() },
			settings: loaded.settings,
			isReadOnly: options.isReadOnly ?? false,
			access: access().read,
		});
	});
	return {
		paths,
		transport,
		userNames: once(() => createUserNames(transport())),
		settings,
		access,
		managers,
		operationLog,
		operations,
		onHost: async (name) => fail('unreachable', `${name} cannot be reached: this version knows this machine only`),
		hostNames: async () => [],
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
