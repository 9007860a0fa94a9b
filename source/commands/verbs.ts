import { actFlags, commonFlags, type FlagName } from './flags.ts';

/** A verb of the command line as data. */
export type Verb = {
	readonly name: string;
	/** What follows the name. */
	readonly usage: string;
	readonly summary: string;
	readonly flags: readonly FlagName[];
	readonly examples: readonly string[];
};

const sampleFlags: readonly FlagName[] = ['watch', 'window', 'timeout'];

const table = {
	host: {
		usage: '',
		summary: 'Facts about the host, and what explains trouble',
		flags: ['watch', 'timeout', 'become'],
		examples: ['opsdash host --json | jq .data.filesystems'],
	},
	top: {
		usage: '',
		summary: 'Load, CPU, memory, disks and processes',
		flags: [...sampleFlags, 'lines', 'become'],
		examples: ['opsdash top --lines 20', 'opsdash top --json --window 1000', 'opsdash top -H web1 --become'],
	},
	net: {
		usage: '',
		summary: 'Sockets with their processes, interfaces, routes',
		flags: [...sampleFlags, 'find', 'become'],
		examples: ['opsdash net --find 443', 'opsdash net --json'],
	},
	services: {
		usage: '',
		summary: 'Units of the service managers, failed ones first',
		flags: ['watch', 'timeout', 'find', 'become'],
		examples: ['opsdash services --json'],
	},
	service: {
		usage: 'VERB UNIT | reload-manager',
		summary: 'Act on a unit: start stop restart reload status enable disable mask unmask reset-failed cancel-job',
		flags: ['manager', 'watch-seconds', 'become', ...actFlags],
		examples: [
			'opsdash service restart nginx --watch-seconds 10',
			'opsdash service status nginx --json',
			'opsdash service reload-manager',
		],
	},
	kill: {
		usage: 'PID…',
		summary: 'Send a signal; never to another process that took the number',
		flags: ['signal', 'start-ticks', ...actFlags],
		examples: ['opsdash kill 2114 --signal HUP'],
	},
	renice: {
		usage: 'N PID…',
		summary: 'Change the nice value of all threads',
		flags: actFlags,
		examples: ['opsdash renice 10 2114'],
	},
	run: {
		usage: '-- COMMAND…',
		summary: 'Run a command without a shell and record its outcome',
		flags: actFlags,
		examples: ['opsdash run --yes -- apt-get update'],
	},
	logs: {
		usage: 'UNIT',
		summary: 'The last lines of a unit’s log',
		flags: ['lines', 'manager', 'timeout', 'become'],
		examples: ['opsdash logs nginx'],
	},
	history: {
		usage: '[show ID | undo ID | verify | export]',
		summary: 'What was done here, by whom, and how it ended',
		flags: ['since', 'unread', 'status', 'type', 'lines', 'find', 'head', 'csv', ...actFlags],
		examples: [
			'opsdash history --since 2d --find "nginx failed"',
			'opsdash history show t3n0ql-4k9x2f',
			'opsdash history undo t3n0ql-4k9x2f',
			'opsdash history verify',
			'opsdash history export --csv --since 30d > acts.csv',
		],
	},
	get: {
		usage: 'FROM… TO',
		summary: 'Bring files from a host; goes on where it broke off, and compares checksums',
		flags: actFlags,
		examples: ['opsdash get -H web1 /var/log/nginx/error.log .'],
	},
	put: {
		usage: 'FROM… TO',
		summary: 'Bring files to a host; a file is replaced at once, when the new one is whole',
		flags: actFlags,
		examples: ['opsdash put -H web1 nginx.conf /etc/nginx/'],
	},
	access: {
		usage: '[passphrase NAME]',
		summary: 'What you may do here and why, or an entry for who signs in on a shared account',
		flags: [],
		examples: ['opsdash access', 'opsdash access passphrase alice'],
	},
	doctor: {
		usage: '[HOST]',
		summary: 'What works here, what does not, and how to mend it',
		flags: ['timeout'],
		examples: ['opsdash doctor --json', 'opsdash doctor web1'],
	},
} as const satisfies Readonly<Record<string, Omit<Verb, 'name'>>>;

export type VerbName = keyof typeof table;

export const verbs: readonly Verb[] = Object.entries(table).map(([name, verb]) => ({ name, ...verb }));
export const verbNames = Object.keys(table) as readonly VerbName[];

/** Verbs that are planned and not built yet: a host of that name needs `-H`. */
export const comingVerbs: readonly string[] = ['hosts'];

/** Flags of the console and of the snapshot, which have no verb. */
export const consoleFlags: readonly FlagName[] = [
	'tab',
	'interval',
	'theme',
	'mouse',
	'ascii',
	'read-only',
	'become',
	'version',
	...sampleFlags,
];

/** Flags that may stand with a verb (null: no verb). */
export function flagsOf(verb: VerbName | null): readonly FlagName[] {
	return [...commonFlags, ...(verb === null ? consoleFlags : table[verb].flags)];
}

/** A verb whose whole command line is flags. */
export function takesNoWords(verb: VerbName): boolean {
	return table[verb].usage === '';
}

/** The document that tells of a failure of the verb: the middle of a schema's name. */
export function documentNameOf(verb: VerbName | null): string {
	switch (verb) {
		case null:
			return 'snapshot';
		case 'service':
		case 'kill':
		case 'renice':
		case 'get':
		case 'put':
			return 'operation';
		default:
			return verb;
	}
}

export function isVerb(word: string): word is VerbName {
	return Object.hasOwn(table, word);
}
