import type { Actions } from './domain/actions.ts';
import type { Settings } from './domain/settings.ts';
import type { ConsoleStore } from './store/console-store.ts';

/** What compose.ts hands to the console. */
export type ConsoleOptions = {
	/** Made by createConsoleStore; the poller's sink writes to it, the console reads it. */
	readonly store: ConsoleStore;
	readonly actions: Actions;
	/** Settings with the command line on top (`--no-color` is `colour: 'never'`, `--mouse` is `mouse: true`). */
	readonly settings: Settings;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Terminals; the caller has checked both `isTTY` and that TERM is not dumb. */
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Program version, for the help. */
	readonly version: string;
};

/** How the console was left. */
export type ConsoleExit = {
	/** 0 after `q`, 130 after Ctrl+C from outside, 129 after a hang-up, 143 after SIGTERM, 1 after a crash. */
	readonly exitCode: number;
};

/**
 * Opens the console and resolves when it was left; by then the terminal is as it was and no operation is open. Never
 * rejects: a crash prints its stack to stderr after the terminal was restored, and resolves with 1. The caller then closes
 * the services and ends the process.
 */
export async function openConsole(_options: ConsoleOptions): Promise<ConsoleExit> {
	throw new Error('The console is not built yet');
}
