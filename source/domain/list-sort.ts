/**
 * Rows in the order of one value. Null and not-a-number come last in both directions. Equal rows stand in the order of `tie`
 * ascending, else in the order they had, so that nothing moves without a reason. Answers a new array.
 */
export function sortRows<Row>(
	rows: readonly Row[],
	read: (row: Row) => string | number | null,
	isDescending: boolean,
	tie: (row: Row) => number = () => 0,
): readonly Row[] {
	const sign = isDescending ? -1 : 1;
	// Numbers are sorted and not objects: a list of thousands is sorted at every refresh.
	const values = rows.map(read);
	const ties = rows.map(tie);
	return rows
		.map((_, place) => place)
		.sort(
			(left, right) =>
				compareValues(values[left] ?? null, values[right] ?? null, sign) || (ties[left] ?? 0) - (ties[right] ?? 0),
		)
		.map((place) => rows[place] as Row);
}

function compareValues(left: string | number | null, right: string | number | null, sign: number): number {
	const isLeftUnknown = left === null || Number.isNaN(left);
	const isRightUnknown = right === null || Number.isNaN(right);
	if (isLeftUnknown || isRightUnknown) return Number(isLeftUnknown) - Number(isRightUnknown);
	return left < right ? -sign : left > right ? sign : 0;
}
