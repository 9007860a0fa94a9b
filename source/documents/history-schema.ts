import { z } from 'zod';

const event = z.object({
	seq: z.int(),
	kind: z.enum(['begun', 'ended', 'observed', 'refused', 'trimmed', 'continued']),
	time: z.iso.datetime(),
	hash: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.describe('SHA-256 over seq, the hash before, and the stored body'),
});

const entry = z.object({
	id: z.string(),
	time: z.iso.datetime(),
	actor: z.object({
		user: z.string(),
		loginUser: z.string().nullable().describe('Who logged in; sudo and su do not change it'),
		sudoUser: z.string().nullable(),
		from: z.string().nullable().describe('Address of the SSH client, or the terminal'),
		signInName: z.string().nullable().describe('The name given at the sign-in of a shared account'),
	}),
	host: z.string(),
	type: z
		.string()
		.describe(
			'service, reload-manager, signal, renice, run; trimmed for what retention dropped, continued for a new file',
		),
	target: z.string(),
	argv: z.array(z.string()).describe('Secrets replaced by ***'),
	status: z.enum(['succeeded', 'failed', 'refused', 'timed-out', 'interrupted', 'unknown', 'open']),
	exitCode: z.int().nullable(),
	durationMs: z.number().nullable(),
	before: z.string().nullable(),
	after: z.string().nullable(),
	output: z.string(),
	verdict: z.string().nullable().describe('What was last seen of it after its end'),
	held: z.boolean().nullable().describe('Whether that is as it should be; null where nobody looked'),
	journal: z.array(z.string()).describe('Lines that the unit wrote to its journal meanwhile, secrets replaced'),
	operation: z.looseObject({ type: z.string() }).nullable().describe('What was asked for, secrets replaced'),
	undo: z.looseObject({ kind: z.string() }).nullable().describe('What undo would put back; null where nothing can be'),
	seen: z.boolean(),
	events: z.array(event),
});

/** `data` of `opsdash/history/1`. */
export const historyDataSchema = z.object({ entries: z.array(entry).describe('Newest first') });
