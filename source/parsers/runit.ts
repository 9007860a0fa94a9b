/**
 * `sv status DIRECTORY…` of runit 2.1.2, one line for each service: `run: DIR: (pid 22886) 2s; run: log: (pid 22885) 2s`,
 * `down: DIR: 1s, normally up, want up` (it crashed and is started again within a second; the exit status is 0 all the same),
 * `warning: DIR: unable to open supervise/ok: access denied`. And what the scripts in a service directory tell.
 * http://smarden.org/runit/sv.8.html
 */

import { parseCount, parseLines, type Records } from './records.ts';
import { splitWords } from './words.ts';

export type RunitState = {
	/** As it was given to sv. */
	readonly directory: string;
	readonly state: 'run' | 'down' | 'finish' | 'unsupervised' | 'denied' | 'failed';
	readonly pid: number | null;
	/** Seconds in this state. */
	readonly seconds: number | null;
	/** It starts with its supervisor; null where the line does not tell. */
	readonly normallyUp: boolean | null;
	readonly wants: 'up' | 'down' | 'exit' | null;
	readonly isPaused: boolean;
	/** TERM was sent and it has not ended yet. */
	readonly gotTerm: boolean;
	/** Why nothing is known, in sv's words. */
	readonly reason: string | null;
};

const unknown = {
	pid: null,
	seconds: null,
	normallyUp: null,
	wants: null,
	isPaused: false,
	gotTerm: false,
	reason: null,
} as const;

export function parseSvStatus(text: string): Records<RunitState> {
	return parseLines(text, (line) => parseTrouble(line) ?? parseState(line));
}

function parseTrouble(line: string): RunitState | null {
	const [, directory, reason] =
		/^(?:warning|fail): (.+?): ((?:unable to|cannot|runsv not|can't|wrong|file does).*)$/.exec(line.trim()) ?? [];
	if (directory === undefined || reason === undefined) return null;
	const isUnsupervised = /supervise\/ok: file does not exist|runsv not running/.test(reason);
	const state = /denied/.test(reason) ? 'denied' : isUnsupervised ? 'unsupervised' : 'failed';
	return { ...unknown, directory, state, reason };
}

function parseState(line: string): RunitState | null {
	const [, state, directory, pid, seconds, rest = ''] =
		/^(run|down|finish): (.+?): (?:\(pid (\d+)\) )?(\d+)s((?:, [a-zA-Z ]+)*)(?:; .*)?$/.exec(line.trim()) ?? [];
	if (state === undefined || directory === undefined) return null;
	const flags = rest.split(', ');
	const isUp = state === 'run';
	const wants = /, want (up|down|exit)/.exec(rest)?.[1] ?? null;
	return {
		...unknown,
		directory,
		state: state as 'run' | 'down' | 'finish',
		pid: parseCount(pid),
		seconds: parseCount(seconds),
		// Only what differs from how it is now is written out.
		normallyUp: isUp ? !flags.includes('normally down') : flags.includes('normally up'),
		wants: wants as RunitState['wants'],
		isPaused: flags.includes('paused'),
		gotTerm: flags.includes('got TERM'),
	};
}

/** Directories that svlogd writes to, of the run script of a `log` service. What the shell would compute is left out. */
export function parseSvlogdDirectories(script: string): readonly string[] {
	const joined = script.replaceAll('\\\n', ' ');
	return joined.split('\n').flatMap((line) => {
		const words = splitWords(line.replace(/\s#.*$/, ''));
		const at = words.findIndex((word) => word === 'svlogd' || word.endsWith('/svlogd'));
		return at < 0 || words[0]?.startsWith('#') === true ? [] : operandsOf(words.slice(at + 1));
	});
}

/** What svlogd takes with a value of its own: -r c, -R xyz, -l len, -b buflen. */
const withValue = /^-[A-Za-z]*[rRlb]$/;

function operandsOf(words: readonly string[]): readonly string[] {
	const operands: string[] = [];
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (withValue.test(word)) index++;
		else if (!word.startsWith('-')) operands.push(word.replaceAll(/^["']|["']$/g, ''));
	}
	return operands.filter((path) => /^[\w./@:+-]+$/.test(path));
}

/** The directory of a `runsvdir [-P] DIR [log]` from its arguments, separated by NUL; null where there is none. */
export function parseRunsvdirArguments(cmdline: string): string | null {
	const [, ...args] = cmdline.split('\0');
	const directory = args.find((arg) => arg !== '' && !arg.startsWith('-'));
	return directory ?? null;
}
