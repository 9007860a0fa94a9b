import { z } from 'zod';

/** `data` of `opsdash/doctor/1`. */
export const doctorDataSchema = z.object({
	checks: z.array(
		z.object({
			name: z.string(),
			state: z.enum(['fine', 'missing', 'broken']),
			message: z.string(),
			mend: z.string().nullable().describe('What to do; null when it is fine'),
		}),
	),
});
