import { runAsRoot } from '../domain/hints.ts';
import type { NetData } from '../domain/net.ts';
import type { NetSample } from '../domain/net-sample.ts';
import { type Problem, problemOf } from '../domain/problem.ts';
import { joinInterfaces, type LinkReading } from './net-interfaces.ts';
import { type SocketRows, socketRowsInSteps } from './net-sockets.ts';
import { createOwnerLookup, type OwnerMemory } from './socket-owners.ts';

/** The network view of one refresh, and what the next one needs of it. */
export type NetJoin = { readonly data: NetData; readonly problems: readonly Problem[]; readonly memory: NetMemory };

export type NetMemory = {
	readonly sockets: SocketRows;
	readonly owners: OwnerMemory;
	readonly links: LinkReading;
	readonly data: NetData;
};

/**
 * Joins sockets with owners, users and units, and counters with those before. Rows that did not change are the same objects as
 * in the refresh before, and so is each list of which no row changed.
 */
export function joinNet(sample: NetSample, previous: NetMemory | null): NetJoin {
	const steps = joinNetInSteps(sample, previous);
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** The same in steps of about a millisecond each: with 100,000 sockets, whoever drives it lets others run in between. */
export function* joinNetInSteps(sample: NetSample, previous: NetMemory | null): Generator<void, NetJoin> {
	const lookup = createOwnerLookup(sample, previous?.owners ?? null);
	const userOf = (uid: number) => sample.users.get(uid) ?? null;
	const contextOf = (container: string | null) => ({ container, ownersOf: lookup.ownersOf, userOf });
	const sockets = yield* socketRowsInSteps(sample.namespaces, contextOf, previous?.sockets ?? null);
	const before = previous?.data;
	const data: NetData = {
		sockets: sockets.rows,
		interfaces: joinInterfaces(sample, previous?.links ?? sample.earlier, before?.interfaces ?? []),
		routes: keepIfSame(sample.routes, before?.routes),
		resolvers: keepIfSame(sample.resolvers, before?.resolvers),
		neighbours: keepIfSame(sample.neighbours, before?.neighbours),
		counts: sockets.counts,
	};
	return {
		data,
		problems: [...sample.problems, ...ownerProblems(sample, lookup.unknownCount()), ...malformedProblems(sample)],
		memory: {
			sockets,
			owners: lookup.memory,
			links: { monotonicMs: sample.monotonicMs, links: sample.links },
			data,
		},
	};
}

/** Short lists of a few strings each: equal text is equal. */
function keepIfSame<Row>(now: readonly Row[], before: readonly Row[] | undefined): readonly Row[] {
	return before !== undefined && JSON.stringify(now) === JSON.stringify(before) ? before : now;
}

function ownerProblems(sample: NetSample, unknown: number): readonly Problem[] {
	const field = 'sockets[].owners';
	if (!sample.owners.ok) return [problemOf(field, sample.owners.error)];
	if (unknown === 0) return [];
	const closed = sample.owners.value.unreadablePids.length;
	return [
		{
			field,
			code: 'permission',
			message: `The owner of ${unknown} ${plural(unknown, 'socket')} may be ${closed === 1 ? 'a process' : `one of ${closed} processes`} whose descriptors this user may not read.`,
			hint: `${runAsRoot}, to see more; a process outside its container or under a security module stays closed even to root.`,
		},
	];
}

function malformedProblems(sample: NetSample): readonly Problem[] {
	const count = sample.namespaces.flatMap(({ tables }) => tables).reduce((sum, { malformed }) => sum + malformed, 0);
	if (count === 0) return [];
	const message = `${count} ${plural(count, 'line')} of the kernel's socket tables could not be understood.`;
	return [{ field: 'sockets', code: 'incomplete', message, hint: null }];
}

function plural(count: number, one: string, many = `${one}s`): string {
	return count === 1 ? one : many;
}
