import { z } from 'zod';

const broken = z
	.object({
		seq: z.int(),
		reason: z.enum(['altered', 'inserted', 'removed', 'cut-off', 'rewritten', 'unreadable']),
		message: z.string(),
		file: z.string(),
	})
	.nullable()
	.describe('The first event that is not as it was written');

const report = {
	file: z.string().describe('Path of the file that the figures are about'),
	isIntact: z.boolean(),
	events: z.int(),
	firstSeq: z.int().nullable().describe('Of the oldest event that is kept; null in an empty log'),
	lastSeq: z.int().nullable(),
	head: z.string().nullable().describe('Hash of the last event: kept elsewhere, it shows later that none was cut off'),
	broken,
	compared: z.int().describe('Events whose hash was compared with one that the journal keeps'),
};

/** `data` of `opsdash/verify/1`: `history verify`. `isIntact` and `broken` are about all files. */
export const verifyDataSchema = z.object({
	...report,
	earlier: z.array(z.object(report)).describe('Files before it, each found damaged or altered and kept as it is'),
	comparedWith: z.string().nullable().describe('Where hashes were found; null where none could be read'),
	limits: z.array(z.string()).describe('What could not be told, in sentences'),
});
