import type { LoadedSettings } from '../domain/settings.ts';
import type { AccountNames } from '../services/collectors/user-names.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { ProgramPaths } from '../services/settings/paths.ts';
import type { Transport } from '../services/transports/transport.ts';

/** What a command may use, each made when it is first asked for: most commands need two or three of them. */
export type Services = {
	readonly paths: ProgramPaths;
	transport(): Transport;
	userNames(): AccountNames;
	settings(): Promise<LoadedSettings>;
	managers(): Promise<Managers>;
	operationLog(): Promise<OperationLog>;
	operations(): Promise<Operations>;
	/** Ends helpers and closes files. Acts under way go on. */
	close(): Promise<void>;
};
