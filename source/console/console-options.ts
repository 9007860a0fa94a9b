import type { AskPassword } from '../domain/dialogue.ts';
import type { Settings } from '../domain/settings.ts';
import type { ConsoleHosts } from '../hooks/console-hosts.ts';
import type { ScreenDefinition } from '../screens/screen.ts';

/** What compose.ts hands to the console. */
export type ConsoleOptions = {
	/** Each with its store, which its poller writes to and the console reads. */
	readonly hosts: ConsoleHosts;
	/** Told once who can be asked for a password: the person before the screen. */
	readonly onAskable?: (ask: AskPassword) => void;
	/** The first frame stands. */
	readonly onShown?: () => void;
	/** Settings with the command line on top (`--no-color` is `colour: 'never'`, `--mouse` is `mouse: true`). */
	readonly settings: Settings;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Terminals; the caller has checked both `isTTY` and that TERM is not dumb. */
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Program version, for the help. */
	readonly version: string;
	/** The tabs' screens; those of screens/registry.ts unless told. */
	readonly screens?: readonly ScreenDefinition[];
};

/** How the console was left. */
export type ConsoleExit = {
	/** 0 after `q` or Ctrl+C, 128 and the signal's number after a signal (129 after a hang-up), 1 after a crash. */
	readonly exitCode: number;
};
