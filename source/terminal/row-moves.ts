/**
 * Lists scroll and re-sort: most lines of a frame stand in the one before it, some rows higher or lower. A terminal moves
 * lines by itself (delete line, insert line, within margins: VT102, and every terminal since), for some 25 bytes.
 */
export type RowMoves = {
	/** Rows that move, both included, from 0: the margins. */
	readonly top: number;
	readonly bottom: number;
	/** Lines to delete, from the lowest up; rows as they are then. Before all insertions. */
	readonly deletions: readonly RowRun[];
	/** Blank lines to insert, from the top down. */
	readonly insertions: readonly RowRun[];
	/** For each row, the row whose line stands there afterwards; null is a blank one. */
	readonly from: ReadonlyArray<number | null>;
};

export type RowRun = { readonly row: number; readonly count: number };

/** A run of lines that differ between two that are equal; ends are exclusive. */
type Gap = {
	readonly oldFrom: number;
	readonly oldTo: number;
	readonly newFrom: number;
	readonly newTo: number;
};

/** Bytes that moving costs, about. */
const overhead = 40;

/** How to move lines before those that still differ are written; null where that would not pay. */
export function rowMoves(before: readonly string[], after: readonly string[]): RowMoves | null {
	if (before.length !== after.length) return null;
	const gaps = gapsBetween(before, after, stayingLines(before, after));
	if (gaps.every(({ oldFrom, oldTo, newFrom, newTo }) => oldTo - oldFrom === newTo - newFrom)) return null;
	const from = placesAfter(before, after, gaps);
	const moves = movesFor(from);
	const costOf = (rows: ReadonlyArray<number | null>) =>
		rows.reduce<number>((sum, row, index) => sum + difference(row === null ? '' : before[row], after[index]), 0);
	return costOf(from) + overhead < costOf(before.keys().toArray()) ? moves : null;
}

/** Pairs of rows with the same line, in the same order on both sides: the longest such list of lines that occur once. */
function stayingLines(before: readonly string[], after: readonly string[]): ReadonlyArray<readonly [number, number]> {
	const rowOf = uniqueRows(before);
	const unique = uniqueRows(after);
	const pairs = after.flatMap((line, row) => {
		const old = rowOf.get(line);
		return old === undefined || old === -1 || unique.get(line) === -1 ? [] : [[old, row] as const];
	});
	return longestRising(pairs);
}

/** Where each line stands; -1 for one that stands in several rows. */
function uniqueRows(lines: readonly string[]): Map<string, number> {
	const rows = new Map<string, number>();
	for (const [row, line] of lines.entries()) rows.set(line, rows.has(line) ? -1 : row);
	return rows;
}

/** Patience sorting by the first of each pair; the second rises already. */
function longestRising(pairs: ReadonlyArray<readonly [number, number]>): ReadonlyArray<readonly [number, number]> {
	const ends: number[] = [];
	const before: number[] = [];
	for (const [index, [old]] of pairs.entries()) {
		let low = 0;
		let high = ends.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((pairs[ends[middle] ?? 0]?.[0] ?? 0) < old) low = middle + 1;
			else high = middle;
		}
		before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
		ends[low] = index;
	}
	const rising: Array<readonly [number, number]> = [];
	for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
		const pair = pairs[index];
		if (pair !== undefined) rising.push(pair);
	}
	return rising.reverse();
}

function gapsBetween(
	before: readonly string[],
	after: readonly string[],
	staying: ReadonlyArray<readonly [number, number]>,
): readonly Gap[] {
	let [oldFrom, newFrom] = [0, 0];
	const gaps: Gap[] = [];
	for (const [oldTo, newTo] of [...staying, [before.length, after.length] as const]) {
		if (oldTo > oldFrom || newTo > newFrom) gaps.push({ oldFrom, oldTo, newFrom, newTo });
		[oldFrom, newFrom] = [oldTo + 1, newTo + 1];
	}
	return gaps;
}

/** The old row for each new one. */
function placesAfter(before: readonly string[], after: readonly string[], gaps: readonly Gap[]): Array<number | null> {
	const from: Array<number | null> = [];
	let old = 0;
	for (const gap of gaps) {
		while (from.length < gap.newFrom) from.push(old++);
		from.push(...pairsWithin(before, after, gap));
		old = gap.oldTo;
	}
	while (from.length < after.length) from.push(old++);
	return from;
}

const mostCompared = 800;
/** Bytes of one deletion or insertion, about. */
const moveBytes = 8;

/** Which old line of a gap each new one is written over: the pairs that have the most in common, in order. */
function pairsWithin(before: readonly string[], after: readonly string[], gap: Gap): Array<number | null> {
	const [olds, news] = [gap.oldTo - gap.oldFrom, gap.newTo - gap.newFrom];
	const straight = () => Array.from({ length: news }, (_, index) => (index < olds ? gap.oldFrom + index : null));
	if (olds === news || olds === 0 || olds * news > mostCompared) return straight();
	// Cost of the first `o` old and `n` new lines, row by row.
	const width = news + 1;
	const costs = new Float64Array((olds + 1) * width);
	const written = (n: number) => difference('', after[gap.newFrom + n - 1]) + moveBytes;
	const over = (o: number, n: number) => difference(before[gap.oldFrom + o - 1], after[gap.newFrom + n - 1]);
	const cost = (o: number, n: number) => costs[o * width + n] ?? 0;
	for (let n = 1; n <= news; n++) costs[n] = cost(0, n - 1) + written(n);
	for (let o = 1; o <= olds; o++) {
		costs[o * width] = o * moveBytes;
		for (let n = 1; n <= news; n++) {
			costs[o * width + n] = Math.min(
				cost(o - 1, n - 1) + over(o, n),
				cost(o, n - 1) + written(n),
				cost(o - 1, n) + moveBytes,
			);
		}
	}
	const pairs: Array<number | null> = Array.from({ length: news }, () => null);
	for (let [o, n] = [olds, news]; o > 0 && n > 0; ) {
		if (cost(o, n) === cost(o - 1, n) + moveBytes) o -= 1;
		else if (cost(o, n) === cost(o, n - 1) + written(n)) n -= 1;
		else {
			pairs[n - 1] = gap.oldFrom + o - 1;
			[o, n] = [o - 1, n - 1];
		}
	}
	return pairs;
}

/** Characters that a line does not share with another at its start and its end: about what it costs to make one of the other. */
function difference(before = '', after = ''): number {
	if (before === after) return 0;
	const shorter = Math.min(before.length, after.length);
	let start = 0;
	while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
	let end = 0;
	while (
		end < shorter - start &&
		before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
	) {
		end += 1;
	}
	return after.length - start - end + 4;
}

function movesFor(from: ReadonlyArray<number | null>): RowMoves {
	const kept = new Set(from);
	const deleted = from.keys().filter((row) => !kept.has(row));
	const inserted = from.entries().flatMap(([row, old]) => (old === null ? [row] : []));
	const deletions = runs([...deleted]).reverse();
	const insertions = runs([...inserted]);
	const rows = [...deletions, ...insertions].flatMap(({ row, count }) => [row, row + count - 1]);
	return { top: Math.min(...rows), bottom: Math.max(...rows), deletions, insertions, from };
}

function runs(rows: readonly number[]): RowRun[] {
	const found: RowRun[] = [];
	for (const row of rows) {
		const last = found.at(-1);
		if (last !== undefined && last.row + last.count === row)
			found[found.length - 1] = { ...last, count: last.count + 1 };
		else found.push({ row, count: 1 });
	}
	return found;
}
