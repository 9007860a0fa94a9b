import { z } from 'zod';

const status = z.enum(['succeeded', 'failed', 'refused', 'timed-out', 'interrupted', 'unknown']);
const command = z.object({ file: z.string(), args: z.array(z.string()) });

const result = z.object({
	id: z.string().describe('The id of its record: history show ID'),
	status,
	code: z.string().nullable().describe('Why it did not succeed; null when it did'),
	message: z.string(),
	hint: z.string().nullable(),
	exitCode: z.int().nullable(),
	durationMs: z.number(),
	output: z.string().describe('Both streams, capped, secrets replaced by ***'),
	streams: z
		.object({ stdout: z.string(), stderr: z.string(), truncated: z.boolean() })
		.optional()
		.describe('What a custom command printed, apart'),
	before: z.string().nullable().describe('State of the target before the act'),
	after: z.string().nullable(),
	again: z
		.looseObject({ id: z.string() })
		.optional()
		.describe('The state flipped since it was asked: nothing was done, and this is the plan to ask now'),
	stillAt: z
		.object({ unit: z.string(), manager: z.string(), job: z.int() })
		.optional()
		.describe('The job that goes on past the time limit'),
	canUndo: z.boolean().optional().describe('What it changed was saved: history undo ID'),
});

/** `data` of `opsdash/operation/1`: service, kill, renice. */
export const operationDataSchema = z.object({ results: z.array(result) });

/** `data` of `opsdash/plan/1`: what `--dry-run` shows of any act. */
export const planDataSchema = z.object({
	plans: z.array(
		z.object({
			id: z.string(),
			operation: z.looseObject({
				type: z.enum(['service', 'reload-manager', 'signal', 'renice', 'run', 'copy', 'cancel-job', 'undo']),
			}),
			host: z.string(),
			target: z.string(),
			title: z.string(),
			command: command.nullable().describe('Null for a signal, which is sent by a system call'),
			commandText: z.string(),
			asUser: z.string(),
			effects: z.array(z.string()).describe('What hangs on it'),
			friction: z.looseObject({ kind: z.enum(['yes', 'count', 'name']) }),
			before: z.string().nullable(),
		}),
	),
});

/** `data` of `opsdash/run/1`. */
export const runDataSchema = z.object({
	hosts: z.array(
		z.object({
			host: z.string().nullable(),
			status,
			exitCode: z.int().nullable().describe('Null when it did not end by itself'),
			durationMs: z.number(),
			stdout: z.string().nullable(),
			stderr: z.string().nullable(),
			truncated: z.boolean().describe('The middle of a stream is left out'),
		}),
	),
});
