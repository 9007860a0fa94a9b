import type { HostServices } from '../commands/services.ts';
import type { LoadedSettings } from '../domain/settings.ts';
import type { AccessSource } from '../services/access/access-source.ts';
import { createUserNames } from '../services/collectors/user-names.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { RemoteTarget } from '../services/operations/operations-context.ts';
import type { FileCopier } from '../services/transports/ssh/files/file-copier.ts';
import type { Transport } from '../services/transports/transport.ts';
import { once } from './once.ts';

export type HostServicesParts = {
	readonly transport: () => Transport;
	readonly settings: () => Promise<LoadedSettings>;
	readonly operationLog: () => Promise<OperationLog>;
	readonly access: () => AccessSource;
	readonly isReadOnly: boolean;
	/** Brings files to and from the host; none for this machine. */
	readonly copier?: FileCopier;
	/** What is known of the host by now; none for this machine. */
	readonly remote?: () => RemoteTarget;
};

/** What is made for one host over its transport; heavy parts are loaded when they are first asked for. */
export function createHostServices(parts: HostServicesParts): HostServices {
	const { transport, settings, operationLog, access } = parts;
	const managers = once(async () => {
		const { createManagers } = await import('../services/service-managers/detection.ts');
		return createManagers(transport());
	});
	const operations = once(async () => {
		const [{ createOperations }, { readActor }, log, found, loaded] = await Promise.all([
			import('../services/operations/operations.ts'),
			import('../services/operation-log/actor.ts'),
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
			isReadOnly: parts.isReadOnly,
			access: access().read,
			...(parts.copier === undefined ? {} : { copier: parts.copier }),
			remote: parts.remote,
		});
	});
	return {
		transport,
		userNames: once(() => createUserNames(transport())),
		managers,
		operations,
		...(parts.copier === undefined ? {} : { copier: parts.copier }),
		...(parts.remote === undefined ? {} : { remote: parts.remote }),
	};
}
