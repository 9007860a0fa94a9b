import type { Role } from './access.ts';

/** The settings after defaults, validation and the command line. Written by people in YAML; see docs/settings.md. */
export type Settings = {
	readonly theme: 'dark' | 'light' | 'auto';
	/** `auto` follows NO_COLOR and the terminal. */
	readonly colour: 'auto' | 'always' | 'never';
	/** `auto` follows the locale. */
	readonly symbols: 'auto' | 'unicode' | 'ascii';
	readonly mouse: boolean;
	/** Refresh interval of live figures in milliseconds, 100 to 60,000. */
	readonly intervalMs: number;
	/** Hosts whose header is coloured and whose acts ask for the name; exact names or `*` patterns. */
	readonly protectedHosts: readonly string[];
	/** Binding id to keys, e.g. `{"top.signal": ["x"]}`. */
	readonly keys: Readonly<Record<string, readonly string[]>>;
	/** Extra regular expressions whose first group is masked wherever arguments are shown or stored. */
	readonly secretPatterns: readonly string[];
	/** Default time limit of a custom command in milliseconds. */
	readonly commandTimeoutMs: number;
	/** Time limit of an act on a unit in milliseconds; what its manager still does then goes on. */
	readonly unitTimeoutMs: number;
	/** How long the console watches a unit after an act, in milliseconds; 0 for not at all. */
	readonly watchMs: number;
	/** Operation log: newest operations kept, for how many days, in how many megabytes. What exceeds any of them goes. */
	readonly historyLimit: number;
	readonly historyDays: number;
	readonly historyMegabytes: number;
	/** Hand the hash of each event to the journal (or syslog). */
	readonly historyJournal: boolean;
	/** What this user wants to be at most; null takes nothing away. It never gives more than /etc/opsdash/access.yaml does. */
	readonly role: Role | null;
	/** How long a password given for sudo is kept for the next act, in seconds; 0 asks each time. */
	readonly passwordSeconds: number;
};

/** The settings, and one sentence for everything in the file that was not taken. */
export type LoadedSettings = { readonly settings: Settings; readonly notices: readonly string[] };

export const defaultSettings: Settings = {
	theme: 'auto',
	colour: 'auto',
	symbols: 'auto',
	mouse: false,
	intervalMs: 2000,
	protectedHosts: [],
	keys: {},
	secretPatterns: [],
	commandTimeoutMs: 60_000,
	unitTimeoutMs: 120_000,
	watchMs: 10_000,
	historyLimit: 100_000,
	historyDays: 1096,
	historyMegabytes: 1000,
	historyJournal: true,
	role: null,
	passwordSeconds: 0,
};
