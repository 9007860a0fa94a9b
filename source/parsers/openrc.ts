/**
 * OpenRC 0.45: `rc-status --servicelist` (every script with its state), `rc-update --all show --verbose` (its runlevels), its
 * tree of dependencies under /run/openrc, and what its scripts say in plain assignments.
 * https://github.com/OpenRC/openrc/blob/master/service-script-guide.md
 */

import { parseCount, parseLines, type Records } from './records.ts';
import { splitWords } from './words.ts';

export type OpenrcState = {
	readonly name: string;
	/** started, stopped, starting, stopping, crashed, inactive, scheduled, failed, unsupervised. */
	readonly state: string;
	/** Of services under supervise-daemon alone. */
	readonly uptimeSeconds: number | null;
	readonly restarts: number | null;
};

/** ` web   [  started  ]`, and of a supervised one ` web  [  started 1 day(s) 00:10:23 (2) ]`; heads of runlevels are passed over. */
export function parseRcStatus(text: string): Records<OpenrcState> {
	return parseLines(text, (line) => {
		if (/^(?:Dynamic )?Runlevel: /.test(line)) return undefined;
		const [, name, words] = /^\s*(\S+)\s+\[\s*(.*?)\s*\]\s*$/.exec(line) ?? [];
		const [, state, days, hours, minutes, seconds, restarts] =
			/^([a-z]+)(?: (?:(\d{1,6}) day\(s\) )?(\d{1,4}):(\d\d):(\d\d))?(?: \((\d+)\))?$/.exec(words ?? '') ?? [];
		if (name === undefined || state === undefined) return null;
		const uptime = Number(days ?? 0) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
		return {
			name,
			state,
			uptimeSeconds: hours === undefined ? null : uptime,
			restarts: parseCount(restarts),
		};
	});
}

/** ` web |  boot default`: runlevels by service; those in none have an empty list. */
export function parseRcUpdate(text: string): {
	readonly runlevels: ReadonlyMap<string, readonly string[]>;
	readonly malformed: number;
} {
	const { records, malformed } = parseLines(text, (line): [string, readonly string[]] | null => {
		const [, name, levels] = /^\s*(\S+)\s+\|(.*)$/.exec(line) ?? [];
		return name === undefined ? null : [name, splitWords(levels ?? '')];
	});
	return { runlevels: new Map(records), malformed };
}

export type OpenrcDependencies = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** /run/openrc/deptree: `depinfo_8_service='web'`, `depinfo_8_ineed_0='base'`: names by kind (`ineed`, `needsme` …) by service. */
export function parseDeptree(text: string): OpenrcDependencies {
	const names = new Map<string, string>();
	const kinds = new Map<string, Map<string, string[]>>();
	for (const [, number = '', kind = '', value = ''] of text.matchAll(
		/^depinfo_(\d+)_([a-z]+)(?:_\d+)?='([^'\n]*)'$/gm,
	)) {
		if (kind === 'service') names.set(number, value);
		else {
			const own = kinds.get(number) ?? new Map<string, string[]>();
			own.set(kind, [...(own.get(kind) ?? []), value]);
			kinds.set(number, own);
		}
	}
	return new Map([...names].map(([number, name]) => [name, kinds.get(number) ?? new Map()]));
}

export type OpenrcScript = {
	readonly description: string | null;
	readonly pidFile: string | null;
	/** Files that its daemon's output goes to. */
	readonly logFiles: readonly string[];
	/** Base name of the program that it starts. */
	readonly program: string | null;
	/** Verbs beyond start, stop, restart, status and zap. */
	readonly extraVerbs: ReadonlySet<string>;
};

/** The text of an OpenRC script: only plain assignments count; `$RC_SVCNAME` is its name. */
export function parseOpenrcScript(text: string, name: string): OpenrcScript {
	const values = new Map<string, string>();
	for (const [, key = '', quoted, plain] of text.matchAll(
		/^\s*(\w+)\+?=(?:["']([^"'\n]*)["']|([^\s"';#]*))\s*(?:[;#].*)?$/gm,
	)) {
		const value = (quoted ?? plain ?? '').replaceAll(/\$\{(?:RC_SVCNAME|SVCNAME)\}|\$(?:RC_SVCNAME|SVCNAME)\b/g, name);
		values.set(key, values.has(key) && key.startsWith('extra_') ? `${values.get(key)} ${value}` : value);
	}
	const path = (key: string) => {
		const value = values.get(key) ?? '';
		return /^\/[\w./@:+-]+$/.test(value) ? value : null;
	};
	const extra = ['extra_commands', 'extra_started_commands', 'extra_stopped_commands', 'opts'];
	const program = path('command');
	return {
		description: values.get('description') || null,
		pidFile: path('pidfile'),
		logFiles: [...new Set([path('output_log'), path('error_log')])].filter((file) => file !== null),
		program: program === null ? null : program.slice(program.lastIndexOf('/') + 1),
		extraVerbs: new Set(extra.flatMap((key) => splitWords(values.get(key) ?? ''))),
	};
}
