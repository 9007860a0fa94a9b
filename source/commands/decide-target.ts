import { editDistance, findNearest } from '../domain/nearest.ts';

/** What a bare word of the command line means. */
export type Target =
	| { readonly kind: 'host'; readonly host: string }
	/** Neither a verb nor a host; the nearest verb where there is one. */
	| { readonly kind: 'unknown'; readonly word: string; readonly nearest: string | null };

/** Where hosts are known from. */
export type HostSources = {
	/** In the inventory, or matched by a pattern of ssh_config other than a bare `*`. */
	isListed(word: string): Promise<boolean>;
	/** Whether the resolver knows it within a second. */
	isResolvable(word: string): Promise<boolean>;
};

/**
 * A word that is no verb: a host if it has `@`, `.` or `:`, or is listed; else a host if it is not one edit away from a verb and
 * the resolver knows it. A name that looks like a mistyped verb never opens a connection.
 */
export async function decideTarget(word: string, verbs: readonly string[], sources: HostSources): Promise<Target> {
	if (/[@.:]/.test(word) || (await sources.isListed(word))) return { kind: 'host', host: word };
	const isNearVerb = verbs.some((verb) => editDistance(word.toLowerCase(), verb) <= 1);
	if (!isNearVerb && (await sources.isResolvable(word))) return { kind: 'host', host: word };
	return { kind: 'unknown', word, nearest: findNearest(word, verbs)[0] ?? null };
}
