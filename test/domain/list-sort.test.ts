import { expect, it } from 'vitest';
import { sortRows } from '../../source/domain/list-sort.ts';

type Row = { readonly name: string; readonly size: number | null };
const rows: readonly Row[] = [
	{ name: 'b', size: null },
	{ name: 'a', size: 2 },
	{ name: 'd', size: Number.NaN },
	{ name: 'c', size: 9 },
	{ name: 'e', size: 2 },
];
const names = (sorted: readonly Row[]) => sorted.map((row) => row.name).join('');

it('puts unknown values last in both directions', () => {
	expect(names(sortRows(rows, (row) => row.size, false))).toBe('aecbd');
	expect(names(sortRows(rows, (row) => row.size, true))).toBe('caebd');
});

it('sorts names by character', () => {
	expect(names(sortRows(rows, (row) => row.name, true))).toBe('edcba');
});

it('orders equal rows by what is given for a tie, upwards in both directions', () => {
	const tie = (row: Row) => -row.name.charCodeAt(0);
	expect(names(sortRows(rows, () => 1, true, tie))).toBe('edcba');
});
