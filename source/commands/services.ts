import type { ConnectionState, HostName } from '../domain/connection.ts';
import type { AskPassword } from '../domain/dialogue.ts';
import type { Result } from '../domain/result.ts';
import type { LoadedSettings } from '../domain/settings.ts';
import type { AccessSource } from '../services/access/access-source.ts';
import type { RootTool } from '../services/access/root-tool.ts';
import type { AccountNames } from '../services/collectors/user-names.ts';
import type { OperationLog } from '../services/operation-log/operation-log.ts';
import type { LogPlace } from '../services/operation-log/shared-log.ts';
import type { Operations } from '../services/operations/operations.ts';
import type { RemoteTarget } from '../services/operations/operations-context.ts';
import type { Managers } from '../services/service-managers/detection.ts';
import type { ProgramPaths } from '../services/settings/paths.ts';
import type { SshConnection } from '../services/transports/ssh/connection.ts';
import type { FileCopier } from '../services/transports/ssh/files/file-copier.ts';
import type { Transport } from '../services/transports/transport.ts';

/** What is made for one host, each part when it is first asked for: most commands need two or three of them. */
export type HostServices = {
	transport(): Transport;
	userNames(): AccountNames;
	managers(): Promise<Managers>;
	operations(): Promise<Operations>;
	/** Brings files to and from the host; absent on this machine. */
	readonly copier?: FileCopier;
	/** What is known of the host by now; absent on this machine. */
	readonly remote?: () => RemoteTarget;
};

/** Who one is on a host. */
export type HostIdentity = { readonly user: string; readonly isRoot: boolean };

/** A host that is reached over a connection. */
export type RemoteHost = HostServices & {
	/** As it was asked for. */
	readonly name: string;
	state(): ConnectionState;
	/** Returns what ends that. */
	onState(listener: (state: ConnectionState) => void): () => void;
	/** Connects without asking anybody anything; a host that wants a person ends up `signed-out`. */
	connect(): Promise<Result<void>>;
	/** The same with the terminal at ssh's disposal: passwords, second factors, unknown host keys. */
	signIn(): Promise<Result<void>>;
	/** A shell in the terminal, until it is left. */
	openShell(): Promise<Result<void>>;
	/** Who one is there; null while it is not known. */
	identity(): Promise<Result<HostIdentity>>;
	/** What made root of the user who signed in, where the host is seen as root. */
	readonly becameBy: RootTool | null;
	/**
	 * The same host as root sees it, over the same connection; that is recorded. `ask` is who is asked for a password, and how long
	 * it is kept at least is told by `keepsSeconds`.
	 */
	become(ask: AskPassword | null, keepsSeconds: () => number): Promise<Result<RemoteHost>>;
	close(): Promise<void>;
};

/** The same with what reaches it, for commands that are about the way itself: doctor, files. */
export type SshHost = Omit<RemoteHost, 'become'> & {
	readonly connection: SshConnection;
	become(ask: AskPassword | null, keepsSeconds: () => number): Promise<Result<SshHost>>;
};

/** What a command may use: the host it is for, and what all hosts share. */
export type Services = HostServices & {
	/** What made root of the user, where another host is seen as root. */
	readonly becameBy?: RootTool | null;
	readonly paths: ProgramPaths & LogPlace;
	settings(): Promise<LoadedSettings>;
	/** Who may do what on this machine's console, whatever host it is about. */
	access(): AccessSource;
	operationLog(): Promise<OperationLog>;
	/** Another host, not connected yet; refused when the name is none. */
	onHost(name: string): Promise<Result<SshHost>>;
	/** Hosts that ssh_config and the inventory name. */
	hostNames(): Promise<readonly HostName[]>;
	/** Whether the inventory or ssh_config (by more than a bare `*`) names it. */
	isListedHost(name: string): Promise<boolean>;
	/** Ends helpers and closes files. Acts under way go on. */
	close(): Promise<void>;
};
