import type { Command, CommandOutcome } from '../../domain/command.ts';
import type { Dialogue } from '../../domain/dialogue.ts';
import type { ProcessIdentity, ProcessScan, ProcessScanRequest } from '../../domain/process.ts';
import type { Result } from '../../domain/result.ts';
import type { SocketOwners, SocketOwnersRequest } from '../../domain/socket.ts';

/** Text of one kernel or configuration file. Paths are those of the host (`/proc/stat`), whatever `--procfs` says. */
export type FileText = Result<string>;

export type ReadOptions = {
	/** Longest text accepted; what is longer is cut at this many bytes. */
	readonly maxBytes?: number;
};

export type RunOptions = {
	/** Wall clock; past it the process group gets TERM, then KILL, and the result is a `timeout` error. */
	readonly timeoutMs: number;
	/** Cap for stdout and for stderr each; the middle of what is longer is dropped. */
	readonly maxBytes?: number;
	readonly stdin?: string;
	/** For an act that asks before it runs (sudo); its time limit counts from the answer on. Instead of `stdin`. */
	readonly dialogue?: Dialogue;
	/** An act of this id was begun before, and ended without having run anything: its password was wrong. */
	readonly isAgain?: boolean;
	/**
	 * For an act on another host: the command ends when the connection does. A command of the user's own does; what a service manager
	 * was asked for goes on and is looked up later. Acts on this machine go on in any case.
	 */
	readonly endsWithConnection?: boolean;
};

export type StreamOptions = {
	readonly onLine: (line: string) => void;
	/** Longer lines are cut. */
	readonly maxLineBytes?: number;
};

/**
 * How commands and files of one host are reached. Everything above this directory works on any host that has a
 * Transport; only its implementations know which machine they stand on.
 *
 * Every child runs in a session of its own, without a terminal, with LC_ALL=C and a system PATH (sbin included).
 */
export interface Transport {
	/** The name shown and recorded for this host. */
	readonly host: string;

	/**
	 * Files whose read cannot block: kernel text under /proc and /sys that takes no lock of another process, and small
	 * configuration files on local disks. Cheap; one turn of the event loop on the local host, one request elsewhere.
	 */
	readFiles(paths: readonly string[], options?: ReadOptions): Promise<readonly FileText[]>;

	/** Names in a directory, unsorted. */
	listDirectory(path: string): Promise<Result<readonly string[]>>;

	/** Targets of symbolic links, in the order asked. */
	readLinks(paths: readonly string[]): Promise<readonly Result<string>[]>;

	/**
	 * Files that may never answer (another process's cmdline, environ or maps; anything on a network or FUSE mount): read
	 * by a helper child that is replaced when the deadline passes. One stuck file costs its own value only (`timeout`).
	 */
	readSlowFiles(
		paths: readonly string[],
		options: ReadOptions & { readonly timeoutMs: number },
	): Promise<readonly FileText[]>;

	/** Runs a read-only command to its end. A non-zero exit is a successful Result; look at `exitCode`. */
	run(command: Command, options: RunOptions, signal?: AbortSignal): Promise<Result<CommandOutcome>>;

	/**
	 * Runs a command that changes the host. It goes on when this program is killed; its outcome is then found by
	 * `recoverAct(id)`. `id` is the operation's id.
	 */
	act(id: string, command: Command, options: RunOptions, signal?: AbortSignal): Promise<Result<CommandOutcome>>;

	/** What became of an act whose program was killed: its outcome, null while it still runs, `not-found` when nothing is known. */
	recoverAct(id: string): Promise<Result<CommandOutcome | null>>;

	/** Removes what an act left to be recovered by, once its end is on record: its output stands there as it was printed. */
	forgetAct?(id: string): void;

	/** Follows a command's lines until it ends or the signal aborts; the child ends with either. */
	stream(command: Command, options: StreamOptions, signal: AbortSignal): Promise<Result<CommandOutcome>>;

	/** One scan of the process table. The scanner keeps descriptors between scans, so ask the same transport again. */
	scanProcesses(request: ProcessScanRequest): Promise<Result<ProcessScan>>;

	/**
	 * PIDs of processes of that name as of some seconds ago, where a kept table makes that cheaper than `pgrep`; null where there is
	 * none. Whoever goes on with one looks whether it is still the same.
	 */
	findByName?(name: string): Promise<readonly number[] | null>;

	/** Who holds these socket inodes, per process that may be read. */
	findSocketOwners(request: SocketOwnersRequest): Promise<Result<SocketOwners>>;

	/** Takes hold of a process so that a later signal cannot reach another one that got its number. */
	holdProcess(identity: ProcessIdentity): Promise<Result<HeldProcess>>;

	/** Ends helpers and closes descriptors. Acts under way go on. */
	close(): Promise<void>;
}

/** A process held by an open descriptor of its stat file: that descriptor fails once the process is gone. */
export interface HeldProcess {
	readonly identity: ProcessIdentity;
	/** False once the process is gone, whoever has its number now, and where nobody can tell any more. */
	isAlive(): Promise<boolean>;
	/** Checks and sends in one step; `not-found` when the process is gone. */
	signal(name: string): Promise<Result<void>>;
	release(): void;
}
