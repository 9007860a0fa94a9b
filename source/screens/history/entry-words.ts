import { formatCommand, formatSequence } from '../../domain/command.ts';
import type { Actor, HistoryEntry } from '../../domain/history.ts';
import type { ServiceVerb } from '../../domain/operation.ts';
import type { StyleName, Symbols } from '../../theme.ts';

export type EntryStatus = HistoryEntry['status'];

export const entryStatuses: readonly EntryStatus[] = [
	'succeeded',
	'failed',
	'timed-out',
	'interrupted',
	'unknown',
	'refused',
	'open',
];

const words: Readonly<Record<EntryStatus, string>> = {
	succeeded: 'succeeded',
	failed: 'failed',
	refused: 'refused',
	'timed-out': 'timed out',
	interrupted: 'interrupted',
	unknown: 'unknown',
	open: 'running',
};

export const statusStyles: Readonly<Record<EntryStatus, StyleName>> = {
	succeeded: 'good',
	failed: 'bad',
	refused: 'warn',
	'timed-out': 'bad',
	interrupted: 'bad',
	unknown: 'warn',
	open: 'accent',
};

export function statusWord(status: EntryStatus): string {
	return words[status];
}

/** Sign and word: `✗ failed`. */
export function statusText(status: EntryStatus, symbols: Symbols): string {
	return `${statusSign(status, symbols)} ${words[status]}`;
}

/** How an entry ended, in a list: what succeeded and was then seen to fail did not hold. */
export function endText({ status, held }: Pick<HistoryEntry, 'status' | 'held'>, symbols: Symbols): string {
	return hasNotHeld({ status, held }) ? `${symbols.warning} not held` : statusText(status, symbols);
}

export function endStyle({ status, held }: Pick<HistoryEntry, 'status' | 'held'>): StyleName {
	return hasNotHeld({ status, held }) ? 'warn' : statusStyles[status];
}

function hasNotHeld({ status, held }: Pick<HistoryEntry, 'status' | 'held'>): boolean {
	return status === 'succeeded' && held === false;
}

function statusSign(status: EntryStatus, symbols: Symbols): string {
	switch (status) {
		case 'succeeded':
			return symbols.ok;
		case 'failed':
		case 'timed-out':
		case 'interrupted':
			return symbols.failed;
		case 'refused':
			return symbols.warning;
		case 'unknown':
			return '?';
		case 'open':
			return symbols.live;
	}
}

/** The person, and as whom: `alice as root`. */
export function actorText({ user, loginUser, sudoUser }: Actor): string {
	const person = loginUser ?? sudoUser ?? user;
	return person === user ? user : `${person} as ${user}`;
}

/** The unit that an entry is about; null for everything else. */
export function unitOf({ type, target }: HistoryEntry): string | null {
	return type === 'service' ? target : null;
}

/** Words of managers' commands, as verbs. */
const verbs: Readonly<Record<string, ServiceVerb>> = {
	start: 'start',
	stop: 'stop',
	restart: 'restart',
	reload: 'reload',
	enable: 'enable',
	disable: 'disable',
	mask: 'mask',
	unmask: 'unmask',
	'reset-failed': 'reset-failed',
	// chkconfig
	on: 'enable',
	off: 'disable',
};

/** What was done, in one or two words: `restart`, `signal KILL`, `renice`. The record's type where nothing tells more. */
export function actText({ type, argv }: Pick<HistoryEntry, 'type' | 'argv'>): string {
	switch (type) {
		case 'service':
			// The verb stands at another place in each manager's command.
			return argv.map((word) => (Object.hasOwn(verbs, word) ? verbs[word] : undefined)).find(Boolean) ?? type;
		case 'signal':
			return `signal ${(argv[1] ?? '').replace(/^-/, '')}`.trimEnd();
		default:
			return type;
	}
}

/** What it was done to; for a command that is the command itself. */
export function objectText(entry: Pick<HistoryEntry, 'type' | 'target' | 'argv'>): string {
	const command = entry.type === 'run' ? commandOf(entry) : '';
	return command === '' ? entry.target : command;
}

/** Both in one: `restart nginx.service`. */
export function titleOf(entry: Pick<HistoryEntry, 'type' | 'target' | 'argv'>): string {
	return `${actText(entry)} ${objectText(entry)}`;
}

/** The command as a person would type it; empty where none ran. */
export function commandOf({ argv, type }: Pick<HistoryEntry, 'argv' | 'type'>): string {
	if (type === 'undo') return formatSequence(argv);
	const [file, ...args] = argv;
	return file === undefined ? '' : formatCommand({ file, args });
}

/** What was last seen of it, else the first line of what was said of the outcome. */
export function outcomeText({ output, verdict }: Pick<HistoryEntry, 'output' | 'verdict'>): string {
	if (verdict !== null) return verdict;
	const end = output.indexOf('\n');
	return end < 0 ? output : output.slice(0, end);
}
