import { z } from 'zod';
import { managerNameSchema, unitSchema } from './services-schema.ts';

/** `data` of `opsdash/unit/1`: `service status UNIT`. */
export const unitDataSchema = z.object({
	row: unitSchema,
	properties: z.array(z.object({ name: z.string(), value: z.string() })),
	pids: z.array(z.int()).nullable(),
	file: z.object({ path: z.string(), text: z.string() }).nullable().describe('The unit file or init script'),
	needsReload: z.boolean().describe('A unit file changed on disk: the manager has to be reloaded before it counts'),
});

/** `data` of `opsdash/logs/1`: `logs UNIT`. */
export const logsDataSchema = z.object({
	unit: z.string(),
	manager: managerNameSchema,
	source: z.string().describe('`journal`, or the path of a file'),
	lines: z
		.array(
			z.object({
				time: z.iso.datetime().nullable(),
				priority: z.int().min(0).max(7).nullable().describe('As in syslog'),
				source: z.string().nullable(),
				text: z.string(),
			}),
		)
		.describe('Oldest first'),
});
