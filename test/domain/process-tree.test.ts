import { describe, expect, it } from 'vitest';
import { treeOf, withAncestors } from '../../source/domain/process-tree.ts';

/** `2<1` is process 2 under process 1. */
const rows = (text: string) =>
	text.split(' ').map((entry) => {
		const [pid = 0, ppid = 0] = entry.split('<').map(Number);
		return { key: pid * 10, pid, ppid };
	});
const shape = (text: string, folded: readonly number[] = []) =>
	treeOf(rows(text), new Set(folded)).map((place) => `${'  '.repeat(place.lastOfLevel.length)}${place.row.pid}`);

describe('a process tree', () => {
	it('puts children under their parents in the order they came', () => {
		expect(shape('1<0 5<2 2<1 4<1 3<2')).toEqual(['1', '  2', '    5', '    3', '  4']);
	});

	it('starts a tree of its own for a process whose parent is hidden', () => {
		expect(shape('7<4 8<7 9<4')).toEqual(['7', '  8', '9']);
	});

	it('knows the last of its siblings at each level', () => {
		expect(treeOf(rows('1<0 2<1 3<1 4<3'), new Set()).map((place) => place.lastOfLevel)).toEqual([
			[],
			[false],
			[true],
			[true, true],
		]);
	});

	it('folds a branch and says how many rows it hides', () => {
		const places = treeOf(rows('1<0 2<1 3<2 4<3 5<1'), new Set([20]));
		expect(places.map(({ row, foldedCount }) => [row.pid, foldedCount])).toEqual([
			[1, 0],
			[2, 2],
			[5, 0],
		]);
	});

	it('shows rows that form a ring once each', () => {
		expect(shape('1<2 2<1 3<3')).toHaveLength(3);
	});

	it('stands a chain of many thousands', () => {
		const chain = Array.from({ length: 3000 }, (_, index) => ({ key: index + 1, pid: index + 1, ppid: index }));
		expect(treeOf(chain, new Set())).toHaveLength(3000);
	});

	it('keeps the ancestors of what a filter found', () => {
		const all = rows('1<0 2<1 3<2 4<1');
		expect([...withAncestors(rows('3<2'), all)].sort()).toEqual([1, 2, 3]);
	});
});
