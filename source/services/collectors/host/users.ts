import type { LoggedInUser } from '../../../domain/host.ts';
import { fail } from '../../../domain/result.ts';
import { parseSessionIds, parseSessions, parseWho } from '../../../parsers/logins.ts';
import type { Transport } from '../../transports/transport.ts';
import { readHostNowMs } from '../host-clock.ts';
import {
	answer,
	type FactAnswer,
	type FactReader,
	inUtc,
	leftOut,
	runInTime,
	runToEnd,
	secondMs,
} from './fact-reader.ts';

const timeoutMs = secondMs;
const sessionProperties = [
	'Name',
	'TTY',
	'RemoteHost',
	'Display',
	'Timestamp',
	'Leader',
	'IdleHint',
	'IdleSinceHint',
	'Class',
];
const noRecord = 'This host keeps no record of who is logged in (no utmp, no logind)';
/** More sessions than anybody reads. */
const maxSessions = 500;

/** Who is logged in: /run/utmp by `who`; where that is gone (systemd 256 and newer without it), the sessions of logind. */
export const usersReader: FactReader<'users'> = {
	maxAgeMs: 10 * secondMs,
	isKept: false,
	deadlineMs: 3 * secondMs,
	async read(transport, signal) {
		const hasUtmp = await contains(transport, ['/run', '/var/run'], 'utmp');
		// A `who` of coreutils 9.5 and newer asks logind itself where there is no utmp.
		const who = await runToEnd(transport, inUtc('who', ['-u']), { timeoutMs }, signal);
		const fromWho = who.ok ? parseWho(who.value.stdout) : null;
		if (fromWho !== null && (hasUtmp || fromWho.records.length > 0)) {
			return answer(fromWho.records, leftOut('users', fromWho.malformed, '`who -u`'));
		}
		return readSessions(transport, signal);
	},
};

async function contains(transport: Transport, directories: readonly string[], name: string): Promise<boolean> {
	const lists = await Promise.all(directories.map((directory) => transport.listDirectory(directory)));
	return lists.some((list) => list.ok && list.value.includes(name));
}

async function readSessions(transport: Transport, signal: AbortSignal): Promise<FactAnswer<readonly LoggedInUser[]>> {
	if (!(await contains(transport, ['/run/systemd'], 'sessions'))) {
		return fail('unavailable', noRecord);
	}
	const list = await runToEnd(
		transport,
		{ file: 'loginctl', args: ['list-sessions', '--no-legend', '--no-pager'] },
		{ timeoutMs },
		signal,
	);
	if (!list.ok) return /bus|booted/i.test(list.error.message) ? fail('unavailable', noRecord) : list;
	const ids = parseSessionIds(list.value.stdout).slice(0, maxSessions);
	if (ids.length === 0) return answer([]);
	const properties = sessionProperties.flatMap((name) => ['-p', name]);
	const shown = await runInTime(
		transport,
		inUtc('loginctl', ['show-session', ...properties, '--', ...ids]),
		{ timeoutMs },
		signal,
	);
	if (!shown.ok) return shown;
	const { records, malformed } = parseSessions(shown.value.stdout, await readHostNowMs(transport));
	return answer(records, leftOut('users', malformed, '`loginctl show-session`'));
}
