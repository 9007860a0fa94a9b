import type { Actions } from '../domain/actions.ts';
import type { HostChoice } from '../domain/connection.ts';
import type { Result } from '../domain/result.ts';
import type { ConsoleStore } from '../store/console-store.ts';

/** One host that is open in the console. */
export type OpenHost = {
	/** Tells it from the others while it is open. */
	readonly id: string;
	readonly store: ConsoleStore;
	readonly actions: Actions;
	/** Seen as root by another way than by signing in as root. */
	readonly isBecome?: boolean;
};

/** The hosts of one console: one is in front, the others stay connected behind it. compose/ builds it. */
export type ConsoleHosts = {
	current(): OpenHost;
	/** Told when another host came to the front. Returns what ends that. */
	subscribe(listener: () => void): () => void;
	/** Hosts that one can go to by name, as far as they are known by now; those that are open first. */
	list(): readonly HostChoice[];
	/**
	 * Brings a host to the front, and opens it where it is not open yet. `handOver` lends the terminal to whatever has to ask a
	 * person something: passwords, unknown host keys. What is wrong later is told by the host's own connection state.
	 */
	goTo(name: string, handOver: HandOver): Promise<Result<void>>;
	/** A shell on the host in front, in the terminal that `handOver` lends. */
	openShell(handOver: HandOver): Promise<Result<void>>;
	/** Sees the host in front as root, through sudo or doas there, or as oneself again. */
	toggleRoot(): Promise<Result<void>>;
	/** Operations of all hosts that are begun and not yet recorded as ended. */
	openOperations(): number;
};

/** Gives the terminal to `run`, and takes it back when that has ended. */
export type HandOver = <Value>(run: () => Promise<Value>) => Promise<Value>;
