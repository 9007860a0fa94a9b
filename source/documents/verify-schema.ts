import { z } from 'zod';

/** `data` of `opsdash/verify/1`: `history verify`. */
export const verifyDataSchema = z.object({
	isIntact: z.boolean(),
	events: z.int(),
	firstSeq: z.int().nullable().describe('Of the oldest event that is kept; null in an empty log'),
	lastSeq: z.int().nullable(),
	head: z.string().nullable().describe('Hash of the last event: kept elsewhere, it shows later that none was cut off'),
	broken: z
		.object({ seq: z.int(), reason: z.enum(['altered', 'removed', 'cut-off']), message: z.string() })
		.nullable()
		.describe('The first event that is not as it was written'),
	limits: z.array(z.string()).describe('What could not be told, in sentences'),
});
