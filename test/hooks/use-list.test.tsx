import { Text } from 'ink';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyTable } from '../../source/domain/keys.ts';
import { matches } from '../../source/domain/list-filter.ts';
import { useKeys } from '../../source/hooks/use-keys.ts';
import { useList } from '../../source/hooks/use-list.ts';
import { useListFilter } from '../../source/hooks/use-list-filter.ts';
import { ListLine } from '../../source/screens/parts/list-line.tsx';
import { createFakeConsole, keyPress, type RenderedView, renderAt } from '../support/render-at.tsx';

const keyOf = (row: string) => row;
const openKeys: KeyTable<'test.filter'> = {
	scope: 'test',
	title: 'Test',
	bindings: [{ id: 'test.filter', keys: ['/'], hint: '', description: '', weight: 0 }],
};
let renders = 0;

function Sample({ rows }: { readonly rows: readonly string[] }) {
	renders += 1;
	const filter = useListFilter('sample');
	const shown = rows.filter((row) => matches(filter.filter, row));
	const list = useList('sample', shown, keyOf, 3);
	useKeys('screen', openKeys, {
		'test.filter': () => filter.dispatch({ type: 'edit' }),
	});
	return (
		<>
			<ListLine width={60} filter={filter} modes={['tree']} position={list.position} />
			<Text>{`${list.selectedRow}${list.hasMoved ? ' moved' : ''} from ${list.offset}`}</Text>
		</>
	);
}

let view: RenderedView | null = null;
afterEach(() => view?.unmount());

function open(rows: readonly string[]) {
	const fake = createFakeConsole();
	const tree = (next: readonly string[]) => (
		<fake.Provider>
			<Sample rows={next} />
		</fake.Provider>
	);
	view = renderAt(60, 4, tree(rows));
	return { fake, show: (next: readonly string[]) => view?.rerender(tree(next)), lines: () => view?.lines() ?? [] };
}

describe('a list of a screen', () => {
	it('moves with the list keys and says where it is', async () => {
		const { fake, lines } = open(['a', 'b', 'c', 'd', 'e']);
		await fake.press('Down', 'G');
		expect(lines()[1]).toBe('e from 2');
		expect(lines()[0]?.trimEnd().endsWith('5 of 5')).toBe(true);
	});

	it('keeps hold of its row when rows change places, twice', async () => {
		const { fake, show, lines } = open(['a', 'b', 'c', 'd', 'e']);
		await fake.press('Down');
		show(['e', 'd', 'c', 'b', 'a']);
		await fake.press();
		show(['d', 'b', 'a', 'e', 'c']);
		await fake.press();
		expect(lines()[1]).toBe('b from 1');
	});

	it('stays with the neighbour of a row that ended when rows change places again', async () => {
		const { fake, show, lines } = open(['a', 'b', 'c', 'd']);
		await fake.press('Down');
		show(['a', 'c', 'd']);
		await fake.press();
		show(['d', 'c', 'a']);
		await fake.press();
		expect(lines()[1]).toBe('c moved from 0');
	});

	it('renders once for a refresh that does not touch the selection', async () => {
		const rows = ['a', 'b', 'c'];
		const { fake, show } = open(rows);
		await fake.press();
		renders = 0;
		show([...rows]);
		await fake.press();
		expect(renders).toBe(1);
	});
});

describe('a filter of a screen', () => {
	it('narrows the list while it is typed, and keys do nothing else meanwhile', async () => {
		const { fake, lines } = open(['apple', 'banana', 'cherry']);
		await fake.press('/');
		await fake.type('ban');
		expect(lines()[1]).toBe('banana from 0');
		expect(lines()[0]).toContain('/ban');
		await fake.press('Backspace', 'Backspace', 'Backspace', 'c', 'h', 'Enter');
		expect(lines()[1]).toBe('cherry from 0');
	});

	it('takes the keys that are typed before anything was drawn', async () => {
		const { fake, lines } = open(['apple', 'banana']);
		await fake.press();
		for (const key of ['/', 'n', 'a', 'Enter', 'G']) fake.router.dispatch(keyPress(key));
		await fake.press();
		expect(lines()[0]).toContain('/na');
		expect(lines()[1]).toBe('banana from 0');
	});

	it('lets go of the keys when another tab comes in front while it is typed', async () => {
		const { fake } = open(['apple']);
		await fake.press('/', 'a');
		view?.rerender(<fake.Provider>{null}</fake.Provider>);
		await fake.press();
		expect(fake.router.isHeld()).toBe(false);
	});

	it('is cleared by Esc while it is typed', async () => {
		const { fake, lines } = open(['apple', 'banana']);
		await fake.press('/', 'n', 'n', 'Esc');
		expect(lines()[0]).not.toContain('/nn');
		expect(lines()[1]).toBe('apple from 0');
	});

	it('says why it cannot be read and keeps the last one that could', async () => {
		const { fake, lines } = open(['apple', 'banana']);
		await fake.press('/');
		await fake.type('/(/');
		expect(lines()[0]).toContain('The pattern /(/ is not');
	});
});
