import type { HistoryEntry, HistoryQuery } from '../domain/history.ts';
import { fail, type Result, succeed } from '../domain/result.ts';
import type { FlagValues } from './flags.ts';

const statuses: ReadonlyArray<HistoryEntry['status']> = [
	'succeeded',
	'failed',
	'refused',
	'timed-out',
	'interrupted',
	'unknown',
	'open',
];

const ages: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An ISO 8601 time, or an age such as `2d`; null when it is neither. */
export function parseSince(text: string, nowMs: number): string | null {
	const age = /^(\d+)([smhdw])$/.exec(text);
	const ms = age === null ? Date.parse(text) : nowMs - Number(age[1]) * (ages[age[2] ?? ''] ?? Number.NaN);
	return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
}

/** Whether a list is shorter for what was asked, not for its length alone. */
export function isNarrowed({ limit: _, unreadOnly, ...filters }: HistoryQuery): boolean {
	return unreadOnly === true || Object.keys(filters).length > 0;
}

/** What the flags of `history` narrow; refused with a sentence where one cannot be understood. */
export function queryOf(flags: FlagValues, nowMs: number): Result<HistoryQuery> {
	const since = flags.since === undefined ? undefined : parseSince(flags.since, nowMs);
	if (since === null) {
		return fail('refused', `"${flags.since}" is neither a time nor an age such as 30m, 6h, 2d`);
	}
	const status = statuses.find((each) => each === flags.status);
	return succeed({
		...(since === undefined ? {} : { since }),
		...(status === undefined ? {} : { status }),
		...(flags.host === undefined ? {} : { host: flags.host }),
		...(flags.type === undefined ? {} : { type: flags.type }),
		...(flags.find === undefined ? {} : { text: flags.find }),
		...(flags.lines === undefined ? {} : { limit: flags.lines }),
		unreadOnly: flags.unread,
	});
}
