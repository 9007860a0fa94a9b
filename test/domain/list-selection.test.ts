import { describe, expect, it } from 'vitest';
import { emptyList, type ListAction, type ListState, reduceList } from '../../source/domain/list-selection.ts';

const letters = (text: string) => [...text];

function run(
	keys: string,
	actions: ReadonlyArray<ListAction<string>>,
	from: ListState<string> = emptyList,
	pageRows = 4,
) {
	return actions.reduce((state, action) => reduceList(state, action, { keys: letters(keys), pageRows }), from);
}

const settle: ListAction<string> = { type: 'settle' };
const down: ListAction<string> = { type: 'move', move: 'down' };

describe('selection', () => {
	it('stays on the first row until the person moves', () => {
		const first = run('abc', [settle]);
		expect(first.selectedKey).toBe('a');
		expect(run('bca', [settle], first).selectedKey).toBe('b');
	});

	it('follows its row to a new place', () => {
		const chosen = run('abcdef', [down]);
		const later = run('fedcba', [settle], chosen);
		expect([later.selectedKey, later.selectedIndex, later.hasMoved]).toEqual(['b', 4, false]);
	});

	it('goes to the nearest neighbour when its row ends, and says so until the person moves', () => {
		const chosen = run('abcd', [down, down]);
		const later = run('abd', [settle], chosen);
		expect([later.selectedKey, later.hasMoved]).toEqual(['d', true]);
		const resorted = run('dab', [settle], later);
		expect([resorted.selectedKey, resorted.hasMoved]).toEqual(['d', true]);
		expect(run('abd', [{ type: 'move', move: 'up' }], later).hasMoved).toBe(false);
	});

	it('goes to the last row when everything below is gone', () => {
		const chosen = run('abcdef', [{ type: 'move', move: 'last' }]);
		expect(run('ab', [settle], chosen).selectedKey).toBe('b');
	});

	it('waits for its row while a filter shows none', () => {
		const chosen = run('abc', [down]);
		const none = run('', [settle], chosen);
		expect(none.selectedKey).toBe('b');
		expect(run('cba', [settle], none)).toMatchObject({ selectedKey: 'b', hasMoved: false });
	});

	it('is the same object when nothing changed', () => {
		const chosen = run('abc', [down]);
		expect(run('abc', [settle], chosen)).toBe(chosen);
	});
});

describe('moving', () => {
	it('stops at both ends', () => {
		expect(run('abc', [{ type: 'move', move: 'up' }]).selectedKey).toBe('a');
		expect(run('abc', [down, down, down, down]).selectedKey).toBe('c');
	});

	it('scrolls no more than it has to', () => {
		const state = run('abcdefgh', [down, down, down, down]);
		expect([state.selectedKey, state.offset]).toEqual(['e', 1]);
		expect(run('abcdefgh', [{ type: 'move', move: 'up' }], state).offset).toBe(1);
	});

	it('pages by a screen less one row, and half of one', () => {
		expect(run('abcdefghij', [{ type: 'move', move: 'page-down' }]).selectedKey).toBe('d');
		expect(run('abcdefghij', [{ type: 'move', move: 'half-down' }]).selectedKey).toBe('c');
	});

	it('leaves no empty rows below the last one when rows go', () => {
		const end = run('abcdefghij', [{ type: 'move', move: 'last' }]);
		expect(end.offset).toBe(6);
		expect(run('abcde', [settle], end).offset).toBe(1);
	});

	it('takes the selection along when the wheel would leave it behind', () => {
		const state = run('abcdefghij', [{ type: 'scroll', by: 3 }]);
		expect([state.offset, state.selectedKey]).toEqual([3, 'd']);
	});

	it('does nothing in a list without rows', () => {
		expect(run('', [down, { type: 'toggle-tag' }, { type: 'scroll', by: 2 }])).toMatchObject({
			selectedKey: null,
			offset: 0,
		});
	});
});

describe('tags', () => {
	it('stay with their rows and go with them', () => {
		const tagged = run('abcd', [{ type: 'toggle-tag' }, { type: 'toggle-tag' }]);
		expect([...tagged.tagged]).toEqual(['a', 'b']);
		expect(tagged.selectedKey).toBe('c');
		expect([...run('dcb', [settle], tagged).tagged]).toEqual(['b']);
		expect([...run('dcb', [{ type: 'clear-tags' }], tagged).tagged]).toEqual([]);
	});
});
