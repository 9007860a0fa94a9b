import { z } from 'zod';
import { roles } from '../../domain/access.ts';
import type { Settings } from '../../domain/settings.ts';

function isRegularExpression(text: string): boolean {
	try {
		new RegExp(text);
		return true;
	} catch {
		return false;
	}
}

const keyList = z.union([z.string(), z.array(z.string()).max(8)]).transform((keys) => [keys].flat());

/** What may stand in settings.yaml, key by key: one that is wrong loses only itself. Sentences are for the person who wrote it. */
export const settingsShape = {
	theme: z.enum(['dark', 'light', 'auto']),
	colour: z.enum(['auto', 'always', 'never']),
	symbols: z.enum(['auto', 'unicode', 'ascii']),
	mouse: z.boolean(),
	intervalMs: z.number().int().min(100).max(60_000),
	protectedHosts: z.array(z.string().min(1).max(255)).max(10_000),
	keys: z.record(z.string(), keyList),
	secretPatterns: z.array(z.string().refine(isRegularExpression, 'is not a regular expression')).max(200),
	commandTimeoutMs: z
		.number()
		.int()
		.min(100)
		.max(24 * 60 * 60 * 1000),
	unitTimeoutMs: z
		.number()
		.int()
		.min(100)
		.max(60 * 60 * 1000),
	watchMs: z
		.number()
		.int()
		.min(0)
		.max(60 * 60 * 1000),
	historyLimit: z.number().int().min(100).max(10_000_000),
	historyDays: z.number().int().min(1).max(36_500),
	historyMegabytes: z.number().int().min(10).max(1_000_000),
	historyJournal: z.boolean(),
	role: z.enum(roles).nullable(),
	passwordSeconds: z.number().int().min(0).max(3600),
} satisfies Record<keyof Settings, z.ZodType>;

/** One thing that is wrong with a value, and where in it. */
export type ShapeIssue = { readonly path: readonly (string | number)[]; readonly message: string };

/** The value of one setting, or what is wrong with it. */
export function checkSetting(
	name: keyof Settings,
	value: unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly issue: ShapeIssue } {
	const result = settingsShape[name].safeParse(value);
	if (result.success) return { ok: true, value: result.data };
	const issue = result.error.issues[0];
	const path = (issue?.path ?? []).filter((part): part is string | number => typeof part !== 'symbol');
	return { ok: false, issue: { path, message: (issue?.message ?? 'is not valid').replace(/^Invalid [a-z]+: /, '') } };
}
