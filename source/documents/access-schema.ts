import { z } from 'zod';

/** `data` of `opsdash/access/1` */
export const accessDataSchema = z.object({
	role: z.enum(['viewer', 'operator', 'admin']),
	because: z.string().describe('What decided it'),
	commands: z.array(z.array(z.string())).describe('What an operator may run: a pattern for each word'),
	entry: z.string().nullable().describe('What access passphrase made; null where none was asked for'),
});
