import { tabNames } from '../domain/views.ts';

/** A flag of the command line as data: parsing, help and suggestions read this table. */
export type Flag = {
	readonly name: string;
	readonly short?: string;
	readonly type: 'boolean' | 'string' | 'number';
	/** What stands for the value in the help. */
	readonly value?: string;
	readonly description: string;
	/** Smallest and largest number. */
	readonly range?: readonly [number, number];
	/** Numbers that count something. */
	readonly isWhole?: boolean;
	/** The only texts that it takes. */
	readonly choices?: readonly string[];
};

const table = {
	help: { type: 'boolean', short: 'h', description: 'Show what a verb does and takes' },
	version: { type: 'boolean', description: 'Show the version' },
	host: { type: 'string', short: 'H', value: 'HOST', description: 'Another host, by ssh' },
	json: { type: 'boolean', description: 'Print one JSON document' },
	jsonl: { type: 'boolean', description: 'Print JSON, one document a line' },
	watch: { type: 'number', value: 'SECONDS', description: 'Print again each time', range: [0.1, 86_400] },
	window: {
		type: 'number',
		value: 'MS',
		description: 'Sampling window for rates, 200 by default (net: 100); 0 gives none',
		range: [0, 60_000],
	},
	timeout: {
		type: 'number',
		value: 'SECONDS',
		description: 'How long to wait for slow facts or for a command',
		range: [0, 86_400],
	},
	tab: {
		type: 'string',
		value: 'NAME',
		description: `Where the console opens (${tabNames.join(', ')}); else the last one`,
		choices: tabNames,
	},
	interval: { type: 'number', value: 'SECONDS', description: 'Refresh interval of the console', range: [0.1, 60] },
	theme: {
		type: 'string',
		value: 'dark|light',
		description: 'Colours for a dark or a light terminal',
		choices: ['dark', 'light'],
	},
	mouse: { type: 'boolean', description: 'Use the mouse (the terminal then selects with Shift)' },
	'no-color': { type: 'boolean', description: 'No colours, as with NO_COLOR' },
	ascii: { type: 'boolean', description: 'ASCII symbols only' },
	'read-only': { type: 'boolean', description: 'Refuse every act' },
	yes: { type: 'boolean', short: 'y', description: 'Do not ask (what can lock you out asks all the same)' },
	'i-know': {
		type: 'string',
		value: 'NAME',
		description: 'With --yes: the unit, process or host whose name would have to be typed',
	},
	sudo: { type: 'boolean', description: 'As root through sudo, which may ask for your password on the terminal' },
	become: { type: 'boolean', description: 'See another host as root, through sudo or doas there' },
	'dry-run': { type: 'boolean', description: 'Print what would run, as whom, where; change nothing' },
	'watch-seconds': {
		type: 'number',
		value: 'N',
		description: 'After the act, watch the unit for N seconds and say whether it held',
		range: [0, 3600],
	},
	manager: { type: 'string', value: 'NAME', description: 'The service manager, where several know the unit' },
	signal: { type: 'string', short: 's', value: 'NAME', description: 'The signal to send, TERM by default' },
	'start-ticks': {
		type: 'number',
		value: 'T',
		description: 'Only a process with this start (startTicks in top --json)',
		isWhole: true,
	},
	find: {
		type: 'string',
		value: 'TEXT',
		description: 'Only what matches in program, port or address; in history, all these parts of words',
	},
	since: { type: 'string', value: 'TIME', description: 'ISO 8601 time, or an age such as 30m, 6h, 2d' },
	unread: { type: 'boolean', description: 'Only what was not seen yet' },
	status: {
		type: 'string',
		value: 'STATUS',
		description: 'succeeded, failed, refused, timed-out, interrupted, unknown or open',
		choices: ['succeeded', 'failed', 'refused', 'timed-out', 'interrupted', 'unknown', 'open'],
	},
	type: {
		type: 'string',
		value: 'TYPE',
		description: 'service, signal, renice, run, copy, shell, become, reload-manager, cancel-job, undo or sign-in',
		choices: [
			'service',
			'signal',
			'renice',
			'run',
			'copy',
			'shell',
			'become',
			'reload-manager',
			'cancel-job',
			'undo',
			'sign-in',
		],
	},
	lines: {
		type: 'number',
		short: 'n',
		value: 'N',
		description: 'How many, newest',
		range: [1, 100_000],
		isWhole: true,
	},
	head: {
		type: 'string',
		value: '[SEQ:]HASH',
		description: 'A head noted earlier: shows that nothing was cut off',
	},
	csv: { type: 'boolean', description: 'One line of comma-separated values for each act' },
	procfs: { type: 'string', value: 'DIR', description: 'Read this instead of /proc' },
	sysfs: { type: 'string', value: 'DIR', description: 'Read this instead of /sys' },
	config: { type: 'string', value: 'FILE', description: 'Settings file' },
	'ssh-config': { type: 'string', short: 'F', value: 'FILE', description: 'The ssh configuration, as with ssh -F' },
	debug: { type: 'string', value: 'FILE', description: 'Write what the program does to this file' },
} as const satisfies Readonly<Record<string, Omit<Flag, 'name'>>>;

export type FlagName = keyof typeof table;

export const flags: readonly Flag[] = Object.entries(table).map(([name, flag]) => ({ name, ...flag }));

type ValueOf<Name extends FlagName> = (typeof table)[Name]['type'] extends 'boolean'
	? boolean
	: (typeof table)[Name]['type'] extends 'number'
		? number | undefined
		: string | undefined;

/** Values by name; a boolean that was not given is false, anything else undefined. */
export type FlagValues = { readonly [Name in FlagName]: ValueOf<Name> };

/** Flags that every verb takes. */
export const commonFlags: readonly FlagName[] = [
	'help',
	'host',
	'json',
	'jsonl',
	'procfs',
	'sysfs',
	'config',
	'ssh-config',
	'no-color',
	'debug',
];

/** Flags of the verbs that change a host. */
export const actFlags: readonly FlagName[] = ['yes', 'i-know', 'dry-run', 'read-only', 'sudo', 'timeout'];
