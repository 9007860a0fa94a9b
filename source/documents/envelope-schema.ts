import { z } from 'zod';

const problem = z.object({
	field: z.string().describe('Path of the field in data that is null or short, or `data` for all of it'),
	code: z.enum([
		'permission',
		'not-found',
		'unavailable',
		'unreachable',
		'timeout',
		'refused',
		'failed',
		'malformed',
		'cancelled',
		'pending',
		'incomplete',
	]),
	message: z.string(),
	hint: z.string().nullable().describe('What to try'),
});

/** The envelope round the data of a view: `data` is null when nothing at all could be read, and `problems` says why. */
export function envelopeSchema(view: string, data: z.ZodType) {
	return z
		.object({
			schema: z.literal(`opsdash/${view}/1`),
			host: z.string(),
			bootId: z.string().nullable().describe('The boot id of the kernel'),
			takenAt: z.iso.datetime({ precision: 3 }),
			ok: z.boolean().describe('False when the view as a whole failed, or what was asked for did not succeed'),
			data: data.nullable(),
			problems: z.array(problem),
		})
		.meta({ title: `opsdash/${view}/1` });
}
