/**
 * supervisord's configuration: an INI file in the manner of Python's ConfigParser: `[section]`, `key = value` or `key: value`,
 * lines that begin with blanks go on with the value before, ` ;` begins a remark.
 * http://supervisord.org/configuration.html
 */
export type ConfigSection = {
	/** `program:web`, `group:site`, `supervisorctl` … */
	readonly name: string;
	readonly values: ReadonlyMap<string, string>;
	/** As it stands in the file, its head line included. */
	readonly text: string;
};

export function parseSupervisorConfig(text: string): readonly ConfigSection[] {
	const sections: Array<{ readonly name: string; readonly lines: string[] }> = [];
	for (const line of text.split(/\r?\n/)) {
		const name = /^\[([^\]]+)\]/.exec(line)?.[1];
		if (name !== undefined) sections.push({ name: name.trim(), lines: [line] });
		else sections.at(-1)?.lines.push(line);
	}
	return sections.map(({ name, lines }) => ({
		name,
		values: parseValues(lines.slice(1)),
		text: `${lines.join('\n').trimEnd()}\n`,
	}));
}

function parseValues(lines: readonly string[]): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	let last: string | null = null;
	for (const line of lines) {
		if (/^\s*(?:[;#].*)?$/.test(line)) continue;
		const value = line.replace(/\s;.*$/, '').trim();
		const [, key, first] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line.replace(/\s;.*$/, '').trimEnd()) ?? [];
		if (/^\s/.test(line) && last !== null) values.set(last, `${values.get(last) ?? ''}\n${value}`.trim());
		else if (key !== undefined) {
			last = key.toLowerCase();
			values.set(last, first ?? '');
		}
	}
	return values;
}

/** Patterns of other files to read, as they stand there: `/etc/supervisor/conf.d/*.conf`. */
export function includesOf(sections: readonly ConfigSection[]): readonly string[] {
	const files = sections.find(({ name }) => name === 'include')?.values.get('files') ?? '';
	return files.split(/\s+/).filter((pattern) => pattern !== '');
}

/**
 * The section that a process of this name comes from: `web` is of `[program:web]`, `worker:worker_00` of `[program:worker]`
 * (with `numprocs`), `site:api` of `[program:api]` in `[group:site]`. Null where none fits.
 */
export function sectionOf(sections: readonly ConfigSection[], unit: string): ConfigSection | null {
	const at = unit.indexOf(':');
	const group = at < 0 ? unit : unit.slice(0, at);
	const process = at < 0 ? unit : unit.slice(at + 1);
	const program = (name: string) =>
		['program', 'fcgi-program', 'eventlistener']
			.map((kind) => sections.find((section) => section.name === `${kind}:${name}`))
			.find((section) => section !== undefined) ?? null;
	const members = sections.find(({ name }) => name === `group:${group}`)?.values.get('programs');
	if (members === undefined) return program(group);
	const names = members.split(/[\s,]+/).filter((name) => name !== '');
	const nearest = names
		.filter((name) => process === name || process.startsWith(name))
		.toSorted((a, b) => b.length - a.length)[0];
	const only = names.length === 1 ? names[0] : undefined;
	const found = nearest ?? only;
	return found === undefined ? null : program(found);
}

/** More processes of one program than anybody has. */
const maxProcesses = 1000;

/**
 * Names of all processes that a configuration asks for, as `supervisorctl status` prints them. What it would compute of anything
 * else than the names and the number of a process is left out.
 */
export function configuredPrograms(sections: readonly ConfigSection[]): readonly string[] {
	const groups = sections.flatMap(({ name, values }) => {
		const group = /^group:(.+)$/.exec(name)?.[1];
		const members = (values.get('programs') ?? '').split(/[\s,]+/);
		return group === undefined ? [] : members.map((member) => [member, group] as const);
	});
	const groupOf = new Map(groups);
	return sections.flatMap(({ name, values }) => {
		const program = /^(?:program|fcgi-program|eventlistener):(.+)$/.exec(name)?.[1];
		return program === undefined ? [] : processesOf(program, groupOf.get(program) ?? program, values);
	});
}

function processesOf(program: string, group: string, values: ReadonlyMap<string, string>): readonly string[] {
	const template = values.get('process_name') ?? '%(program_name)s';
	const count = Math.min(maxProcesses, Number.parseInt(values.get('numprocs') ?? '1', 10) || 1);
	const first = Number.parseInt(values.get('numprocs_start') ?? '0', 10) || 0;
	return Array.from({ length: count }, (_, index) => {
		const process = template
			.replaceAll('%(program_name)s', program)
			.replaceAll('%(group_name)s', group)
			.replaceAll(/%\(process_num\)(?:0(\d))?[ds]/g, (_all, width?: string) =>
				String(first + index).padStart(Number(width ?? 0), '0'),
			);
		return process === group ? group : `${group}:${process}`;
	}).filter((name) => !name.includes('%'));
}

const booleans: Readonly<Record<string, boolean>> = {
	true: true,
	yes: true,
	on: true,
	1: true,
	false: false,
	no: false,
	off: false,
	0: false,
};

/** A truth value as supervisord reads it; null for anything else. */
export function parseFlag(value: string | undefined): boolean | null {
	return value === undefined ? null : (booleans[value.trim().toLowerCase()] ?? null);
}

/** Where supervisorctl finds the daemon; null where its own section says so, or nothing does. */
export function serverUrlOf(sections: readonly ConfigSection[]): string | null {
	const value = (section: string, key: string) => sections.find(({ name }) => name === section)?.values.get(key) ?? '';
	if (value('supervisorctl', 'serverurl') !== '') return null;
	const socket = value('unix_http_server', 'file');
	if (/^\/[^\s%]+$/.test(socket)) return `unix://${socket}`;
	const port = /^(?:[^\s:%]*:)?(\d{1,5})$/.exec(value('inet_http_server', 'port'))?.[1];
	return port === undefined ? null : `http://127.0.0.1:${port}`;
}

/** The file named by `-c FILE` among the arguments of a supervisord, separated by NUL; null where there is none. */
export function parseConfigArgument(cmdline: string): string | null {
	const args = cmdline.split('\0');
	const at = args.findIndex((arg) => arg === '-c' || arg === '--configuration');
	if (at >= 0) return args[at + 1] || null;
	const joined = args.map((arg) => /^(?:--configuration=|-c)(\/.+)$/.exec(arg)?.[1]).find((path) => path !== undefined);
	return joined ?? null;
}
