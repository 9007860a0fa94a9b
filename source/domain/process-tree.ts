/** What a tree needs of a row: any process row has it. */
export type TreeNode = { readonly key: number; readonly pid: number; readonly ppid: number };

export type TreePlace<Row> = {
	readonly row: Row;
	/** One entry per level, outermost first: whether that ancestor (the row itself is last) is the last of its siblings. */
	readonly lastOfLevel: readonly boolean[];
	/** Rows below it that are folded away. */
	readonly foldedCount: number;
};

/**
 * Processes under their parents, siblings in the order they came in. A process whose parent is not among the rows stands at the
 * top. Rows that a damaged table ties into a ring are still shown once each.
 */
export function treeOf<Row extends TreeNode>(
	rows: readonly Row[],
	folded: ReadonlySet<number>,
): ReadonlyArray<TreePlace<Row>> {
	const present = new Set(rows.map((row) => row.pid));
	const children = new Map<number, Row[]>();
	const roots: Row[] = [];
	for (const row of rows) {
		if (!present.has(row.ppid) || row.ppid === row.pid) roots.push(row);
		else append(children, row.ppid, row);
	}
	const places: Array<TreePlace<Row>> = [];
	const seen = new Set<number>();
	const walk = (siblings: readonly Row[]) => walkDown(siblings, children, folded, places, seen);
	walk(roots);
	// A ring has no root: what was not reached begins one of its own.
	for (const row of rows) if (!seen.has(row.key)) walk([row]);
	return places;
}

type Pending<Row> = { readonly row: Row; readonly lastOfLevel: readonly boolean[] };

/** Depth first with a stack of its own: a chain of thousands of processes must not overflow. */
function walkDown<Row extends TreeNode>(
	roots: readonly Row[],
	children: ReadonlyMap<number, readonly Row[]>,
	folded: ReadonlySet<number>,
	places: Array<TreePlace<Row>>,
	seen: Set<number>,
): void {
	const stack: Array<Pending<Row>> = [];
	const push = (rows: readonly Row[], parent: readonly boolean[], isRoot: boolean) => {
		for (let index = rows.length - 1; index >= 0; index--) {
			const row = rows[index];
			if (row !== undefined) stack.push({ row, lastOfLevel: isRoot ? [] : [...parent, index === rows.length - 1] });
		}
	};
	push(roots, [], true);
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		const { row, lastOfLevel } = next;
		if (seen.has(row.key)) continue;
		seen.add(row.key);
		const below = children.get(row.pid) ?? [];
		const isFolded = folded.has(row.key) && below.length > 0;
		places.push({ row, lastOfLevel, foldedCount: isFolded ? markBelow(row, children, seen) : 0 });
		if (!isFolded) push(below, lastOfLevel, false);
	}
}

/** Marks everything below a row as seen and counts it. */
function markBelow<Row extends TreeNode>(
	row: Row,
	children: ReadonlyMap<number, readonly Row[]>,
	seen: Set<number>,
): number {
	const stack = [...(children.get(row.pid) ?? [])];
	let count = 0;
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		if (seen.has(next.key)) continue;
		seen.add(next.key);
		count += 1;
		stack.push(...(children.get(next.pid) ?? []));
	}
	return count;
}

function append<Row>(map: Map<number, Row[]>, key: number, row: Row): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [row]);
	else list.push(row);
}

/** The PIDs of the rows given and of all their ancestors among `all`: what a filtered tree keeps. */
export function withAncestors<Row extends TreeNode>(
	matching: readonly Row[],
	all: readonly Row[],
): ReadonlySet<number> {
	const parents = new Map(all.map((row) => [row.pid, row.ppid]));
	const kept = new Set<number>();
	for (const row of matching) {
		for (let pid: number | undefined = row.pid; pid !== undefined && !kept.has(pid); pid = parents.get(pid)) {
			if (parents.has(pid)) kept.add(pid);
			else break;
		}
	}
	return kept;
}
