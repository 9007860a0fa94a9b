import type { Command } from '../../domain/command.ts';
import type { ServiceVerb } from '../../domain/operation.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { ManagerInfo, ServiceManagerKindName, ServiceManagerName, UnitReading } from '../../domain/services.ts';
import type { Transport } from '../transports/transport.ts';

/** One unit as it is now, with what an act has to know. Unknown is null. */
export type UnitState = {
	/** The manager's own name for it: aliases are resolved, the type is written out. */
	readonly name: string;
	readonly loadState: string | null;
	readonly activeState: string | null;
	readonly subState: string | null;
	readonly enabled: string | null;
	readonly mainPid: number | null;
	readonly restarts: number | null;
	/** Changes with every start; null where the manager has none or the unit never ran. */
	readonly invocationId: string | null;
	readonly controlGroup: string | null;
	/** Its file changed on disk: the manager has to be reloaded before that counts. */
	readonly needsReload: boolean;
	/** How its last run ended, in the manager's own word (`exit-code`, `timeout`). */
	readonly result?: string | null;
	/** The same of its last reload. */
	readonly reloadResult?: string | null;
};

/** How a job ended: `done`, `failed`, `dependency`, `skipped`, `canceled`, `timeout`. */
export type JobResult = { readonly result: string; readonly message: string | null };

export type UnitJournal = {
	readonly lines: readonly string[];
	/** Those of priority error and worse. */
	readonly errors: readonly string[];
	readonly lastJob: JobResult | null;
};

export type UnitListing = {
	readonly info: ManagerInfo;
	readonly units: readonly UnitReading[];
	readonly problems: readonly Problem[];
};

export type ListOptions = {
	readonly signal?: AbortSignal;
	/** Names that another manager has taken over (systemd makes units of init scripts): they are left out unasked. */
	readonly covered?: (name: string) => boolean;
	/** False leaves out what is slow: units that are not loaded and have a file only, and asking init scripts. True unless told. */
	readonly withUnitFiles?: boolean;
};

/** What else an act moves. */
export type UnitWeight = {
	/** Units that go down (and come back at a restart) with it. */
	readonly dependents: readonly string[];
	/** Sockets, timers and paths that would start it again. */
	readonly triggers: readonly string[];
	/** Processes that belong to it; null where that may not be read. */
	readonly pids: readonly number[] | null;
	/**
	 * What this verb means with this manager beyond what the word says, sentences for whoever confirms. For enable, disable and
	 * mask they replace the usual one about the next boot (runit's disable ends the service as well). Absent: nothing.
	 */
	readonly notes?: readonly string[];
};

/** An act that the manager has queued and carries out by itself. */
export type UnitJob = {
	readonly id: number;
	/** start, stop, restart, reload … */
	readonly type: string;
	/** waiting or running. */
	readonly state: string;
};

/** What a manager has that queues acts (systemd): ending the command that asked ends no job. */
export type UnitJobs = {
	/** What `commandFor` answered, so that it only queues the job and does not wait for its end. */
	queued(command: Command): Command;
	/** The job of a unit by its canonical name; null when there is none (any more). */
	readJob(unit: string, signal?: AbortSignal): Promise<Result<UnitJob | null>>;
	/** Withdraws a job; what it has begun stays as it is. */
	cancelCommand(job: UnitJob): Command;
	/** What was logged of a unit since then (epoch milliseconds), and how its last job ended; null where this user may not know. */
	readJournal(unit: string, sinceMs: number): Promise<UnitJournal | null>;
};

/** Where links stand that say what is enabled: in a directory itself, and in those below it that match. */
export type LinkPlace = { readonly root: string; readonly below: RegExp | null };

/** Where a unit's log may be, best first. */
export type LogSource =
	| { readonly kind: 'journal'; readonly command: Command }
	/** What a command of the manager prints, such as `supervisorctl tail`; `title` names it for people. */
	| { readonly kind: 'command'; readonly command: Command; readonly title: string }
	/** `isCertain`: the unit's own file names this path; else it is only where such programs usually write. */
	| { readonly kind: 'file'; readonly path: string; readonly isCertain: boolean }
	/** A log that many share: only lines of programs of these names count. */
	| { readonly kind: 'shared'; readonly path: string; readonly programs: ReadonlySet<string> }
	/** A log of a manager about all its units: only lines with this word count. */
	| { readonly kind: 'mentions'; readonly path: string; readonly word: string };

export type UnitDescription = {
	readonly properties: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	/** Paths of the unit file and what adds to it, or of the init script. */
	readonly paths: readonly string[];
	readonly reading: UnitReading;
	readonly needsReload: boolean;
	readonly pids: readonly number[] | null;
	/** Text of its file where the paths alone do not tell (a section of a file with many); else the files are read. */
	readonly file?: { readonly path: string; readonly text: string };
	readonly problems?: readonly Problem[];
};

/** One manager that was found on a host, bound to the transport of that host. Commands are its table of argv. */
export interface ServiceManager {
	readonly name: ServiceManagerName;
	/** What tells this one from another of its kind: directories, a configuration. Absent where a host has one of it at most. */
	readonly identity?: string;
	readonly verbs: readonly ServiceVerb[];
	/** All units that it knows, running or not, as far as the options ask for them. */
	list(options?: ListOptions): Promise<Result<UnitListing>>;
	/** How many units failed: cheaper than a list. */
	countFailed(signal?: AbortSignal): Promise<Result<number>>;
	/** State of one unit, by any of its names; `not-found` where it has no such unit. */
	show(unit: string, signal?: AbortSignal): Promise<Result<UnitState>>;
	/** The command that carries out a verb on a canonical name, or the reason why there is none. */
	commandFor(verb: ServiceVerb, unit: UnitState): Promise<Result<Command>>;
	weigh(verb: ServiceVerb, unit: UnitState, signal?: AbortSignal): Promise<UnitWeight>;
	describe(unit: string, signal?: AbortSignal): Promise<Result<UnitDescription>>;
	/** Where the last `lines` lines of its log are. */
	logSources(unit: string, lines: number): Promise<readonly LogSource[]>;
	/** Makes the manager read its files again; null where it has no such thing. */
	readonly reloadCommand: Command | null;
	/** Why there is no `reloadCommand`, where it is not that files are read each time. */
	readonly reloadRefusal?: { readonly message: string; readonly hint?: string };
	/** Where its links stand, for a manager of which not every host has them in the same place. */
	linkPlaces?(): Promise<readonly LinkPlace[]>;
	/** Empty files by which it takes a unit as enabled or not, whether they are there or not. */
	markerFiles?(unit: string): Promise<readonly string[]>;
	/** Jobs that acts become; absent where a command lasts as long as what it does. */
	readonly jobs?: UnitJobs;
}

/** How one kind of manager is found; the registry in detection.ts lists them in order of precedence. */
export type ServiceManagerKind = {
	readonly name: ServiceManagerKindName;
	/** Those that the host has: none, one, or several where that can be. */
	detect(transport: Transport, signal?: AbortSignal): Promise<Result<readonly ServiceManager[]>>;
};

/** Deadline of one question to a manager. */
export const managerTimeoutMs = 10_000;
