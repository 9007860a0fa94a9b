import { z } from 'zod';
import { serviceVerbs } from '../domain/operation.ts';

export const managerNameSchema = z
	.string()
	.regex(/^(?:systemd|systemd-user|sysv|openrc|runit|supervisord(?::[\w.@+-]+)?)$/)
	.describe('A supervisord that is not the machine’s own one says which it is: supervisord:shop');

const verb = z.enum(serviceVerbs);

const manager = z.object({
	name: managerNameSchema,
	version: z.string().nullable(),
	state: z.string().nullable().describe('Overall state where the manager has one: running, degraded …'),
	verbs: z.array(verb).describe('What it can do with a unit'),
});

export const unitSchema = z.object({
	manager: managerNameSchema,
	name: z.string(),
	description: z.string().nullable(),
	loadState: z
		.string()
		.nullable()
		.describe('loaded, not-found, masked, error …; null for a unit file that is not loaded'),
	activeState: z.string().nullable().describe('active, inactive, failed, activating …; null where it cannot be told'),
	subState: z.string().nullable(),
	enabled: z.string().nullable().describe('enabled, disabled, static, masked …'),
	mainPid: z.int().nullable(),
	memoryBytes: z
		.number()
		.nullable()
		.describe('Of its control group; without one the sum of what its processes have in RAM'),
	cpuSeconds: z.number().nullable().describe('Of its control group; without one of its processes that run now'),
	restarts: z.int().nullable().describe('Times that the manager itself started it again'),
	since: z.iso.datetime().nullable().describe('When it came into this state'),
	ports: z.array(z.object({ protocol: z.string(), address: z.string(), port: z.int() })).describe('Listened on'),
	isCrashing: z.boolean().describe('Its manager starts it again and again'),
	needsReload: z.boolean().describe('A unit file changed on disk: the manager has to be reloaded before it counts'),
});

/** `data` of `opsdash/services/1`. */
export const servicesDataSchema = z.object({
	managers: z.array(manager),
	units: z.array(unitSchema).describe('Failed first, then by name'),
});
