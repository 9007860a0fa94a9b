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
	return rows
		.map((row) => ({ row, value: read(row) }))
		.sort((left, right) => compareValues(left.value, right.value, sign) || tie(left.row) - tie(right.row))
		.map(({ row }) => row);
}

function compareValues(left: string | number | null, right: string | number | null, sign: number): number {
	const isLeftUnknown = left === null || Number.isNaN(left);
	const isRightUnknown = right === null || Number.isNaN(right);
	if (isLeftUnknown || isRightUnknown) return Number(isLeftUnknown) - Number(isRightUnknown);
	return left < right ? -sign : left > right ? sign : 0;
}
