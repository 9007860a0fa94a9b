import type { LoadedSettings } from '../domain/settings.ts';
import type { AccountNames } from '../services/collectors/user-names.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { ProgramPaths } from '../services/settings/paths.ts';
import type { Transport } from '../services/transports/transport.ts';

/** What is made for one host, each part when it is first asked for: most commands need two or three of them. */
export type HostServices = {
	transport(): Transport;
	userNames(): AccountNames;
	managers(): Promise<Managers>;
	operations(): Promise<Operations>;
};

/** What a command may use: the host it is for, and what all hosts share. */
export type Services = HostServices & {
	readonly paths: ProgramPaths;
	settings(): Promise<LoadedSettings>;
	operationLog(): Promise<OperationLog>;
	/** Ends helpers and closes files. Acts under way go on. */
	close(): Promise<void>;
};
