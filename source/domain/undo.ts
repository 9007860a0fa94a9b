/** A symbolic link, by which a unit is enabled or masked. */
export type Link = { readonly path: string; readonly target: string };

export type ThreadNice = { readonly thread: number; readonly nice: number };

/** What an act changed, saved with its record: undo replays this, and not the opposite verb. */
export type UndoRecord =
	/** Units that went down (they are started again), or the one that was started (it is stopped). */
	| {
			readonly kind: 'units';
			readonly manager: string;
			readonly verb: 'start' | 'stop';
			readonly units: readonly string[];
	  }
	/** Links that the act removed and made, each to be put back as it was. */
	| {
			readonly kind: 'links';
			readonly manager: string;
			readonly unit: string;
			readonly removed: readonly Link[];
			readonly added: readonly Link[];
	  }
	/** Empty files that the act removed and made, of which it only counts whether they are there. */
	| {
			readonly kind: 'files';
			readonly manager: string;
			readonly unit: string;
			readonly removed: readonly string[];
			readonly added: readonly string[];
	  }
	| {
			readonly kind: 'nice';
			readonly pid: number;
			readonly startTicks: number;
			readonly bootId: string | null;
			/** What the act set. */
			readonly nice: number;
			readonly threads: readonly ThreadNice[];
	  };

const kinds: ReadonlyArray<UndoRecord['kind']> = ['units', 'links', 'files', 'nice'];

/** The record in a stored event; null where there is none, or one of a later version. */
export function readUndoRecord(value: unknown): UndoRecord | null {
	if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
	const { kind } = value;
	return (kinds as readonly unknown[]).includes(kind) ? (value as UndoRecord) : null;
}

/** What differs between two looks at the same places. */
export function compareLinks(
	before: readonly Link[],
	after: readonly Link[],
): Pick<Extract<UndoRecord, { readonly kind: 'links' }>, 'removed' | 'added'> {
	const key = ({ path, target }: Link) => `${path}\0${target}`;
	const wasThere = new Set(before.map(key));
	const isThere = new Set(after.map(key));
	return {
		removed: before.filter((link) => !isThere.has(key(link))),
		added: after.filter((link) => !wasThere.has(key(link))),
	};
}

/** Threads by the nice value that they had, so that each value takes one command. */
export function groupByNice(threads: readonly ThreadNice[]): ReadonlyMap<number, readonly number[]> {
	const groups = new Map<number, number[]>();
	for (const { thread, nice } of threads) groups.set(nice, [...(groups.get(nice) ?? []), thread]);
	return groups;
}
