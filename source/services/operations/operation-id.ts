import { randomBytes } from 'node:crypto';

/**
 * An id that sorts by time and is short enough to type: seconds since 1970 in base 36, a dash, four random characters and
 * some; `t3n0ql-4k9x2f`. The random part has 31 bits: ids of one second do not meet.
 */
export function newOperationId(now: Date): string {
	const seconds = Math.floor(now.getTime() / 1000).toString(36);
	const random = randomBytes(4).readUInt32BE() % 36 ** 6;
	return `${seconds}-${random.toString(36).padStart(6, '0')}`;
}
