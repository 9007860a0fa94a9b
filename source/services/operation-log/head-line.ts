import type { Appended, KeptHead } from './operation-log.ts';

/** Under which name the journal and syslog have these lines. */
export const headTag = 'opsdash';

/** What a path may hold that a line may not. */
const odd = /[%\u0000-\u001F\u007F]/g;

/** An event as it is told to the journal: enough to find out later that the log was rewritten, and nothing of what it says. */
export function formatHead({ seq, hash, kind, id, file }: Appended): string {
	return `head ${seq}:${hash} ${kind} ${id} ${file.replaceAll(odd, (sign) => `%${hexOf(sign)}`)}`;
}

const hexOf = (sign: string) => sign.charCodeAt(0).toString(16).padStart(2, '0');

/** The same back; null for any other line, as this program's other messages are. */
export function parseHead(line: string): KeptHead | null {
	const match = /^head (\d{1,15}):([0-9a-f]{64}) \S+ \S+ (\/.*)$/.exec(line);
	if (match === null) return null;
	const [, seq = '', hash = '', file = ''] = match;
	return {
		seq: Number(seq),
		hash,
		file: file.replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
	};
}

/** A head as a person gives it: `HASH` or `SEQ:HASH`, as `history verify` prints it; null when it is neither. */
export function parseGivenHead(text: string): { readonly seq: number | null; readonly hash: string } | null {
	const match = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/.exec(text.trim().toLowerCase());
	return match === null ? null : { seq: match[1] === undefined ? null : Number(match[1]), hash: match[2] ?? '' };
}
