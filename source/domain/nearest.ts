/** Edits between two words: insertions, deletions, replacements, and neighbours swapped (optimal string alignment). */
export function editDistance(first: string, second: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: second.length + 1 }, (_, index) => index);
	for (let row = 1; row <= first.length; row++) {
		const current = [row];
		for (let column = 1; column <= second.length; column++) {
			const isSame = first[row - 1] === second[column - 1];
			const isSwap =
				row > 1 && column > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1];
			current[column] = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (isSame ? 0 : 1),
				isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
			);
		}
		beforeLast = last;
		last = current;
	}
	return last[second.length] ?? 0;
}

/** Longer words are compared by their start only: what a person typed is short. */
const longestWord = 80;

/**
 * The names that somebody who typed `word` may have meant, nearest first: few edits away, or holding the word.
 * Case does not count.
 */
export function findNearest(word: string, names: Iterable<string>, limit = 3): readonly string[] {
	const wanted = word.toLowerCase().slice(0, longestWord);
	if (wanted === '') return [];
	const farthest = wanted.length <= 4 ? 1 : wanted.length <= 8 ? 2 : 3;
	const scored: Array<{ readonly name: string; readonly distance: number }> = [];
	for (const name of new Set(names)) {
		const candidate = name.toLowerCase().slice(0, longestWord);
		const isNear = Math.abs(candidate.length - wanted.length) <= farthest;
		const distance = isNear ? editDistance(wanted, candidate) : Number.POSITIVE_INFINITY;
		if (distance <= farthest) scored.push({ name, distance });
		else if (wanted.length >= 3 && candidate.includes(wanted)) scored.push({ name, distance: farthest + 1 });
	}
	return scored
		.toSorted((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
		.slice(0, limit)
		.map(({ name }) => name);
}
